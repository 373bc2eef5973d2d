//! Glue for services made with axum: the gate before every route, and the person behind a request.
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leme_base::ids::{IdentityId, TenantId};
use leme_contract::codes;
use leme_contract::headers::{CORRELATION_ID, TENANT_ID};
use leme_contract::identity::ResolveResponse;
use serde_json::json;

use crate::admit::{Refusal, stopped};
use crate::correlation;
use crate::runtime::Runtime;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::FORBIDDEN);
        let body = json!({
            "type": format!("/problems/{}", self.code),
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "code": self.code,
            "detail": self.detail,
            "correlation_id": correlation::current(),
        });
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Middleware for `axum::middleware::from_fn_with_state(runtime, gate)`: refuses while the runtime
/// may not work, and gives calls to the Kernel the request's correlation id.
pub async fn gate(State(runtime): State<Runtime>, request: Request, next: Next) -> Response {
    let given = request.headers().get(CORRELATION_ID).and_then(|id| id.to_str().ok());
    let id = given.map_or_else(correlation::current, str::to_owned);
    correlation::within(id, async move {
        match runtime.admit() {
            Ok(permit) => {
                let response = next.run(request).await;
                drop(permit);
                response
            }
            Err(refusal) => refusal.into_response(),
        }
    })
    .await
}

/// A person whose token the Kernel has vouched for in the tenant of the request.
#[derive(Clone, Debug)]
pub struct Person {
    /// The tenant in which the person acts.
    pub tenant: TenantId,
    /// Who it is and what the tenant holds.
    pub resolved: Arc<ResolveResponse>,
}

impl Person {
    /// The person's id in the tenant.
    pub fn identity(&self) -> IdentityId {
        self.resolved.identity.identity_id
    }

    /// Reads `X-Tenant-Id` and the bearer token, and asks the Kernel who that is.
    pub async fn behind(runtime: &Runtime, headers: &HeaderMap) -> Result<Self, Refusal> {
        let tenant = tenant(headers)?;
        let token = bearer(headers).ok_or_else(|| {
            Refusal::new(401, codes::AUTH_REQUIRED, "Send a token: `Authorization: Bearer …`.")
        })?;
        if let Some(stop) = runtime.inner.orders.load().stops(tenant, "") {
            return Err(stopped(stop));
        }
        let resolved = runtime.resolve(tenant, token).await;
        let resolved = resolved.map_err(|error| Refusal::from(&error))?;
        Ok(Self { tenant, resolved })
    }
}

impl<S> FromRequestParts<S> for Person
where
    S: Send + Sync,
    Runtime: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Self::behind(&Runtime::from_ref(state), &parts.headers).await
    }
}

fn tenant(headers: &HeaderMap) -> Result<TenantId, Refusal> {
    let text = headers.get(TENANT_ID).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
        Refusal::new(400, codes::TENANT_REQUIRED, "Say for which organisation: `X-Tenant-Id`.")
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
