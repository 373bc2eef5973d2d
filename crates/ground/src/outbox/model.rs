//! What an event is before and after it is stored.
use leme_base::ids::{EventId, TenantId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ctx::{Actor, Ctx};

/// An event about to be told.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened, dotted, for example `tenant.suspended`.
    pub kind: &'static str,
    /// What it happened to, for example a tenant id.
    pub subject: String,
    /// The facts; never secrets.
    pub data: Value,
}

/// An event as it stands in the outbox.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Stored {
    /// The transaction that told it; first half of its place in the order.
    pub xid: i64,
    /// Second half of its place in the order.
    pub position: i64,
    /// Names it for good: handlers that see it twice know it by this.
    pub event_id: EventId,
    /// The tenant it happened in.
    pub tenant_id: TenantId,
    /// What happened.
    pub kind: String,
    /// What it happened to.
    pub subject: String,
    /// The request it belongs to.
    pub correlation_id: String,
    /// When it happened.
    pub occurred_at: DateTime,
    /// The facts.
    pub data: Value,
}

impl Stored {
    /// Its place in the order.
    pub const fn cursor(&self) -> Cursor {
        Cursor { xid: self.xid, position: self.position }
    }

    /// The context that a handler named `consumer` works in.
    pub fn ctx(&self, consumer: &str, now: DateTime) -> Ctx {
        Ctx {
            tenant: self.tenant_id,
            actor: Actor::system(consumer),
            correlation: self.correlation_id.clone(),
            now,
        }
    }
}

/// A place in the order of events; the default stands before the first.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    sqlx::FromRow,
)]
pub struct Cursor {
    /// The transaction.
    pub xid: i64,
    /// The position within it.
    pub position: i64,
}

/// How far a consumer is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// Events it has not handled, counted to 10,000.
    pub events: i64,
    /// Age of the oldest of them in seconds.
    pub seconds: i64,
}
