//! `PlatformTx`: a transaction across tenants, for the platform's own work. Named and counted.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};

use super::bell::{Bell, Calls, Topic};
use crate::error::{During, Result};

/// A transaction that sees every tenant. Dropped without commit, nothing has happened.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Transaction<'static, Postgres>,
    bell: Bell,
    calls: Calls,
}

impl PlatformTx {
    pub(super) fn new(tx: Transaction<'static, Postgres>, bell: Bell) -> Self {
        Self { tx, bell, calls: Calls::default() }
    }

    /// The connection, for `queries.rs`.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Calls those who wait for this, once it is committed.
    pub(crate) const fn will_call(&mut self, topic: Topic) {
        self.calls.add(topic);
    }

    /// Makes it all durable, or nothing.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await.during("committing")?;
        self.bell.ring(self.calls);
        Ok(())
    }
}

/// Uses of platform access since the last flush, by reason.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters(Arc<Mutex<BTreeMap<&'static str, i64>>>);

impl Counters {
    pub(super) fn count(&self, reason: &'static str) {
        *self.lock().entry(reason).or_default() += 1;
    }

    pub(super) fn take(&self) -> BTreeMap<&'static str, i64> {
        std::mem::take(&mut *self.lock())
    }

    pub(super) fn put_back(&self, uses: BTreeMap<&'static str, i64>) {
        let mut counts = self.lock();
        for (reason, count) in uses {
            *counts.entry(reason).or_default() += count;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn write_counts(
    mut tx: Transaction<'static, Postgres>,
    schema: &'static str,
    uses: &BTreeMap<&'static str, i64>,
) -> std::result::Result<(), sqlx::Error> {
    let statement = format!(
        "insert into {schema}._platform_access as held (reason, day, uses)
         values ($1, current_date, $2)
         on conflict (reason, day) do update set uses = held.uses + excluded.uses"
    );
    for (reason, count) in uses {
        sqlx::query(AssertSqlSafe(statement.clone()))
            .bind(reason)
            .bind(count)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await
}
