//! HTTP of the runtimes, for administrators.
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use leme_base::ids::RuntimeId;
use leme_base::page::Page;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency::{IdempotencyKey, Idempotent};
use serde_json::json;

use super::model::{Around, Kept, Runtime, RuntimeLimit, RuntimeQuery, is_stopped};
use super::queries::{self, Which};
use crate::acting::{Acting, Needs, RuntimeRead, RuntimeWrite};
use crate::app::App;
use crate::directory;
use crate::directory::model::RuntimeEntry;
use crate::record::{Change, record};
use crate::switches::model::concerning;
use crate::tenants::model::Reason;

const REASON: &str = "runtimes: health across a tenant's subtree";

/// Lists the runtimes of the acting organisation and of everything below it, newest first.
#[utoipa::path(get, path = "/v1/runtimes", tag = "runtimes", params(RuntimeQuery),
    responses((status = 200, description = "A page.", body = Page<Runtime>)))]
pub(super) async fn runtime_list(
    State(app): State<App>,
    acting: Acting<RuntimeRead>,
    Query(query): Query<RuntimeQuery>,
) -> Result<Json<Page<Runtime>>> {
    let page = query.page();
    let rows = page.rows();
    let which = Which { query: Some(&query), after: page.after()?, rows, id: None };
    let mut tx = app.db.platform(REASON).await?;
    let kept = queries::list(&mut tx, acting.ctx.tenant, which).await?;
    let page = Page::cut(kept, rows, |runtime| runtime.runtime_id);
    Ok(Json(page.map(|runtime| show(&app, runtime))))
}

/// Shows one runtime.
#[utoipa::path(get, path = "/v1/runtimes/{runtime_id}", tag = "runtimes",
    params(("runtime_id" = RuntimeId, Path, description = "The runtime.")),
    responses((status = 200, description = "The runtime.", body = Runtime)))]
pub(super) async fn runtime_view(
    State(app): State<App>,
    acting: Acting<RuntimeRead>,
    Path(runtime_id): Path<RuntimeId>,
) -> Result<Json<Runtime>> {
    view(&app, &acting, runtime_id).await.map(Json)
}

/// Stops a runtime: it may only beat, and is told to execute nothing.
#[utoipa::path(post, path = "/v1/runtimes/{runtime_id}/suspend", tag = "runtimes",
    params(("runtime_id" = RuntimeId, Path, description = "The runtime.")),
    request_body = Reason,
    responses((status = 200, description = "Suspended.", body = Runtime)))]
pub(super) async fn runtime_suspend(
    State(app): State<App>,
    acting: Acting<RuntimeWrite>,
    Path(id): Path<RuntimeId>,
    Idempotent { key, body: reason }: Idempotent<Reason>,
) -> Result<(StatusCode, Json<Runtime>)> {
    let text = reason.text()?;
    let work = async |tx: &mut TenantTx| {
        let by = acting.stops(queries::stopped_by(tx, id).await?);
        queries::suspend(tx, id, text, by).await?;
        let change = Change::new("runtime.suspended", id).with(json!({ "reason": text }));
        record(tx, &acting.ctx, change).await
    };
    govern(&app, &acting, id, &key, work).await
}

/// Lets a runtime execute again, without a limit.
#[utoipa::path(post, path = "/v1/runtimes/{runtime_id}/resume", tag = "runtimes",
    params(("runtime_id" = RuntimeId, Path, description = "The runtime.")),
    responses((status = 200, description = "Resumed.", body = Runtime)))]
pub(super) async fn runtime_resume(
    State(app): State<App>,
    acting: Acting<RuntimeWrite>,
    Path(id): Path<RuntimeId>,
    key: IdempotencyKey,
) -> Result<(StatusCode, Json<Runtime>)> {
    let work = async |tx: &mut TenantTx| {
        acting.may_undo(queries::stopped_by(tx, id).await?)?;
        // What runs already is not resumed: the audit tells changes, not clicks.
        if queries::resume(tx, id).await? {
            record(tx, &acting.ctx, Change::new("runtime.resumed", id)).await?;
        }
        Ok(())
    };
    govern(&app, &acting, id, &key, work).await
}

/// Limits how many requests a runtime works on at once; resume takes the limit away.
#[utoipa::path(post, path = "/v1/runtimes/{runtime_id}/limit", tag = "runtimes",
    params(("runtime_id" = RuntimeId, Path, description = "The runtime.")),
    request_body = RuntimeLimit,
    responses((status = 200, description = "Limited.", body = Runtime)))]
pub(super) async fn runtime_limit(
    State(app): State<App>,
    acting: Acting<RuntimeWrite>,
    Path(id): Path<RuntimeId>,
    Idempotent { key, body: limit }: Idempotent<RuntimeLimit>,
) -> Result<(StatusCode, Json<Runtime>)> {
    limit.check()?;
    let reason = Reason { reason: limit.reason };
    let text = reason.text()?;
    let work = async |tx: &mut TenantTx| {
        let stopped_by = queries::stopped_by(tx, id).await?;
        acting.may_undo(stopped_by)?;
        queries::limit(tx, id, limit.max_concurrent_requests, acting.stops(stopped_by)).await?;
        let facts = json!({
            "max_concurrent_requests": limit.max_concurrent_requests, "reason": text,
        });
        record(tx, &acting.ctx, Change::new("runtime.limited", id).with(facts)).await
    };
    govern(&app, &acting, id, &key, work).await
}

/// Makes one change to a runtime within reach, and shows the runtime after it.
async fn govern(
    app: &App,
    acting: &Acting<RuntimeWrite>,
    id: RuntimeId,
    key: &IdempotencyKey,
    work: impl AsyncFnOnce(&mut TenantTx) -> Result<()>,
) -> Result<(StatusCode, Json<Runtime>)> {
    let tenant = within_reach(app, acting, id).await?.tenant_id;
    let work = async |tx: &mut TenantTx| {
        work(tx).await?;
        Ok((StatusCode::OK, id))
    };
    let (status, _) = acting.change(tenant, key, work).await?;
    Ok((status, Json(view(app, acting, id).await?)))
}

/// The runtime, if its tenant is the acting one or below it; otherwise it does not exist.
pub(crate) async fn within_reach<P: Needs>(
    app: &App,
    acting: &Acting<P>,
    id: RuntimeId,
) -> Result<Arc<RuntimeEntry>> {
    if app.directory.runtime(id).is_none() {
        directory::jobs::refresh(app).await?;
    }
    let runtime = app.directory.runtime(id).or_not_found("runtime")?;
    match acting.reach(runtime.tenant_id).await {
        Ok(_) => Ok(runtime),
        Err(Error::NotFound { .. }) => Err(Error::NotFound { kind: "runtime" }),
        Err(error) => Err(error),
    }
}

async fn view<P: Needs>(app: &App, acting: &Acting<P>, id: RuntimeId) -> Result<Runtime> {
    let which = Which { id: Some(id), rows: 1, ..Which::default() };
    let mut tx = app.db.platform(REASON).await?;
    let kept = queries::list(&mut tx, acting.ctx.tenant, which).await?;
    kept.into_iter().next().or_not_found("runtime").map(|kept| show(app, kept))
}

fn show(app: &App, kept: Kept) -> Runtime {
    let runtime = app.directory.runtime(kept.runtime_id);
    let switches = runtime.map(|runtime| concerning(&app.directory, &runtime)).unwrap_or_default();
    let around = Around {
        now: app.clock.now(),
        heartbeat_seconds: app.config.heartbeat_seconds,
        stopped: is_stopped(&app.directory, kept.tenant_id),
        switches: switches.into_iter().map(|switch| switch.switch_id).collect(),
    };
    kept.show(around)
}
