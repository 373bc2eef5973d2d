//! HTTP of usage.
use axum::extract::State;
use axum::http::StatusCode;
use leme_contract::audit::Receipt;
use leme_contract::usage::{UsageBatch, UsageEvent};
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use leme_ground::http::extract::Json;

use super::{model, queries};
use crate::app::App;
use crate::calling::Calling;
use crate::entitlements;
use crate::entitlements::model::{Outcome, Question, Set};

/// Counts uses that a runtime tells, each once.
#[utoipa::path(post, path = "/kernel/usage/events", tag = "contract", request_body = UsageBatch,
    responses((status = 202, description = "Durable.", body = Receipt)))]
pub(super) async fn usage_ingest(
    State(app): State<App>,
    calling: Calling,
    Json(batch): Json<UsageBatch>,
) -> Result<(StatusCode, Json<Receipt>)> {
    model::check(&batch.events)?;
    for event in &batch.events {
        calling.same_tenant(event.tenant_id)?;
        calling.same_runtime(event.runtime_id)?;
    }
    let set = app.sets.of(&app, calling.ctx.tenant).await?;
    let mut tx = app.db.tenant(calling.ctx.tenant).await?;
    let mut receipt = Receipt::default();
    // In one order everywhere, so that two batches of the same events never wait for each other.
    let mut events = batch.events;
    events.sort_by_key(|event| event.event_id);
    for event in &events {
        let product = &calling.runtime.product;
        if queries::insert(&mut tx, event, product, calling.ctx.now).await? {
            count(&mut tx, &set, product, event).await?;
            receipt.accepted.push(event.event_id.uuid());
        } else {
            receipt.duplicates.push(event.event_id.uuid());
        }
    }
    tx.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(receipt)))
}

async fn count(tx: &mut TenantTx, set: &Set, product: &str, event: &UsageEvent) -> Result<()> {
    let question = Question { product, feature: &event.feature, now: event.occurred_at };
    let Outcome::Counted(lines) = entitlements::model::decide(set, &question) else {
        return Ok(());
    };
    let used = entitlements::queries::used(tx, &lines).await?;
    for (line, amount) in entitlements::model::burn(&lines, &used, event.amount) {
        entitlements::queries::count(tx, &line, amount).await?;
    }
    Ok(())
}
