//! `Db`: the two pools of a service, and the only two ways to a transaction.
use std::str::FromStr;
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::begin::begin;
use super::bell::Bell;
use super::listen::Listener;
use super::platform::{Counters, PlatformTx};
use super::tenant::TenantTx;
use crate::config::{ConfigError, Env, vars};
use crate::error::{During, Error, Result};

/// Seconds to wait for a connection before answering 503.
const ACQUIRE_S: u64 = 3;
/// Platform work is rare; it must not eat the server's connections.
const PLATFORM_CONNECTIONS: u32 = 4;

/// Where the database is.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// The schema of the service, for example `kernel`.
    pub schema: &'static str,
    /// URL of the service account.
    pub url: Secret<String>,
    /// URL of the platform account.
    pub platform_url: Secret<String>,
    /// Connections in the service pool.
    pub connections: u32,
}

impl DbConfig {
    /// Reads `LEME_DB_URL`, `LEME_DB_PLATFORM_URL` and `LEME_DB_CONNECTIONS`.
    pub fn from_env(env: &Env, schema: &'static str) -> Result<Self, ConfigError> {
        Ok(Self {
            schema,
            url: Secret::new(env.get(&vars::DB_URL)?),
            platform_url: Secret::new(env.get(&vars::DB_PLATFORM_URL)?),
            connections: env.get(&vars::DB_CONNECTIONS)?,
        })
    }
}

/// The database of a service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    platform_pool: PgPool,
    counters: Counters,
    bell: Bell,
    schema: &'static str,
}

impl Db {
    /// Prepares the pools; connections are made when they are needed.
    pub fn connect(config: &DbConfig) -> Result<Self> {
        let schema = config.schema;
        let platform_pool = pool(config.platform_url.reveal(), PLATFORM_CONNECTIONS, schema)?;
        Ok(Self {
            pool: pool(config.url.reveal(), config.connections, schema)?,
            bell: Bell::new(platform_pool.clone(), schema),
            platform_pool,
            counters: Counters::default(),
            schema,
        })
    }

    /// A transaction that sees and writes the rows of one tenant and nothing else.
    pub async fn tenant(&self, tenant: TenantId) -> Result<TenantTx> {
        // One round trip. A UUID prints as hex digits and dashes: it cannot inject.
        let statement =
            format!("begin; select set_config('leme.tenant', '{}', true)", tenant.uuid());
        let tx = begin(&self.pool, statement, "opening a tenant transaction").await?;
        Ok(TenantTx::new(tx, tenant, self.bell.clone()))
    }

    /// A transaction across tenants. `reason` is counted in the schema's `_platform_access`, and
    /// the places that call this are counted by a test that only lets the number shrink.
    pub async fn platform(&self, reason: &'static str) -> Result<PlatformTx> {
        self.counters.count(reason);
        let tx = begin(&self.platform_pool, "begin".to_owned(), "opening a platform transaction")
            .await?;
        Ok(PlatformTx::new(tx, self.bell.clone()))
    }

    /// The schema of the service.
    pub const fn schema(&self) -> &'static str {
        self.schema
    }

    pub(crate) const fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Hears notifications on a channel.
    pub async fn listen(&self, channel: &str) -> Result<Listener> {
        Listener::open(&self.platform_pool, channel).await
    }

    /// Whether the database answers now.
    pub async fn ping(&self) -> Result<()> {
        begin(&self.pool, "begin".to_owned(), "asking the database").await?;
        Ok(())
    }

    /// Writes how often each platform reason was used since the last call.
    pub async fn flush_platform_access(&self) -> Result<()> {
        let uses = self.counters.take();
        if uses.is_empty() {
            return Ok(());
        }
        let tx = begin(&self.platform_pool, "begin".to_owned(), "counting platform access").await?;
        match super::platform::write_counts(tx, self.schema, &uses).await {
            Ok(()) => Ok(()),
            Err(error) => {
                self.counters.put_back(uses);
                Err(error).during("counting platform access")
            }
        }
    }

    /// Connections in use and idle, for the metrics.
    pub fn connections(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }
}

fn pool(url: &str, connections: u32, schema: &str) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Error::internal("reading a database URL", error))?
        .application_name(&format!("leme-{schema}"))
        .options([
            ("idle_in_transaction_session_timeout", "15s"),
            ("statement_timeout", "20s"),
            ("lock_timeout", "10s"),
            ("timezone", "UTC"),
            // Ground's own tables stand in every service's schema and are named without one.
            ("search_path", schema),
        ]);
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(ACQUIRE_S))
        .idle_timeout(Duration::from_mins(5))
        // A ping before every use costs a round trip; `begin` replaces dead connections instead.
        .test_before_acquire(false)
        .connect_lazy_with(options))
}
