//! `POST /token`.
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};

use super::jobs::{redeem, refresh};
use super::model::Tokens;
use crate::app::App;
use crate::clients::jobs::authenticate;
use crate::oauth::{Refusal, private};
use crate::params::Form;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/token", post(token_create))
}

async fn token_create(
    State(app): State<App>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Refusal> {
    let tokens = exchange(&app, &headers, form).await?;
    Ok(private(Json(tokens).into_response()))
}

async fn exchange(app: &App, headers: &HeaderMap, form: Form) -> Result<Tokens, Refusal> {
    let params = form.0.ok_or(Refusal::request("Send application/x-www-form-urlencoded."))?;
    if params.repeated().is_some() {
        return Err(Refusal::request("A parameter is given more than once."));
    }
    let client = authenticate(app, headers, &params).await?;
    match params.get("grant_type") {
        Some("authorization_code") => redeem(app, &client, &params).await,
        Some("refresh_token") => refresh(app, &client, &params).await,
        Some(_) => Err(Refusal::new("unsupported_grant_type", "Use a code or a refresh token.")),
        None => Err(Refusal::request("grant_type is missing.")),
    }
}
