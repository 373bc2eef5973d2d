//! HTTP of the tenants.
use axum::extract::State;
use axum::http::StatusCode;
use leme_base::ids::TenantId;
use leme_base::page::Page;
use leme_contract::tenant::TenantStatus;
use leme_ground::ctx::Ctx;
use leme_ground::db::TenantTx;
use leme_ground::error::{OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency::{IdempotencyKey, Idempotent};
use serde_json::json;

use super::model::{self, NewTenant, Reason, Tenant, TenantChanges, TenantQuery};
use super::queries;
use crate::acting::{Acting, TenantRead, TenantWrite};
use crate::app::App;
use crate::connections;
use crate::directory::model::TenantEntry;
use crate::record::{Change, record};

/// Lists the acting organisation and everything below it, by name.
#[utoipa::path(get, path = "/v1/tenants", tag = "tenants", params(TenantQuery),
    responses((status = 200, description = "A page.", body = Page<Tenant>)))]
pub(super) async fn tenant_list(
    acting: Acting<TenantRead>,
    Query(query): Query<TenantQuery>,
) -> Result<Json<Page<Tenant>>> {
    let page = query.page();
    let mut tx = acting.open_own().await?;
    let rows = queries::list(&mut tx, &query, page.after()?, page.rows()).await?;
    Ok(Json(Page::cut(rows, page.rows(), |tenant| (tenant.name.clone(), tenant.tenant_id))))
}

/// Shows one organisation.
#[utoipa::path(get, path = "/v1/tenants/{tenant_id}", tag = "tenants",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    responses((status = 200, description = "The organisation.", body = Tenant)))]
pub(super) async fn tenant_view(
    acting: Acting<TenantRead>,
    Path(tenant_id): Path<TenantId>,
) -> Result<Json<Tenant>> {
    let mut tx = acting.open(tenant_id).await?;
    view(&mut tx).await.map(Json)
}

async fn view(tx: &mut TenantTx) -> Result<Tenant> {
    let id = tx.tenant();
    queries::find(tx, id).await?.or_not_found("tenant")
}

/// Makes an organisation below the acting one, with the built-in sign-in.
#[utoipa::path(post, path = "/v1/tenants", tag = "tenants", request_body = NewTenant,
    responses((status = 201, description = "Made.", body = Tenant)))]
pub(super) async fn tenant_create(
    State(app): State<App>,
    acting: Acting<TenantWrite>,
    Idempotent { key, body: new }: Idempotent<NewTenant>,
) -> Result<(StatusCode, Json<Tenant>)> {
    let ctx = &acting.ctx;
    let parent = acting.reach(new.parent_id.unwrap_or(ctx.tenant)).await?;
    new.check(parent.ancestors.len())?;
    let work = async |tx: &mut TenantTx| {
        let tenant = create(tx, &app, ctx, &parent, &new).await?;
        Ok((StatusCode::CREATED, tenant))
    };
    acting.change(ctx.tenant, &key, work).await
}

/// The new tenant's rows are its own: the transaction enters it and comes back.
async fn create(
    tx: &mut TenantTx,
    app: &App,
    ctx: &Ctx,
    parent: &TenantEntry,
    new: &NewTenant,
) -> Result<Tenant> {
    let ancestors: Vec<TenantId> =
        std::iter::once(parent.tenant_id).chain(parent.ancestors.iter().copied()).collect();
    let id = TenantId::at(ctx.now);
    let back = tx.tenant();
    tx.enter(id).await?;
    queries::insert(tx, new, &ancestors, ctx.now).await?;
    connections::add_local(tx, app, ctx.now).await?;
    let facts = json!({ "name": new.name, "slug": new.slug, "parent_id": parent.tenant_id });
    record(tx, ctx, Change::new("tenant.created", id).with(facts)).await?;
    let tenant = view(tx).await?;
    tx.enter(back).await?;
    Ok(tenant)
}

/// Changes name or policies.
#[utoipa::path(patch, path = "/v1/tenants/{tenant_id}", tag = "tenants",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = TenantChanges,
    responses((status = 200, description = "Changed.", body = Tenant)))]
pub(super) async fn tenant_update(
    acting: Acting<TenantWrite>,
    Path(tenant_id): Path<TenantId>,
    Idempotent { key, body: changes }: Idempotent<TenantChanges>,
) -> Result<(StatusCode, Json<Tenant>)> {
    changes.policies.as_ref().map_or(Ok(()), model::Policies::check)?;
    let work = async |tx: &mut TenantTx| {
        queries::update(tx, &changes).await?;
        let change = Change::new("tenant.updated", tenant_id).with(json!({ "changes": changes }));
        record(tx, &acting.ctx, change).await?;
        Ok((StatusCode::OK, view(tx).await?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Stops an organisation: every call in its name is refused until it is resumed.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/suspend", tag = "tenants",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = Reason,
    responses((status = 200, description = "Suspended.", body = Tenant)))]
pub(super) async fn tenant_suspend(
    acting: Acting<TenantWrite>,
    Path(tenant_id): Path<TenantId>,
    Idempotent { key, body: reason }: Idempotent<Reason>,
) -> Result<(StatusCode, Json<Tenant>)> {
    let text = reason.text()?;
    let work = async |tx: &mut TenantTx| {
        model::may_suspend(&view(tx).await?, acting.ctx.tenant)?;
        let by = acting.stops(queries::stopped_by(tx).await?);
        queries::set_status(tx, TenantStatus::Suspended, Some(text), Some(by)).await?;
        let change = Change::new("tenant.suspended", tenant_id).with(json!({ "reason": text }));
        record(tx, &acting.ctx, change).await?;
        Ok((StatusCode::OK, view(tx).await?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Lets a suspended organisation act again.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/resume", tag = "tenants",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    responses((status = 200, description = "Resumed.", body = Tenant)))]
pub(super) async fn tenant_resume(
    acting: Acting<TenantWrite>,
    Path(tenant_id): Path<TenantId>,
    key: IdempotencyKey,
) -> Result<(StatusCode, Json<Tenant>)> {
    let work = async |tx: &mut TenantTx| {
        acting.may_undo(queries::stopped_by(tx).await?)?;
        // What is not stopped is not resumed: the audit tells changes, not clicks.
        if queries::set_status(tx, TenantStatus::Active, None, None).await? {
            record(tx, &acting.ctx, Change::new("tenant.resumed", tenant_id)).await?;
        }
        Ok((StatusCode::OK, view(tx).await?))
    };
    acting.change(tenant_id, &key, work).await
}
