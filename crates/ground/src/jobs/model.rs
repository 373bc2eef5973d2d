//! What a job is before and while it runs, and when it is tried again.
use leme_base::ids::{JobId, TenantId};
use leme_base::limits::ATTEMPTS_MAX;
use leme_base::time::DateTime;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::queries;
use crate::ctx::{Actor, Ctx};
use crate::db::TenantTx;
use crate::error::{During, Result};
use crate::retry::Backoff;

/// 1 s, 4 s, 16 s … one hour: eight attempts span about an hour and a half.
pub(super) const BACKOFF: Backoff = Backoff { first_ms: 1_000, factor: 4, longest_ms: 3_600_000 };

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Which handler does it, dotted, for example `mail.send`.
    pub kind: &'static str,
    /// What the handler needs; ids rather than copies.
    pub payload: Value,
    /// Not before; absent means at once.
    pub run_at: Option<DateTime>,
    /// While a job with this key waits or runs, asking again does nothing.
    pub dedup_key: Option<String>,
}

impl NewJob {
    /// A job to be done at once, as often as it is asked for.
    pub const fn new(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, run_at: None, dedup_key: None }
    }

    /// Not before this instant.
    #[must_use]
    pub fn at(mut self, run_at: DateTime) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// At most one of them waiting or running in the tenant.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.dedup_key = Some(key.into());
        self
    }
}

/// A job in the hands of a worker.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    /// Which one.
    pub job_id: JobId,
    /// The tenant it works for.
    pub tenant_id: TenantId,
    /// What is to be done.
    pub kind: String,
    /// What the handler was given.
    pub payload: Value,
    /// 1 is the first.
    pub attempts: i32,
    /// The request that asked for it.
    pub correlation_id: String,
    /// Names this claim: a worker that lost its lease no longer holds it.
    pub(super) leased_by: String,
}

impl Job {
    /// The payload as a type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_value(self.payload.clone()).during("reading a job's payload")
    }

    /// The context to work in.
    pub fn ctx(&self, now: DateTime) -> Ctx {
        Ctx {
            tenant: self.tenant_id,
            actor: Actor::system(&self.kind),
            correlation: self.correlation_id.clone(),
            now,
        }
    }

    /// Marks it done in the handler's own transaction, so that its effect and its end are one.
    /// Refused when the lease was lost: then do not commit, somebody else is doing the work.
    pub async fn finish(&self, tx: &mut TenantTx, now: DateTime) -> Result<()> {
        queries::finish(tx, self, now).await
    }

    /// Whether a failure now is the last one.
    pub(super) fn is_last_attempt(&self) -> bool {
        u32::try_from(self.attempts).unwrap_or(u32::MAX) >= ATTEMPTS_MAX
    }
}

/// What waits to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Jobs that are due, counted to 10,000.
    pub jobs: i64,
    /// Seconds that the oldest of them is overdue.
    pub seconds: i64,
}
