//! HTTP of the heartbeats.
use axum::extract::State;
use leme_base::ids::RuntimeId;
use leme_contract::codes;
use leme_contract::runtime::{HeartbeatRequest, HeartbeatResponse, RuntimePolicies, RuntimeStatus};
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path};
use serde_json::json;

use super::{model, queries};
use crate::app::App;
use crate::calling::Beating;
use crate::directory;
use crate::directory::model::{RuntimeEntry, SwitchEntry, forbidden};
use crate::record::{Change, record};
use crate::runtimes::model::{directive, is_stopped};
use crate::switches::model::{concerning, told};

/// Takes the report of a runtime and tells it what to do. The first one makes it active.
#[utoipa::path(post, path = "/kernel/runtimes/{runtime_id}/heartbeat", tag = "contract",
    params(("runtime_id" = RuntimeId, Path, description = "The calling runtime.")),
    request_body = HeartbeatRequest,
    responses((status = 200, description = "What to do.", body = HeartbeatResponse)))]
pub(super) async fn runtime_heartbeat(
    State(app): State<App>,
    Path(runtime_id): Path<RuntimeId>,
    beating: Beating,
    Json(beat): Json<HeartbeatRequest>,
) -> Result<Json<HeartbeatResponse>> {
    prove_itself(&beating, runtime_id)?;
    model::check(&beat)?;
    let switches = concerning(&app.directory, &beating.runtime);
    let mut tx = app.db.tenant(beating.ctx.tenant).await?;
    queries::put(&mut tx, runtime_id, &beat, beating.ctx.now).await?;
    acknowledge(&mut tx, &beating, &switches, &beat).await?;
    let activated = activate(&mut tx, &beating).await?;
    tx.commit().await?;
    if activated {
        directory::jobs::refresh(&app).await?;
    }
    // As it is known now, not as it was when the call began.
    let runtime = app.directory.runtime(runtime_id).or_not_found("runtime")?;
    answer(&app, &runtime).map(Json)
}

/// A runtime beats for itself, in its own tenant.
fn prove_itself(beating: &Beating, path: RuntimeId) -> Result<()> {
    if path != beating.runtime.runtime_id {
        let public = "The runtime in the path is not the calling runtime.";
        return Err(Error::forbidden(codes::RUNTIME_FORBIDDEN, public));
    }
    if beating.ctx.tenant == beating.runtime.tenant_id { Ok(()) } else { Err(forbidden()) }
}

/// An acknowledgement belongs to the tenant that pulled the switch.
async fn acknowledge(
    tx: &mut TenantTx,
    beating: &Beating,
    in_force: &[SwitchEntry],
    beat: &HeartbeatRequest,
) -> Result<()> {
    let own = tx.tenant();
    let (id, now) = (beating.runtime.runtime_id, beating.ctx.now);
    for (tenant, switches) in model::acknowledged(in_force, &beat.applied.kill_switches) {
        tx.enter(tenant).await?;
        queries::acknowledge(tx, id, &switches, now).await?;
    }
    if tx.tenant() == own { Ok(()) } else { tx.enter(own).await }
}

async fn activate(tx: &mut TenantTx, beating: &Beating) -> Result<bool> {
    let runtime = &beating.runtime;
    if runtime.status != RuntimeStatus::Registered {
        return Ok(false);
    }
    let id = runtime.runtime_id;
    let activated = queries::activate(tx, id).await?;
    if activated {
        let facts = json!({ "product": runtime.product, "version": runtime.version });
        record(tx, &beating.ctx, Change::new("runtime.activated", id).with(facts)).await?;
    }
    Ok(activated)
}

fn answer(app: &App, runtime: &RuntimeEntry) -> Result<HeartbeatResponse> {
    // The version first: what is told below is then at least as new as it.
    let policy_version = app.directory.version();
    let switches = concerning(&app.directory, runtime);
    let (id, tenant, now) = (runtime.runtime_id, runtime.tenant_id, app.clock.now());
    let (runtime_token, token_expires_at) = app.keys.runtime_token(id, tenant, now)?;
    let limit = runtime.max_concurrent_requests;
    let other_version = |version: &String| *version != runtime.version;
    Ok(HeartbeatResponse {
        directive: directive(runtime.status, is_stopped(&app.directory, tenant), limit),
        policies: RuntimePolicies {
            policy_version,
            heartbeat_seconds: app.config.heartbeat_seconds,
            max_concurrent_requests: limit,
        },
        desired_version: runtime.desired_version.clone().filter(other_version),
        kill_switches: switches.into_iter().map(told).collect(),
        runtime_token,
        token_expires_at,
    })
}
