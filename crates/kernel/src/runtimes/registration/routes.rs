//! HTTP of the registration.
use axum::extract::State;
use axum::http::StatusCode;
use leme_base::ids::RuntimeId;
use leme_contract::runtime::{RegisterRequest, RegisterResponse, RuntimePolicies};
use leme_contract::{SERVED, codes};
use leme_ground::ctx::{Actor, Ctx};
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::Json;
use leme_ground::idempotency::{self, Idempotent};
use serde_json::json;

use super::model::{self, Claims, Known};
use super::queries::{self, By, New};
use super::{Credential, Entering, refuse_suspended};
use crate::app::App;
use crate::directory;
use crate::record::{Change, record};
use crate::runtimes::enrolments::model::{Enrolment, EnrolmentState};
use crate::runtimes::enrolments::queries as enrolments;

/// Lets a runtime enter: by an enrolment token and its public key the first time, by an assertion
/// signed with that key ever after. The same key gets the same id.
#[utoipa::path(post, path = "/kernel/runtimes/register", tag = "contract",
    request_body = RegisterRequest,
    responses((status = 201, description = "Entered for the first time.", body = RegisterResponse),
              (status = 200, description = "Known by its key.", body = RegisterResponse)))]
pub(super) async fn runtime_register(
    State(app): State<App>,
    entering: Entering,
    Idempotent { key, body: request }: Idempotent<RegisterRequest>,
) -> Result<(StatusCode, Json<RegisterResponse>)> {
    let ctx = &entering.ctx;
    same_tenant(ctx, &request)?;
    model::check(&request)?;
    let mut tx = app.db.tenant(ctx.tenant).await?;
    // The answer is kept without its token: a repeat gets a fresh one.
    let work = async |tx: &mut TenantTx| match &entering.credential {
        Credential::Token(hash) => by_token(tx, ctx, hash, &request).await,
        Credential::Assertion(claims) => by_assertion(tx, ctx, claims, &request).await,
    };
    let (status, runtime) = idempotency::once(&mut tx, ctx, &key, work).await?;
    tx.commit().await?;
    directory::jobs::refresh(&app).await?;
    Ok((status, Json(answer(&app, runtime)?)))
}

fn same_tenant(ctx: &Ctx, request: &RegisterRequest) -> Result<()> {
    if request.tenant_id == ctx.tenant {
        return Ok(());
    }
    let public = "`tenant_id` in the body is not the one in `X-Tenant-Id`.";
    Err(Error::bad_request(codes::TENANT_MISMATCH, public))
}

async fn by_token(
    tx: &mut TenantTx,
    ctx: &Ctx,
    hash: &[u8],
    request: &RegisterRequest,
) -> Result<(StatusCode, RuntimeId)> {
    let enrolment = enrolments::find(tx, hash, ctx.now).await?;
    let enrolment = enrolment
        .filter(|enrolment| model::fits(request, enrolment))
        .ok_or_else(model::bad_enrolment)?;
    let key = request.public_key.as_deref().ok_or_else(|| {
        Error::invalid("/public_key", "required", "an enrolment token comes with a public key")
    })?;
    let key = model::public_key(key)?;
    match queries::find(tx, By::Key(&key)).await? {
        Some(known) => again(tx, ctx, &enrolment, &known, request).await,
        None => first(tx, ctx, &enrolment, &key, request).await,
    }
}

/// A key that we do not know yet: the token must be new.
async fn first(
    tx: &mut TenantTx,
    ctx: &Ctx,
    enrolment: &Enrolment,
    public_key: &[u8],
    request: &RegisterRequest,
) -> Result<(StatusCode, RuntimeId)> {
    if enrolment.state != EnrolmentState::Open {
        return Err(model::bad_enrolment());
    }
    let id = RuntimeId::at(ctx.now);
    let new = New { id, enrolment, public_key, now: ctx.now };
    queries::insert(tx, request, &new).await?;
    enrolments::mark_used(tx, enrolment.enrolment_id, id, ctx.now).await?;
    let facts = json!({
        "enrolment_id": enrolment.enrolment_id,
        "product": enrolment.product,
        "runtime_type": request.runtime_type,
        "deployment_mode": request.deployment_mode,
        "version": request.version,
    });
    record(tx, &itself(ctx, id), Change::new("runtime.registered", id).with(facts)).await?;
    Ok((StatusCode::CREATED, id))
}

/// A key that we know: the token is new, or it is the one that this key used.
async fn again(
    tx: &mut TenantTx,
    ctx: &Ctx,
    enrolment: &Enrolment,
    known: &Known,
    request: &RegisterRequest,
) -> Result<(StatusCode, RuntimeId)> {
    let own = match enrolment.state {
        EnrolmentState::Open => true,
        EnrolmentState::Used => enrolment.runtime_id == Some(known.runtime_id),
        EnrolmentState::Expired => false,
    };
    if !own || !known.fits(enrolment) {
        return Err(model::bad_enrolment());
    }
    if enrolment.state == EnrolmentState::Open {
        enrolments::mark_used(tx, enrolment.enrolment_id, known.runtime_id, ctx.now).await?;
    }
    renew(tx, ctx, known, request).await
}

async fn by_assertion(
    tx: &mut TenantTx,
    ctx: &Ctx,
    claims: &Claims,
    request: &RegisterRequest,
) -> Result<(StatusCode, RuntimeId)> {
    let known = queries::find(tx, By::Id(claims.sub)).await?.ok_or_else(model::bad_assertion)?;
    known.check(request)?;
    renew(tx, ctx, &known, request).await
}

/// A restart changes nothing, and then nothing is recorded.
async fn renew(
    tx: &mut TenantTx,
    ctx: &Ctx,
    known: &Known,
    request: &RegisterRequest,
) -> Result<(StatusCode, RuntimeId)> {
    refuse_suspended(known.status)?;
    let (id, changed) = (known.runtime_id, known.changed_by(request));
    if !changed.is_empty() {
        queries::update(tx, id, request).await?;
        let facts = json!({ "changed": changed, "version": request.version });
        record(tx, &itself(ctx, id), Change::new("runtime.updated", id).with(facts)).await?;
    }
    Ok((StatusCode::OK, id))
}

/// The audit names the runtime, not the token it came with.
fn itself(ctx: &Ctx, id: RuntimeId) -> Ctx {
    Ctx { actor: Actor { id: id.to_string(), ..ctx.actor.clone() }, ..ctx.clone() }
}

fn answer(app: &App, id: RuntimeId) -> Result<RegisterResponse> {
    let missing = || Error::internal("registering a runtime", "it is not in the directory");
    let runtime = app.directory.runtime(id).ok_or_else(missing)?;
    refuse_suspended(runtime.status)?;
    let now = app.clock.now();
    let (runtime_token, token_expires_at) = app.keys.runtime_token(id, runtime.tenant_id, now)?;
    let heartbeat_seconds = app.config.heartbeat_seconds;
    Ok(RegisterResponse {
        runtime_id: id,
        status: runtime.status,
        policies_applied: RuntimePolicies {
            policy_version: app.directory.version(),
            heartbeat_seconds,
            max_concurrent_requests: runtime.max_concurrent_requests,
        },
        runtime_token,
        token_expires_at,
        heartbeat_seconds,
        contract_versions: SERVED.iter().map(|&version| version.to_owned()).collect(),
    })
}
