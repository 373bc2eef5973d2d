//! `GET /jwks.json`: the public keys.
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use leme_ground::error::Result;
use serde_json::json;

use super::jobs;
use crate::app::App;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/jwks.json", get(jwks_view))
}

async fn jwks_view(State(app): State<App>) -> Result<Response> {
    let ring = jobs::current(&app, app.clock.now()).await?;
    // Shorter than the lead of a new key, so no cache misses one that signs.
    let cache = [(header::CACHE_CONTROL, "public, max-age=60")];
    Ok((cache, Json(json!({ "keys": ring.public() }))).into_response())
}
