//! The gate and the person, through HTTP.
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, http::StatusCode};
use leme_base::ids::TenantId;
use leme_contract::runtime::Directive;
use leme_sdk::gate::{Person, gate};
use serde_json::Value;
use tower::ServiceExt;

use crate::support::{Pair, until};

fn service(pair: &Pair) -> Router {
    let who = |person: Person| async move { person.identity().to_string() };
    Router::new()
        .route("/who", get(who))
        .layer(from_fn_with_state(pair.runtime.clone(), gate))
        .with_state(pair.runtime.clone())
}

async fn ask(pair: &Pair, tenant: Option<TenantId>, token: Option<&str>) -> Response<Body> {
    let mut request = Request::get("/who").header("x-correlation-id", "abc");
    if let Some(tenant) = tenant {
        request = request.header("x-tenant-id", tenant.to_string());
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    service(pair).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn problem(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 65_536).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn a_person_needs_a_tenant_and_a_token_that_the_kernel_vouches_for() {
    let pair = Pair::new().await;
    let (tenant, other) = (pair.kernel.tenant(), pair.kernel.tenant());
    let token = pair.kernel.person(tenant, "ada");
    assert_eq!(ask(&pair, Some(tenant), Some(&token)).await.status(), 200);
    for (tenant, token, status, code) in [
        (None, Some(token.as_str()), 400, "tenant.required"),
        (Some(tenant), None, 401, "auth.required"),
        (Some(tenant), Some("made-up"), 401, "identity.token_invalid"),
        (Some(other), Some(token.as_str()), 403, "identity.unknown"),
    ] {
        let (found, body) = problem(ask(&pair, tenant, token).await).await;
        assert_eq!((found.as_u16(), body["code"].as_str().unwrap()), (status, code));
        assert_eq!(body["correlation_id"], "abc");
    }
}

#[tokio::test]
async fn the_gate_is_shut_while_the_runtime_is_suspended() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let token = pair.kernel.person(tenant, "ada");
    pair.kernel.direct(Directive::Suspend, None);
    until("suspended", || pair.runtime.admit().is_err()).await;
    let (status, body) = problem(ask(&pair, Some(tenant), Some(&token)).await).await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (403, Some("runtime.suspended")));
}

#[tokio::test]
async fn a_kernel_that_is_away_is_503_with_a_time_to_come_back() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let token = pair.kernel.person(tenant, "ada");
    pair.kernel.go_down();
    let response = ask(&pair, Some(tenant), Some(&token)).await;
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(problem(response).await.0, 503);
}
