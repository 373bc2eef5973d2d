//! HTTP of the audit: told by runtimes, read by people.
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use leme_base::ids::{AuditEventId, TenantId};
use leme_base::page::Page;
use leme_contract::audit::Receipt;
use leme_contract::codes;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::{self, AuditBody, AuditQuery, AuditRecord, Ingest};
use super::queries;
use crate::acting::{Acting, AuditRead};
use crate::app::App;
use crate::calling::{Calling, RawBody};

/// Rows of one export.
const EXPORT_ROWS_MAX: u32 = 10_000;

/// Keeps events that a runtime tells: one, or `{"events": […]}` with at most 500.
#[utoipa::path(post, path = "/kernel/audit/events", tag = "contract", request_body = AuditBody,
    responses((status = 202, description = "Durable.", body = Receipt)))]
pub(super) async fn audit_ingest(
    State(app): State<App>,
    calling: Calling,
    RawBody { bytes, key }: RawBody,
) -> Result<(StatusCode, Json<Receipt>)> {
    let Ingest(mut events) = Ingest::parse(&bytes)?;
    for event in &mut events {
        calling.same_tenant(event.tenant_id)?;
        if event.runtime_id.is_some_and(|id| id != calling.runtime.runtime_id) {
            let public = "A runtime tells only its own events.";
            return Err(Error::forbidden(codes::RUNTIME_FORBIDDEN, public));
        }
        event.runtime_id = Some(calling.runtime.runtime_id);
    }
    model::refuse_borrowed(&events)?;
    let mut tx = app.db.tenant(calling.ctx.tenant).await?;
    let keep = async |tx: &mut TenantTx| {
        let receipt = super::append(tx, &events, None, calling.ctx.now).await?;
        Ok((StatusCode::ACCEPTED, receipt))
    };
    let (status, receipt) = idempotency::once(&mut tx, &calling.ctx, &key, keep).await?;
    tx.commit().await?;
    Ok((status, Json(receipt)))
}

/// Reads the audit of an organisation, newest first; with `tree` everything below it too.
#[utoipa::path(get, path = "/v1/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, description = "A page.", body = Page<AuditRecord>)))]
pub(super) async fn audit_list(
    State(app): State<App>,
    acting: Acting<AuditRead>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditRecord>>> {
    let rows = query.page().rows();
    let records = read(&app, &acting, &query, rows).await?;
    Ok(Json(Page::cut(records, rows, |record| (record.received_at, record.seq, record.event_id))))
}

async fn read(
    app: &App,
    acting: &Acting<AuditRead>,
    query: &AuditQuery,
    rows: u32,
) -> Result<Vec<AuditRecord>> {
    let target = query.tenant_id.unwrap_or(acting.ctx.tenant);
    let after = query.page().after()?;
    if query.tree.unwrap_or_default() {
        acting.reach(target).await?;
        let mut tx = app.db.platform("audit: read a tenant and everything below it").await?;
        return queries::list_tree(&mut tx, target, query, after, rows).await;
    }
    let mut tx = acting.open(target).await?;
    queries::list(&mut tx, query, after, rows).await
}

/// Where an entry is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Within {
    /// The organisation; the acting one when absent.
    tenant_id: Option<TenantId>,
}

/// Shows one entry.
#[utoipa::path(get, path = "/v1/audit/{event_id}", tag = "audit",
    params(("event_id" = AuditEventId, Path, description = "The entry."), Within),
    responses((status = 200, description = "The entry.", body = AuditRecord)))]
pub(super) async fn audit_view(
    acting: Acting<AuditRead>,
    Path(event_id): Path<AuditEventId>,
    Query(within): Query<Within>,
) -> Result<Json<AuditRecord>> {
    let mut tx = acting.open(within.tenant_id.unwrap_or(acting.ctx.tenant)).await?;
    queries::find(&mut tx, event_id).await?.or_not_found("audit entry").map(Json)
}

/// The same rows as CSV, at most 10,000.
#[utoipa::path(get, path = "/v1/audit/export.csv", tag = "audit", params(AuditQuery),
    responses((status = 200, description = "CSV.", content_type = "text/csv", body = String)))]
pub(super) async fn audit_export(
    State(app): State<App>,
    acting: Acting<AuditRead>,
    Query(query): Query<AuditQuery>,
) -> Result<impl IntoResponse> {
    let records = read(&app, &acting, &query, EXPORT_ROWS_MAX).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, model::csv(&records)))
}
