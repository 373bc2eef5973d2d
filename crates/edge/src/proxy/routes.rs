//! The one handler that every proxied path has.
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use http::{HeaderValue, StatusCode, Version, header};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use leme_ground::error::Result;
use leme_ground::http::correlation;

use super::headers::model::{self, Caller};
use super::upload;
use super::upstream::Failure;
use crate::app::App;
use crate::listener::Peer;
use crate::routing::model::{Door, Target};
use crate::session::admit;

/// Every path that leads to an upstream.
pub fn router() -> Router<App> {
    let paths = [
        "/api/{product}",
        "/api/{product}/",
        "/api/{product}/{*rest}",
        "/apps/{product}",
        "/apps/{product}/",
        "/apps/{product}/{*rest}",
        "/kernel/{*rest}",
        "/idp",
        "/idp/",
        "/idp/{*rest}",
    ];
    paths.into_iter().fold(Router::new(), |router, path| router.route(path, any(forward)))
}

async fn forward(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    request: Request,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let target = app.routes.load().resolve(&parts.uri)?;
    let admission = admit::admit(&app, target.door, &parts).await?;
    let caller = Caller { ip: peer.map(|peer| peer.0.0.ip()), proto: app.proto() };
    let credential = match admission {
        admit::Admission::Go(credential) => credential,
        admit::Admission::Answer(response) => return Ok(*response),
    };
    let websocket = model::upgrade(&parts.headers);
    let on_caller = parts.extensions.remove::<OnUpgrade>().filter(|_| websocket);
    let trusted = &app.settings.trusted_proxies;
    let id = correlation::current();
    model::outgoing(&mut parts.headers, &target, &credential, &caller, &id, trusted);
    parts.uri = target.uri.clone();
    parts.version = Version::HTTP_11;
    parts.extensions = http::Extensions::new();
    let (body, progress) = upload::watch(body, app.settings.patience.body_stall);
    let sent = app.upstreams.send(Request::from_parts(parts, body), &progress).await;
    Ok(match sent {
        Ok(response) => answer(&app, response, &target, on_caller),
        Err(failure) => failed(failure, &target),
    })
}

fn answer(
    app: &App,
    mut response: http::Response<Incoming>,
    target: &Target,
    on_caller: Option<OnUpgrade>,
) -> Response {
    let switching = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    let on_upstream = switching.then(|| hyper::upgrade::on(&mut response));
    model::incoming(response.headers_mut(), target);
    let mut response = response.map(Body::new);
    response.extensions_mut().insert(target.door);
    match (on_caller, on_upstream) {
        (Some(caller), Some(upstream)) => {
            let headers = response.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            super::tunnel::join(app, caller, upstream);
            response
        }
        // Nobody asked for another protocol: an upstream that changes it is broken.
        (None, Some(_)) => {
            let error = leme_ground::error::Error::unavailable("forwarding", "unasked 101");
            axum::response::IntoResponse::into_response(error)
        }
        (_, None) => response,
    }
}

fn failed(failure: Failure, target: &Target) -> Response {
    let mut response = failure.answer(&target.public_prefix);
    response.extensions_mut().insert(target.door);
    metrics::counter!("edge_upstream_failures_total", "door" => door(target.door)).increment(1);
    response
}

const fn door(door: Door) -> &'static str {
    match door {
        Door::Api => "api",
        Door::App => "app",
        Door::Contract => "contract",
        Door::Idp => "idp",
    }
}
