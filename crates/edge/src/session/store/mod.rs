//! Sessions in memory over sessions in the database: hot requests ask no database.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_ground::db::{Db, PlatformTx};
use leme_ground::error::{Error, Result};
use leme_ground::seal::Sealer;
use moka::future::Cache;

use super::model::{Hash, Membership, Session, Tokens};
use super::queries::{self, Row};
use crate::limits::{SESSION_CACHE, SESSIONS_CACHED};

const PURPOSE: &str = "edge.session";

/// All sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    sealer: Sealer,
    held: Cache<Hash, Option<Arc<Session>>>,
    turns: Cache<Hash, Arc<tokio::sync::Mutex<()>>>,
    seen: Arc<Mutex<HashMap<Hash, DateTime>>>,
}

impl Sessions {
    /// Sessions of one database.
    pub fn new(db: Db, sealer: Sealer) -> Self {
        let held =
            Cache::builder().max_capacity(SESSIONS_CACHED).time_to_live(SESSION_CACHE).build();
        let turns = Cache::builder().max_capacity(SESSIONS_CACHED).time_to_idle(SESSION_CACHE * 6);
        Self { db, sealer, held, turns: turns.build(), seen: Arc::default() }
    }

    /// The only way to the tables.
    async fn open(&self) -> Result<PlatformTx> {
        self.db.platform("browser session").await
    }

    /// The session of a hash, from memory or the database; what is over is not found.
    pub async fn find(&self, hash: &Hash, now: DateTime) -> Result<Option<Arc<Session>>> {
        let found = match self.held.get(hash).await {
            Some(held) => held,
            None => self.fetch(hash).await?,
        };
        let Some(session) = found else { return Ok(None) };
        let seen = self.last_seen(&session);
        if session.over(seen, now) {
            return Ok(None);
        }
        if now - seen >= TimeDelta::minutes(1) {
            self.seen().insert(*hash, now);
        }
        Ok(Some(session))
    }

    /// However many requests ask at the same time, the database is asked once.
    async fn fetch(&self, hash: &Hash) -> Result<Option<Arc<Session>>> {
        let load = async { self.load(hash).await.map(|found| found.map(Arc::new)) };
        self.held.try_get_with(*hash, load).await.map_err(shared)
    }

    /// The session as the database has it now.
    pub async fn load(&self, hash: &Hash) -> Result<Option<Session>> {
        let mut tx = self.open().await?;
        let row = queries::find(&mut tx, hash).await?;
        row.map(|row| self.unseal(*hash, row)).transpose()
    }

    /// Writes a new session, ends the one it replaces, remembers the organisation.
    pub async fn begin(&self, session: &Session, replaces: Option<Hash>) -> Result<()> {
        let mut tx = self.open().await?;
        if let Some(old) = replaces {
            queries::delete(&mut tx, &old).await?;
            queries::notify(&mut tx, &old).await?;
        }
        queries::insert(&mut tx, session, &self.seal(&session.tokens)?).await?;
        if let Some(tenant) = session.active {
            let (issuer, subject) = (&session.issuer, &session.subject);
            queries::remember_tenant(&mut tx, issuer, subject, tenant, session.created_at).await?;
        }
        tx.commit().await?;
        if let Some(old) = replaces {
            self.held.invalidate(&old).await;
        }
        Ok(())
    }

    /// Where the person worked last.
    pub async fn last_tenant(&self, issuer: &str, subject: &str) -> Result<Option<TenantId>> {
        queries::last_tenant(&mut self.open().await?, issuer, subject).await
    }

    /// Ends a session everywhere.
    pub async fn end(&self, hash: &Hash) -> Result<()> {
        let mut tx = self.open().await?;
        queries::delete(&mut tx, hash).await?;
        queries::notify(&mut tx, hash).await?;
        tx.commit().await?;
        self.forget(hash).await;
        Ok(())
    }

    /// Changes memberships and the active organisation, everywhere.
    pub async fn place(
        &self,
        session: &Session,
        memberships: &[Membership],
        active: Option<TenantId>,
        now: DateTime,
    ) -> Result<()> {
        let mut tx = self.open().await?;
        queries::set_place(&mut tx, &session.hash, memberships, active).await?;
        if let Some(tenant) = active {
            let (issuer, subject) = (&session.issuer, &session.subject);
            queries::remember_tenant(&mut tx, issuer, subject, tenant, now).await?;
        }
        queries::notify(&mut tx, &session.hash).await?;
        tx.commit().await?;
        self.forget(&session.hash).await;
        Ok(())
    }

    /// The turn to refresh within this process.
    pub async fn turn(&self, hash: &Hash) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.get_with(*hash, async { Arc::default() }).await
    }

    /// The turn to refresh among all processes.
    pub async fn lease(&self, session: &Session, now: DateTime, until: DateTime) -> Result<bool> {
        let mut tx = self.open().await?;
        let taken = queries::lease(&mut tx, session, now, until).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Gives the turn back without new tokens.
    pub async fn release(&self, hash: &Hash) -> Result<()> {
        let mut tx = self.open().await?;
        queries::release(&mut tx, hash).await?;
        tx.commit().await
    }

    /// Keeps new tokens and gives the turn back.
    pub async fn renew(&self, session: Session) -> Result<Arc<Session>> {
        let mut tx = self.open().await?;
        let sealed = self.seal(&session.tokens)?;
        queries::set_tokens(&mut tx, &session.hash, &sealed, session.bearer_expires_at).await?;
        queries::notify(&mut tx, &session.hash).await?;
        tx.commit().await?;
        Ok(self.keep(session).await)
    }

    /// Holds a session in memory.
    pub async fn keep(&self, session: Session) -> Arc<Session> {
        let session = Arc::new(session);
        self.held.insert(session.hash, Some(Arc::clone(&session))).await;
        session
    }

    /// Drops what is held in memory of a session.
    pub async fn forget(&self, hash: &Hash) {
        self.held.invalidate(hash).await;
    }

    /// Drops everything that is held in memory.
    pub fn forget_all(&self) {
        self.held.invalidate_all();
    }

    /// Hears which sessions changed.
    pub async fn changes(&self) -> Result<leme_ground::db::listen::Listener> {
        self.db.listen("edge_sessions").await
    }

    /// Writes what was seen since the last call.
    pub async fn flush(&self) -> Result<()> {
        let seen = std::mem::take(&mut *self.seen());
        if seen.is_empty() {
            return Ok(());
        }
        let (hashes, times): (Vec<_>, Vec<_>) =
            seen.iter().map(|(hash, at)| (hash.to_vec(), *at)).unzip();
        let mut tx = self.open().await?;
        queries::touch(&mut tx, &hashes, &times).await?;
        tx.commit().await
    }

    /// Removes sessions that are over.
    pub async fn sweep(&self, now: DateTime, idle_since: DateTime) -> Result<u64> {
        let mut tx = self.open().await?;
        let gone = queries::sweep(&mut tx, now, idle_since).await?;
        tx.commit().await?;
        Ok(gone)
    }

    fn last_seen(&self, session: &Session) -> DateTime {
        let noted = self.seen().get(&session.hash).copied();
        noted.unwrap_or(session.last_seen_at).max(session.last_seen_at)
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, HashMap<Hash, DateTime>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seal(&self, tokens: &Tokens) -> Result<Vec<u8>> {
        let plain =
            serde_json::to_vec(tokens).map_err(|error| Error::internal("writing tokens", error))?;
        Ok(self.sealer.seal_global(PURPOSE, &plain))
    }

    fn unseal(&self, hash: Hash, row: Row) -> Result<Session> {
        let plain = self.sealer.open_global(PURPOSE, &row.sealed)?;
        let tokens = serde_json::from_slice(&plain)
            .map_err(|error| Error::internal("reading tokens", error))?;
        Ok(Session {
            hash,
            issuer: row.issuer,
            subject: row.subject,
            name: row.name,
            email: row.email,
            tokens,
            bearer_expires_at: row.bearer_expires_at,
            memberships: row.memberships.0,
            active: row.active_tenant_id,
            csrf_token: row.csrf_token,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
    }
}

/// An error that several requests waited for.
#[expect(clippy::needless_pass_by_value, reason = "the form in which the cache gives it")]
fn shared(error: Arc<Error>) -> Error {
    let why = leme_ground::error::Chain(error.as_ref()).to_string();
    match error.as_ref() {
        Error::Unavailable { doing, .. } => Error::unavailable(doing, why),
        Error::Internal { doing, .. } => Error::internal(doing, why),
        Error::NotFound { .. } | Error::Refused { .. } | Error::Invalid { .. } => {
            Error::internal("finding a session", why)
        }
    }
}
