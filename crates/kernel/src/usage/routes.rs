//! HTTP of usage.
use axum::extract::State;
use axum::http::StatusCode;
use leme_contract::audit::Receipt;
use leme_contract::usage::{UsageBatch, UsageEvent};
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use leme_ground::http::extract::Json;
use leme_ground::idempotency::{self, Idempotent};

use super::model::{self, Sums};
use super::queries;
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
    Idempotent { key, body: batch }: Idempotent<UsageBatch>,
) -> Result<(StatusCode, Json<Receipt>)> {
    model::check(&batch.events)?;
    for event in &batch.events {
        calling.same_tenant(event.tenant_id)?;
        calling.same_runtime(event.runtime_id)?;
    }
    let set = app.sets.of(&app, calling.ctx.tenant).await?;
    let mut tx = app.db.tenant(calling.ctx.tenant).await?;
    let keep = async |tx: &mut TenantTx| {
        Ok((StatusCode::ACCEPTED, keep(tx, &calling, &set, batch.events).await?))
    };
    let (status, receipt) = idempotency::once(&mut tx, &calling.ctx, &key, keep).await?;
    tx.commit().await?;
    Ok((status, Json(receipt)))
}

/// Keeps and counts what is new. In one order everywhere, events as well as counters, so that two
/// batches never wait for each other.
async fn keep(
    tx: &mut TenantTx,
    calling: &Calling,
    set: &Set,
    mut events: Vec<UsageEvent>,
) -> Result<Receipt> {
    let product = &calling.runtime.product;
    let (mut receipt, mut new) = (Receipt::default(), Vec::new());
    events.sort_by_key(|event| event.event_id);
    for event in &events {
        if queries::insert(tx, event, product, calling.ctx.now).await? {
            receipt.accepted.push(event.event_id.uuid());
            new.push(event);
        } else {
            receipt.duplicates.push(event.event_id.uuid());
        }
    }
    for (line, amount) in counted(tx, set, product, &new).await?.into_lines() {
        entitlements::queries::count(tx, &line, amount).await?;
    }
    Ok(receipt)
}

/// What these events add to which window.
async fn counted(
    tx: &mut TenantTx,
    set: &Set,
    product: &str,
    events: &[&UsageEvent],
) -> Result<Sums> {
    let mut sums = Sums::default();
    for event in events {
        let question = Question { product, feature: &event.feature, now: event.occurred_at };
        if let Outcome::Counted(lines) = entitlements::model::decide(set, &question) {
            let mut used = entitlements::queries::used(tx, &lines).await?;
            sums.add_to(&mut used, &lines);
            sums.note(entitlements::model::burn(&lines, &used, event.amount));
        }
    }
    Ok(sums)
}
