//! One governed change: audit entry, event and policy version, in the transaction that makes it.
use std::fmt::Display;

use leme_base::ids::AuditEventId;
use leme_contract::audit::AuditEvent;
use leme_ground::ctx::Ctx;
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use leme_ground::outbox::{self, NewEvent};
use serde_json::{Map, Value, json};

use crate::{audit, directory};

/// What was changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// Dotted type, for example `tenant.suspended`. Event and audit entry share it.
    pub kind: &'static str,
    /// The id of what was changed.
    pub subject: String,
    /// The facts; never secrets.
    pub facts: Value,
}

impl Change {
    /// A change without further facts.
    pub fn new(kind: &'static str, subject: impl Display) -> Self {
        Self { kind, subject: subject.to_string(), facts: json!({}) }
    }

    /// The same with facts, a JSON object.
    #[must_use]
    pub fn with(self, facts: Value) -> Self {
        Self { facts, ..self }
    }
}

/// Records a change of the transaction's tenant. Call it last: the policy row is locked until
/// commit, which is what keeps versions in commit order.
pub async fn record(tx: &mut TenantTx, ctx: &Ctx, change: Change) -> Result<()> {
    let payload = payload(&change, ctx);
    let event = NewEvent {
        kind: change.kind,
        subject: change.subject,
        data: Value::Object(payload.clone()),
    };
    outbox::append(tx, ctx, event).await?;
    let entry = AuditEvent {
        event_id: AuditEventId::at(ctx.now),
        tenant_id: tx.tenant(),
        runtime_id: None,
        actor_type: ctx.actor.kind,
        actor_id: ctx.actor.id.clone(),
        kind: change.kind.to_owned(),
        timestamp: ctx.now,
        correlation_id: ctx.correlation.clone(),
        payload,
    };
    audit::append(tx, std::slice::from_ref(&entry), ctx.actor.name.as_deref(), ctx.now).await?;
    directory::queries::bump_policy(tx).await
}

fn payload(change: &Change, ctx: &Ctx) -> Map<String, Value> {
    let mut payload = match &change.facts {
        Value::Object(facts) => facts.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::from_iter([("value".to_owned(), change.facts.clone())])
        }
    };
    payload.insert("subject".to_owned(), change.subject.clone().into());
    payload.insert("acting_tenant_id".to_owned(), ctx.tenant.to_string().into());
    payload
}
