//! Decides with which credential a request goes on: the session's, the caller's own, or not at all.
use axum::response::{IntoResponse, Response};
use http::header::HeaderMap;
use http::request::Parts;
use http::{StatusCode, header};
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::bearer;

use super::model::{Session, hash};
use super::refresh::{self, Outcome};
use super::{cookie, csrf};
use crate::app::App;
use crate::pages::model::wants_page;
use crate::proxy::headers::model::{Credential, upgrade};
use crate::routing::model::Door;
use crate::signin::model::login_path;

/// How a request goes on.
#[derive(Debug)]
pub enum Admission {
    /// To the upstream, with this credential.
    Go(Credential),
    /// Not to the upstream: this is the answer.
    Answer(Box<Response>),
}

/// What the caller's cookie stands for.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// There is no cookie.
    Stranger,
    /// There is a cookie, and its session is over.
    Over,
    /// A session.
    Known(std::sync::Arc<Session>),
}

/// Looks the caller's session up.
pub async fn visitor(app: &App, headers: &HeaderMap) -> Result<Visitor> {
    let Some(secret) = cookie::read(headers, &app.cookie) else { return Ok(Visitor::Stranger) };
    let Some(hash) = hash(secret) else { return Ok(Visitor::Over) };
    let found = app.sessions.find(&hash, app.clock.now()).await?;
    Ok(found.map_or(Visitor::Over, Visitor::Known))
}

/// Decides for a request to an upstream.
pub async fn admit(app: &App, door: Door, request: &Parts) -> Result<Admission> {
    if matches!(door, Door::Contract | Door::Idp) {
        return Ok(Admission::Go(Credential::Callers));
    }
    let headers = &request.headers;
    let session = match visitor(app, headers).await? {
        Visitor::Stranger => return Ok(Admission::Go(Credential::Callers)),
        // A token of its own stands for itself, whatever an old cookie says.
        Visitor::Over if bearer(headers).is_some() => {
            return Ok(Admission::Go(Credential::Callers));
        }
        Visitor::Over => return Ok(over(app, request)),
        Visitor::Known(session) => session,
    };
    let (method, websocket) = (&request.method, upgrade(headers));
    csrf::model::check(method, headers, websocket, &app.origin, &session.csrf_token)?;
    match refresh::fresh(app, session).await? {
        Outcome::Session(session) => Ok(Admission::Go(Credential::Session {
            bearer: session.tokens.bearer.clone(),
            tenant: session.active.map(|tenant| tenant.to_string()),
        })),
        Outcome::Over => Ok(over(app, request)),
    }
}

/// A session that is over: pages lead to the sign-in, calls are told; the cookie goes.
fn over(app: &App, request: &Parts) -> Admission {
    let mut response = if wants_page(&request.method, &request.headers) {
        let here = request.uri.path_and_query().map_or("/", |path| path.as_str());
        (StatusCode::SEE_OTHER, [(header::LOCATION, login_path(here))]).into_response()
    } else {
        Error::unauthenticated(codes::AUTH_REQUIRED, "Your session is over. Sign in again.")
            .into_response()
    };
    cookie::set(response.headers_mut(), app.settings.https(), &app.cookie, None, 0);
    Admission::Answer(Box::new(response))
}
