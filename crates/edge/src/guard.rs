//! What holds for every request and every answer: nothing ambiguous in, security headers out.
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::app::App;
use crate::proxy::headers::model::refuse_ambiguous;
use crate::routing::model::Door;
use crate::site::model::POLICY;

/// Features no page of ours uses.
const PERMISSIONS: &str =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
/// What a call answers is never a page: whatever bytes an upload holds, they run nothing here.
const DATA_POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; \
     style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// Middleware: refuses what two servers could read differently. A chunked request ends its
/// connection, so that bytes behind a length that we did not believe are never read as a request.
pub async fn refuse(request: Request, next: Next) -> Response {
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = match refuse_ambiguous(&request) {
        Ok(()) => next.run(request).await,
        Err(error) => {
            let mut response = error.into_response();
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    };
    if chunked {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Middleware: the security headers of every answer.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let door = response.extensions().get::<Door>().copied();
    secure(response.headers_mut(), door, app.settings.https());
    response
}

fn secure(headers: &mut HeaderMap, door: Option<Door>, https: bool) {
    let mut set = |name: HeaderName, value: &'static str, always: bool| {
        if always || !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    match door {
        Some(Door::Api | Door::Contract) => {
            set(header::CONTENT_SECURITY_POLICY, DATA_POLICY, true);
            set(header::CACHE_CONTROL, "no-store", false);
        }
        // A provider's forms may lead back to clients elsewhere: what it says itself counts.
        Some(Door::Idp) => {}
        Some(Door::App) | None => set(header::CONTENT_SECURITY_POLICY, POLICY, false),
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff", true);
    set(header::X_FRAME_OPTIONS, "DENY", true);
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin", false);
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS, false);
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin", false);
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin", false);
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000", true);
    }
}
