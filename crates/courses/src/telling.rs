//! What the outbox holds is told to the Kernel: the audit, and the use of what is counted.
use leme_base::ids::{AuditEventId, IdentityId, UsageEventId};
use leme_contract::audit::{ActorType, AuditEvent};
use leme_contract::usage::UsageEvent;
use leme_ground::ctx::Ctx;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Error, Result};
use leme_ground::outbox::{self, NewEvent, Stored};
use leme_ground::tasks::Tasks;
use leme_sdk::error::Error as SdkError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;

/// The outbox kind that is a use and not an audit event.
const USED: &str = "usage.recorded";

/// What the outbox keeps of an audit event.
#[derive(Serialize, Deserialize)]
struct Told {
    actor: IdentityId,
    payload: Map<String, Value>,
}

/// What it keeps of a use.
#[derive(Serialize, Deserialize)]
struct Used {
    feature: String,
    amount: u64,
    subject: IdentityId,
}

/// Tells the audit, in the transaction that makes it true. `facts` must be an object.
pub(crate) async fn tell(
    tx: &mut TenantTx,
    ctx: &Ctx,
    actor: IdentityId,
    kind: &'static str,
    facts: Value,
) -> Result<()> {
    let payload = facts.as_object().cloned().unwrap_or_default();
    let data = serde_json::to_value(Told { actor, payload }).during("telling an event")?;
    outbox::append(tx, ctx, NewEvent { kind, subject: actor.to_string(), data }).await.map(drop)
}

/// Counts a use, in the transaction that makes it true.
pub(crate) async fn count(
    tx: &mut TenantTx,
    ctx: &Ctx,
    subject: IdentityId,
    feature: &str,
) -> Result<()> {
    let used = Used { feature: feature.to_owned(), amount: 1, subject };
    let data = serde_json::to_value(used).during("counting a use")?;
    let event = NewEvent { kind: USED, subject: subject.to_string(), data };
    outbox::append(tx, ctx, event).await.map(drop)
}

/// Carries the outbox into the SDK's spool. An event keeps its id, so that telling it again after
/// a crash changes nothing.
pub(crate) fn start(app: &App, tasks: &Tasks) {
    let app = app.clone();
    outbox::consume(&app.db.clone(), tasks, "kernel", move |stored| {
        let app = app.clone();
        async move { carry(&app, stored).await }
    });
}

async fn carry(app: &App, stored: Stored) -> Result<()> {
    let told = if stored.kind == USED {
        app.runtime.usage(&used(app, stored)?).await
    } else {
        app.runtime.audit(&audited(app, stored)?).await
    };
    told.map_err(|error| {
        if matches!(error, SdkError::EventTooLarge { .. }) {
            return Error::internal("telling the Kernel", error);
        }
        Error::unavailable("telling the Kernel", error)
    })
}

fn audited(app: &App, stored: Stored) -> Result<AuditEvent> {
    let told: Told = serde_json::from_value(stored.data).during("reading an event")?;
    Ok(AuditEvent {
        event_id: AuditEventId::from_uuid(stored.event_id.uuid()),
        tenant_id: stored.tenant_id,
        runtime_id: app.runtime.id(),
        actor_type: ActorType::User,
        actor_id: told.actor.to_string(),
        kind: stored.kind,
        timestamp: stored.occurred_at,
        correlation_id: stored.correlation_id,
        payload: told.payload,
    })
}

fn used(app: &App, stored: Stored) -> Result<UsageEvent> {
    let used: Used = serde_json::from_value(stored.data).during("reading a use")?;
    let new = app.runtime.use_of(stored.tenant_id, &used.feature, used.amount);
    let new = new.map_err(|error| Error::unavailable("counting a use", error))?;
    Ok(UsageEvent {
        event_id: UsageEventId::from_uuid(stored.event_id.uuid()),
        occurred_at: stored.occurred_at,
        subject: Some(used.subject.to_string()),
        ..new
    })
}
