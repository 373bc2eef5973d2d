//! `/auth/session`, `/auth/tenant`, `/auth/logout`: what the console asks of a session.
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use leme_base::ids::TenantId;
use leme_contract::codes;
use leme_ground::error::{Chain, Error, Result};
use leme_ground::http::extract::Json;
use serde::{Deserialize, Serialize};

use super::admit::{Visitor, visitor};
use super::model::{Membership, Session, choose, memberships};
use super::refresh::{self, Outcome};
use super::{cookie, csrf};
use crate::app::App;
use crate::signin::oidc;

/// The routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/auth/session", get(show))
        .route("/auth/tenant", post(choose_tenant))
        .route("/auth/logout", post(logout))
}

/// What `/auth/session` answers.
#[derive(Debug, Default, Serialize)]
struct Answer {
    authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<Membership>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memberships: Option<Vec<Membership>>,
}

#[derive(Debug, Serialize)]
struct User {
    name: Option<String>,
    email: Option<String>,
}

async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let session = match visitor(&app, &headers).await? {
        Visitor::Stranger => None,
        Visitor::Over => return Ok(uncached(&app, Answer::default(), true)),
        Visitor::Known(session) => match refresh::fresh(&app, session).await? {
            Outcome::Session(session) => Some(current(&app, session).await?),
            Outcome::Over => return Ok(uncached(&app, Answer::default(), true)),
        },
    };
    Ok(uncached(&app, session.as_deref().map(answer).unwrap_or_default(), false))
}

fn answer(session: &Session) -> Answer {
    let active = session.memberships.iter().find(|held| Some(held.tenant_id) == session.active);
    Answer {
        authenticated: true,
        csrf_token: Some(session.csrf_token.clone()),
        user: Some(User { name: session.name.clone(), email: session.email.clone() }),
        tenant: active.cloned(),
        memberships: Some(session.memberships.clone()),
    }
}

fn uncached(app: &App, answer: Answer, forget: bool) -> Response {
    let mut response = Json(answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if forget {
        cookie::set(headers, app.settings.https(), &app.cookie, None, 0);
    }
    response
}

/// The session with the memberships of now; when the Kernel is away, with those heard last.
async fn current(app: &App, session: Arc<Session>) -> Result<Arc<Session>> {
    let Ok(Some(me)) = app.kernel.me(&session.tokens.bearer).await else { return Ok(session) };
    let held = memberships(&me);
    if held == session.memberships {
        return Ok(session);
    }
    let active = choose(&held, None, session.active);
    app.sessions.place(&session, &held, active, app.clock.now()).await?;
    Ok(Arc::new(Session { memberships: held, active, ..Session::clone(&session) }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    tenant_id: TenantId,
}

async fn choose_tenant(
    State(app): State<App>,
    headers: HeaderMap,
    Json(choice): Json<Choice>,
) -> Result<Response> {
    let session = acting(&app, &headers).await?;
    let session = current(&app, session).await?;
    let held = session.memberships.iter().any(|one| one.tenant_id == choice.tenant_id);
    if !held {
        return Err(Error::NotFound { kind: "organisation" });
    }
    let (now, active) = (app.clock.now(), Some(choice.tenant_id));
    app.sessions.place(&session, &session.memberships, active, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The session of a request that changes something.
async fn acting(app: &App, headers: &HeaderMap) -> Result<Arc<Session>> {
    let required = || Error::unauthenticated(codes::AUTH_REQUIRED, "Sign in first.");
    let Visitor::Known(session) = visitor(app, headers).await? else { return Err(required()) };
    csrf::model::check(&Method::POST, headers, false, &app.origin, &session.csrf_token)?;
    match refresh::fresh(app, session).await? {
        Outcome::Session(session) => Ok(session),
        Outcome::Over => Err(required()),
    }
}

#[derive(Debug, Serialize)]
struct Farewell {
    redirect: String,
}

async fn logout(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let Visitor::Known(session) = visitor(&app, &headers).await? else {
        return Ok(farewell(&app, "/".to_owned()));
    };
    csrf::model::check(&Method::POST, &headers, false, &app.origin, &session.csrf_token)?;
    app.sessions.end(&session.hash).await?;
    let (left, tokens) = (app.clone(), session.tokens.clone());
    app.tasks.spawn("give tokens back", async move {
        if let Err(error) = oidc::give_back(&left, &tokens).await {
            tracing::warn!(error = %Chain(&error), "a refresh token was not given back");
        }
    });
    let redirect = oidc::logout_url(&app, &session.tokens).await;
    Ok(farewell(&app, redirect.unwrap_or_else(|| "/".to_owned())))
}

fn farewell(app: &App, redirect: String) -> Response {
    let mut response = Json(Farewell { redirect }).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    cookie::set(headers, app.settings.https(), &app.cookie, None, 0);
    response
}
