//! `GET /.well-known/openid-configuration`.
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::clients::model::SCOPES;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/.well-known/openid-configuration", get(discovery_view))
}

async fn discovery_view(State(app): State<App>) -> Response {
    let cache = [(header::CACHE_CONTROL, "public, max-age=300")];
    (cache, Json(document(&app))).into_response()
}

fn document(app: &App) -> Value {
    let to = |path| app.issuer.to(path);
    let authentication = ["client_secret_basic", "client_secret_post", "none"];
    json!({
        "issuer": app.issuer.url,
        "authorization_endpoint": to("/authorize"),
        "token_endpoint": to("/token"),
        "userinfo_endpoint": to("/userinfo"),
        "jwks_uri": to("/jwks.json"),
        "end_session_endpoint": to("/end-session"),
        "revocation_endpoint": to("/revoke"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": authentication,
        "revocation_endpoint_auth_methods_supported": authentication,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "select_account", "consent"],
        "ui_locales_supported": ["en", "pt-BR"],
        "claims_supported": [
            "iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "at_hash", "sid",
            "email", "email_verified", "name", "locale", "updated_at",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    })
}
