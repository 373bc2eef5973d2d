//! HTTP of the kill switches.
use axum::extract::State;
use axum::http::StatusCode;
use leme_base::ids::SwitchId;
use leme_base::page::Page;
use leme_contract::runtime::SwitchScope;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency::{IdempotencyKey, Idempotent};
use serde_json::json;

use super::model::{NewSwitch, Switch, SwitchQuery};
use super::queries::{self, Which};
use crate::acting::{Acting, Needs, RuntimeRead, SwitchWrite};
use crate::app::App;
use crate::record::{Change, record};
use crate::runtimes::within_reach;

const REASON: &str = "switches: acknowledgements of runtimes across tenants";

/// Lists the kill switches of the acting organisation and of everything below it, and those that
/// stop it, newest first.
#[utoipa::path(get, path = "/v1/switches", tag = "switches", params(SwitchQuery),
    responses((status = 200, description = "A page.", body = Page<Switch>)))]
pub(super) async fn switch_list(
    State(app): State<App>,
    acting: Acting<RuntimeRead>,
    Query(query): Query<SwitchQuery>,
) -> Result<Json<Page<Switch>>> {
    let page = query.page();
    let rows = page.rows();
    let which = Which { in_force: query.in_force, after: page.after()?, rows, id: None };
    let mut tx = app.db.platform(REASON).await?;
    let found = queries::list(&mut tx, acting.ctx.tenant, which).await?;
    let page = Page::cut(found, rows, |switch| switch.switch_id);
    Ok(Json(page.map(|switch| switch.with_waiting(&app.directory))))
}

/// Pulls a kill switch. Runtimes hear of it with their next heartbeat and acknowledge it.
#[utoipa::path(post, path = "/v1/switches", tag = "switches", request_body = NewSwitch,
    responses((status = 201, description = "In force.", body = Switch)))]
pub(super) async fn switch_activate(
    State(app): State<App>,
    acting: Acting<SwitchWrite>,
    Idempotent { key, body: new }: Idempotent<NewSwitch>,
) -> Result<(StatusCode, Json<Switch>)> {
    new.check()?;
    may_pull(&app, &acting, &new).await?;
    let ctx = &acting.ctx;
    let work = async |tx: &mut TenantTx| {
        let id = SwitchId::at(ctx.now);
        let by = ctx.actor.name.as_deref().unwrap_or(&ctx.actor.id);
        queries::insert(tx, id, &new, by, ctx.now).await?;
        record(tx, ctx, Change::new("switch.activated", id).with(json!(new))).await?;
        Ok((StatusCode::CREATED, id))
    };
    let (status, Json(id)) = acting.change(ctx.tenant, &key, work).await?;
    Ok((status, Json(view(&app, &acting, id).await?)))
}

/// The platform may stop anything; others themselves, what lies below them, and their runtimes.
async fn may_pull(app: &App, acting: &Acting<SwitchWrite>, new: &NewSwitch) -> Result<()> {
    match (new.scope, new.tenant_id, new.runtime_id) {
        (SwitchScope::Global, ..) => acting.platform_only("stop everything"),
        (SwitchScope::Feature, ..) => acting.platform_only("stop a feature"),
        (SwitchScope::Tenant, Some(tenant), _) => acting.reach(tenant).await.map(|_| ()),
        (SwitchScope::Runtime, _, Some(runtime)) => {
            within_reach(app, acting, runtime).await.map(|_| ())
        }
        (SwitchScope::Tenant | SwitchScope::Runtime, ..) => {
            Err(Error::NotFound { kind: "tenant or runtime" })
        }
    }
}

/// Clears a kill switch: by whoever pulled it, or by an organisation above.
#[utoipa::path(post, path = "/v1/switches/{switch_id}/clear", tag = "switches",
    params(("switch_id" = SwitchId, Path, description = "The switch.")),
    responses((status = 200, description = "Cleared.", body = Switch)))]
pub(super) async fn switch_clear(
    State(app): State<App>,
    acting: Acting<SwitchWrite>,
    Path(id): Path<SwitchId>,
    key: IdempotencyKey,
) -> Result<(StatusCode, Json<Switch>)> {
    let ctx = &acting.ctx;
    let mut tx = app.db.platform("switches: who pulled one in a tenant's subtree").await?;
    let owner = queries::owner(&mut tx, ctx.tenant, id).await?.or_not_found("kill switch")?;
    drop(tx);
    let work = async |tx: &mut TenantTx| {
        // Clearing twice is clearing once.
        if queries::clear(tx, id, ctx.now).await? {
            record(tx, ctx, Change::new("switch.cleared", id)).await?;
        }
        Ok((StatusCode::OK, id))
    };
    let (status, _) = acting.change(owner, &key, work).await?;
    Ok((status, Json(view(&app, &acting, id).await?)))
}

async fn view<P: Needs>(app: &App, acting: &Acting<P>, id: SwitchId) -> Result<Switch> {
    let which = Which { id: Some(id), rows: 1, ..Which::default() };
    let mut tx = app.db.platform(REASON).await?;
    let found = queries::list(&mut tx, acting.ctx.tenant, which).await?;
    let switch = found.into_iter().next().or_not_found("kill switch")?;
    Ok(switch.with_waiting(&app.directory))
}
