//! The audit: what happened, told once, numbered per tenant, kept for good.
//!
//! Invariants: an event id counts once; `seq` has no gaps within a tenant; nothing is ever changed
//! (the database refuses). 202 is answered only when the events are durable.
pub mod model;
pub(crate) mod queries;
mod routes;

use leme_base::time::DateTime;
use leme_contract::audit::{AuditEvent, Receipt};
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The admin routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::audit_list))
        .routes(routes!(routes::audit_view))
        .routes(routes!(routes::audit_export))
}

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::audit_ingest))
}

/// Appends events of the transaction's tenant; those known before are named, not written again.
pub(crate) async fn append(
    tx: &mut TenantTx,
    events: &[AuditEvent],
    actor_name: Option<&str>,
    now: DateTime,
) -> Result<Receipt> {
    let known = queries::known(tx, events).await?;
    let (old, new): (Vec<_>, Vec<_>) =
        model::once(events).into_iter().partition(|event| known.contains(&event.event_id));
    let count = i64::try_from(new.len()).unwrap_or_default();
    if count > 0 {
        let last = queries::take_numbers(tx, count).await?;
        queries::insert(tx, &new, last - count, actor_name, now).await?;
    }
    Ok(model::receipt(events, &old, &new))
}
