//! `POST /revoke`.
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::app::App;
use crate::clients::jobs::authenticate;
use crate::grants::queries as grants;
use crate::oauth::{Refusal, private};
use crate::params::Form;
use crate::token::model::Shown;
use crate::{keys, opaque, store};

pub(crate) fn router() -> Router<App> {
    Router::new().route("/revoke", post(revoke_create))
}

async fn revoke_create(
    State(app): State<App>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Refusal> {
    let params = form.0.ok_or(Refusal::request("Send application/x-www-form-urlencoded."))?;
    let client = authenticate(&app, &headers, &params).await?;
    let token = params.get("token").ok_or(Refusal::request("token is missing."))?;
    revoke(&app, &client.client_id, token).await?;
    Ok(private(StatusCode::OK.into_response()))
}

/// An unknown token is as good as revoked. An access token cannot be called back: saying so is
/// better than pretending.
async fn revoke(app: &App, client_id: &str, token: &str) -> Result<(), Refusal> {
    let now = app.clock.now();
    let mut tx = store::open(&app.db).await?;
    let grant = grants::find_by_refresh(&mut tx, &opaque::digest(token)).await?;
    if let Some(grant) = grant.filter(|grant| grant.client_id == client_id) {
        grants::revoke(&mut tx, grant.grant_id, "given back by the client", now).await?;
        return Ok(tx.commit().await?);
    }
    drop(tx);
    let ring = keys::jobs::current(app, now).await?;
    if Shown::read(&ring, &app.issuer.url, token, now).is_some() {
        let why = "Access tokens live ten minutes and cannot be revoked; revoke the refresh token.";
        return Err(Refusal::new("unsupported_token_type", why));
    }
    Ok(())
}
