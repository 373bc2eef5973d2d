//! The tables of sessions. They belong to people, not to organisations: platform transactions only.
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};
use sqlx::FromRow;
use sqlx::types::Json;

use super::model::{Hash, Membership, Session};

/// A session as the table has it.
#[derive(FromRow)]
pub(crate) struct Row {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) bearer_expires_at: DateTime,
    pub(crate) memberships: Json<Vec<Membership>>,
    pub(crate) active_tenant_id: Option<TenantId>,
    pub(crate) csrf_token: String,
    pub(crate) created_at: DateTime,
    pub(crate) last_seen_at: DateTime,
    pub(crate) expires_at: DateTime,
}

/// By primary key.
pub(crate) async fn find(tx: &mut PlatformTx, hash: &Hash) -> Result<Option<Row>> {
    sqlx::query_as(
        "select issuer, subject, name, email, sealed, bearer_expires_at, memberships,
                active_tenant_id, csrf_token, created_at, last_seen_at, expires_at
         from edge.sessions
         where session_hash = $1",
    )
    .bind(hash.as_slice())
    .fetch_optional(tx.conn())
    .await
    .during("finding a session")
}

/// Writes a new session.
pub(crate) async fn insert(tx: &mut PlatformTx, session: &Session, sealed: &[u8]) -> Result<()> {
    sqlx::query(
        "insert into edge.sessions
             (session_hash, issuer, subject, name, email, sealed, bearer_expires_at, memberships,
              active_tenant_id, csrf_token, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(session.hash.as_slice())
    .bind(&session.issuer)
    .bind(&session.subject)
    .bind(&session.name)
    .bind(&session.email)
    .bind(sealed)
    .bind(session.bearer_expires_at)
    .bind(Json(&session.memberships))
    .bind(session.active)
    .bind(&session.csrf_token)
    .bind(session.created_at)
    .bind(session.last_seen_at)
    .bind(session.expires_at)
    .execute(tx.conn())
    .await
    .during("writing a session")?;
    Ok(())
}

/// Ends a session; by primary key.
pub(crate) async fn delete(tx: &mut PlatformTx, hash: &Hash) -> Result<()> {
    sqlx::query("delete from edge.sessions where session_hash = $1")
        .bind(hash.as_slice())
        .execute(tx.conn())
        .await
        .during("ending a session")?;
    Ok(())
}

/// Tells every edge to forget what it holds of a session, once this transaction is done.
pub(crate) async fn notify(tx: &mut PlatformTx, hash: &Hash) -> Result<()> {
    sqlx::query("select pg_notify('edge_sessions', encode($1, 'hex'))")
        .bind(hash.as_slice())
        .execute(tx.conn())
        .await
        .during("telling of a session")?;
    Ok(())
}

/// Sets the memberships and the active organisation; by primary key.
pub(crate) async fn set_place(
    tx: &mut PlatformTx,
    hash: &Hash,
    memberships: &[Membership],
    active: Option<TenantId>,
) -> Result<()> {
    sqlx::query(
        "update edge.sessions set memberships = $2, active_tenant_id = $3
         where session_hash = $1",
    )
    .bind(hash.as_slice())
    .bind(Json(memberships))
    .bind(active)
    .execute(tx.conn())
    .await
    .during("moving a session")?;
    Ok(())
}

/// Takes the right to refresh the tokens that were read, unless another edge has it or made new
/// ones since; by primary key.
pub(crate) async fn lease(
    tx: &mut PlatformTx,
    session: &Session,
    now: DateTime,
    until: DateTime,
) -> Result<bool> {
    let done = sqlx::query(
        "update edge.sessions set refreshing_until = $3
         where session_hash = $1 and bearer_expires_at = $4
           and (refreshing_until is null or refreshing_until <= $2)",
    )
    .bind(session.hash.as_slice())
    .bind(now)
    .bind(until)
    .bind(session.bearer_expires_at)
    .execute(tx.conn())
    .await
    .during("leasing a session")?;
    Ok(done.rows_affected() == 1)
}

/// Writes new tokens and gives the lease back; by primary key.
pub(crate) async fn set_tokens(
    tx: &mut PlatformTx,
    hash: &Hash,
    sealed: &[u8],
    expires_at: DateTime,
) -> Result<()> {
    sqlx::query(
        "update edge.sessions
         set sealed = $2, bearer_expires_at = $3, refreshing_until = null
         where session_hash = $1",
    )
    .bind(hash.as_slice())
    .bind(sealed)
    .bind(expires_at)
    .execute(tx.conn())
    .await
    .during("writing tokens")?;
    Ok(())
}

/// Gives the lease back unused; by primary key.
pub(crate) async fn release(tx: &mut PlatformTx, hash: &Hash) -> Result<()> {
    sqlx::query("update edge.sessions set refreshing_until = null where session_hash = $1")
        .bind(hash.as_slice())
        .execute(tx.conn())
        .await
        .during("releasing a session")?;
    Ok(())
}

/// Writes when sessions were used, many at once; by primary key.
pub(crate) async fn touch(
    tx: &mut PlatformTx,
    hashes: &[Vec<u8>],
    seen: &[DateTime],
) -> Result<()> {
    sqlx::query(
        "update edge.sessions as held set last_seen_at = told.seen_at
         from unnest($1::bytea[], $2::timestamptz[]) as told (session_hash, seen_at)
         where held.session_hash = told.session_hash and held.last_seen_at < told.seen_at",
    )
    .bind(hashes)
    .bind(seen)
    .execute(tx.conn())
    .await
    .during("writing when sessions were used")?;
    Ok(())
}

/// Removes what is over, at most 1,000; by sessions_expiry and sessions_idle.
pub(crate) async fn sweep(tx: &mut PlatformTx, now: DateTime, idle_since: DateTime) -> Result<u64> {
    let done = sqlx::query(
        "delete from edge.sessions
         where session_hash in (
             select session_hash from edge.sessions
             where expires_at <= $1 or last_seen_at <= $2
             limit 1000)",
    )
    .bind(now)
    .bind(idle_since)
    .execute(tx.conn())
    .await
    .during("removing sessions")?;
    Ok(done.rows_affected())
}

/// Where a person worked last; by primary key.
pub(crate) async fn last_tenant(
    tx: &mut PlatformTx,
    issuer: &str,
    subject: &str,
) -> Result<Option<TenantId>> {
    sqlx::query_scalar(
        "select active_tenant_id from edge.last_tenants where issuer = $1 and subject = $2",
    )
    .bind(issuer)
    .bind(subject)
    .fetch_optional(tx.conn())
    .await
    .during("finding the last organisation")
}

/// Remembers where a person works; by primary key.
pub(crate) async fn remember_tenant(
    tx: &mut PlatformTx,
    issuer: &str,
    subject: &str,
    tenant: TenantId,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into edge.last_tenants (issuer, subject, active_tenant_id, chosen_at)
         values ($1, $2, $3, $4)
         on conflict (issuer, subject)
         do update set active_tenant_id = excluded.active_tenant_id, chosen_at = excluded.chosen_at",
    )
    .bind(issuer)
    .bind(subject)
    .bind(tenant)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("remembering the organisation")?;
    Ok(())
}
