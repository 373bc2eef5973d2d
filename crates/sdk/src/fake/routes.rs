//! The paths of the contract, their headers checked as the Kernel checks them.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use leme_base::ids::{RuntimeId, TenantId};
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID, TENANT_ID};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::world::{Fault, World};

pub(super) type Shared = Arc<Mutex<World>>;

/// A no, as a problem.
#[derive(Clone, Copy, Debug)]
pub(super) struct No(pub(super) u16, pub(super) &'static str);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({ "status": self.0, "code": self.1, "detail": "said by a test's Kernel" });
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string())
            .into_response()
    }
}

/// Who calls, for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    pub(super) tenant: TenantId,
    pub(super) runtime: RuntimeId,
}

pub(super) fn router(world: Shared) -> Router {
    Router::new()
        .route("/kernel/runtimes/register", post(register))
        .route("/kernel/runtimes/{id}/heartbeat", post(heartbeat))
        .route("/kernel/identity/resolve", post(resolve))
        .route("/kernel/entitlements/check", post(check))
        .route("/kernel/audit/events", post(audit))
        .route("/kernel/usage/events", post(usage))
        .route("/kernel/licence", get(licence))
        .route("/kernel/jwks.json", get(jwks))
        .layer(middleware::from_fn_with_state(Arc::clone(&world), fail))
        .with_state(world)
}

async fn fail(State(world): State<Shared>, request: Request, next: Next) -> Response {
    let fault = lock(&world).fault(request.uri().path());
    match fault {
        None => next.run(request).await,
        Some(Fault::Status(status)) => No(status, "unavailable").into_response(),
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            next.run(request).await
        }
        Some(Fault::AnswerLost) => {
            next.run(request).await;
            No(500, "internal").into_response()
        }
    }
}

pub(super) fn lock(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, No> {
    let token = text(headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
    token.ok_or(No(401, "auth.required"))
}

pub(super) fn tenant(headers: &HeaderMap) -> Result<TenantId, No> {
    if text(headers, CONTRACT_VERSION) != Some(leme_contract::VERSION) {
        return Err(No(400, "contract.version_required"));
    }
    let tenant = text(headers, TENANT_ID).and_then(|id| id.parse().ok());
    tenant.ok_or(No(400, "tenant.required"))
}

/// Checks every header of a call that a registered runtime makes.
fn caller(world: &World, headers: &HeaderMap, suspended_may: bool) -> Result<Caller, No> {
    let tenant = tenant(headers)?;
    let runtime = text(headers, RUNTIME_ID).and_then(|id| id.parse().ok());
    let runtime = runtime.ok_or(No(400, "runtime.required"))?;
    if bearer(headers)? != world.token(runtime) {
        return Err(No(401, "auth.invalid"));
    }
    if !world.runtimes.values().any(|known| *known == runtime) {
        return Err(No(401, "auth.invalid"));
    }
    match world.tenants.get(&tenant) {
        None => Err(No(403, "tenant.forbidden")),
        Some(true) if !suspended_may => Err(No(403, "tenant.suspended")),
        Some(_) => Ok(Caller { tenant, runtime }),
    }
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, No> {
    serde_json::from_slice(body).map_err(|_| No(400, "request.malformed"))
}

/// Reads headers and body, asks the world, writes the answer.
fn answer<B: DeserializeOwned, T: Serialize>(
    world: &Shared,
    headers: &HeaderMap,
    body: &Bytes,
    ask: impl FnOnce(&mut World, Caller, B) -> Result<T, No>,
) -> Result<Json<T>, No> {
    let mut world = lock(world);
    let caller = caller(&world, headers, false)?;
    ask(&mut world, caller, read(body)?).map(Json)
}

async fn register(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    let tenant = tenant(&headers)?;
    let token = bearer(&headers)?;
    let mut world = lock(&world);
    world.register(tenant, token, read(&body)?).map(|answer| (StatusCode::CREATED, Json(answer)))
}

async fn heartbeat(
    State(world): State<Shared>,
    Path(id): Path<RuntimeId>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    let mut world = lock(&world);
    let caller = caller(&world, &headers, true)?;
    if caller.runtime != id {
        return Err(No(403, "runtime.forbidden"));
    }
    let answer = world.beat(caller, read(&body)?);
    Ok(Json(answer))
}

async fn resolve(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    answer(&world, &headers, &body, |world, caller, asked| world.resolve(caller, &asked))
}

async fn check(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    answer(&world, &headers, &body, |world, caller, asked| world.check(caller, &asked))
}

async fn audit(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    answer(&world, &headers, &body, World::keep_audit).map(|answer| (StatusCode::ACCEPTED, answer))
}

async fn usage(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, No> {
    answer(&world, &headers, &body, World::keep_usage).map(|answer| (StatusCode::ACCEPTED, answer))
}

async fn licence(State(world): State<Shared>, headers: HeaderMap) -> Result<impl IntoResponse, No> {
    let mut world = lock(&world);
    let caller = caller(&world, &headers, false)?;
    Ok(Json(world.licence(caller)))
}

async fn jwks(State(world): State<Shared>) -> impl IntoResponse {
    Json(lock(&world).key_set())
}
