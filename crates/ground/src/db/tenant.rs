//! `TenantTx`: a transaction in which only one tenant exists.
use leme_base::ids::TenantId;
use sqlx::{PgConnection, Postgres, Transaction};

use super::bell::{Bell, Calls, Topic};
use crate::error::{During, Result};

/// A transaction of one tenant. Dropped without commit, nothing has happened.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    tenant: TenantId,
    bell: Bell,
    calls: Calls,
}

impl TenantTx {
    pub(super) fn new(tx: Transaction<'static, Postgres>, tenant: TenantId, bell: Bell) -> Self {
        Self { tx, tenant, bell, calls: Calls::default() }
    }

    /// The tenant whose rows it sees.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Goes on as another tenant within the same transaction, so that a change which touches two
    /// (a parent making a child) is still whole or nothing. The caller has proved its reach.
    pub async fn enter(&mut self, tenant: TenantId) -> Result<()> {
        sqlx::query("select set_config('leme.tenant', $1, true)")
            .bind(tenant.to_string())
            .execute(&mut *self.tx)
            .await
            .during("entering a tenant")?;
        self.tenant = tenant;
        Ok(())
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
