//! `GET` and `POST /userinfo`.
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use leme_ground::error::Result;
use leme_ground::http::extract::bearer;
use serde::Serialize;

use crate::accounts::{UserId, queries as accounts};
use crate::app::App;
use crate::grants::queries as grants;
use crate::oauth::private;
use crate::token::model::{Person, Shown};
use crate::{keys, store};

pub(crate) fn router() -> Router<App> {
    Router::new().route("/userinfo", get(userinfo_view).post(userinfo_view))
}

#[derive(Serialize)]
struct UserInfo {
    sub: UserId,
    #[serde(flatten)]
    person: Person,
}

async fn userinfo_view(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    let Some(token) = bearer(&headers) else {
        return Ok(challenge("Bearer realm=\"leme\""));
    };
    let info = read(&app, token).await?;
    let refused = || challenge("Bearer realm=\"leme\", error=\"invalid_token\"");
    Ok(info.map_or_else(refused, |info| private(Json(info).into_response())))
}

async fn read(app: &App, token: &str) -> Result<Option<UserInfo>> {
    let now = app.clock.now();
    let ring = keys::jobs::current(app, now).await?;
    let Some(shown) = Shown::read(&ring, &app.issuer.url, token, now) else { return Ok(None) };
    let mut tx = store::open(&app.db).await?;
    let grant = grants::find(&mut tx, shown.grant).await?;
    let live = grant.is_some_and(|grant| grant.revoked_at.is_none());
    let user = accounts::find_active(&mut tx, shown.sub).await?.filter(|_| live);
    let seen = |user| UserInfo { sub: shown.sub, person: Person::seen(&user, &shown.scope) };
    Ok(user.map(seen))
}

fn challenge(how: &'static str) -> Response {
    private((StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, how)]).into_response())
}
