//! Sessions in SQL, each by its primary key.
use leme_base::ids::IdentityId;
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

use crate::ids::SessionId;

/// Continues the learner's session, or begins the new one. Gives the one that goes on.
pub(super) async fn touch(
    tx: &mut TenantTx,
    identity: IdentityId,
    new: SessionId,
    now: DateTime,
    idle_since: DateTime,
) -> Result<SessionId> {
    sqlx::query_scalar(
        "insert into courses.sessions as held
             (identity_id, session_id, started_at, last_seen_at)
         values ($1, $2, $3, $3)
         on conflict (tenant_id, identity_id) do update
             set session_id = case when held.ended_at is null and held.last_seen_at >= $4
                                   then held.session_id else excluded.session_id end,
                 started_at = case when held.ended_at is null and held.last_seen_at >= $4
                                   then held.started_at else excluded.started_at end,
                 last_seen_at = greatest(held.last_seen_at, excluded.last_seen_at),
                 ended_at = null
         returning session_id",
    )
    .bind(identity)
    .bind(new)
    .bind(now)
    .bind(idle_since)
    .fetch_one(tx.conn())
    .await
    .during("noting a visit")
}

/// A session as it stands.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) session_id: SessionId,
    pub(super) last_seen_at: DateTime,
}

/// The learner's open session, locked.
pub(super) async fn open(tx: &mut TenantTx, identity: IdentityId) -> Result<Option<Row>> {
    sqlx::query_as(
        "select session_id, last_seen_at from courses.sessions
         where tenant_id = (select leme.current_tenant()) and identity_id = $1
           and ended_at is null
         for update",
    )
    .bind(identity)
    .fetch_optional(tx.conn())
    .await
    .during("reading a session")
}

/// Ends the learner's session.
pub(super) async fn end(tx: &mut TenantTx, identity: IdentityId, at: DateTime) -> Result<()> {
    sqlx::query(
        "update courses.sessions set ended_at = $2
         where tenant_id = (select leme.current_tenant()) and identity_id = $1",
    )
    .bind(identity)
    .bind(at)
    .execute(tx.conn())
    .await
    .during("ending a session")?;
    Ok(())
}
