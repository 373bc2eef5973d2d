//! Rows of `idp.sessions`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

use super::model::{Session, SessionId};
use crate::accounts::UserId;

/// The live session of a cookie, by its unique hash.
pub(crate) async fn find(
    tx: &mut PlatformTx,
    token_hash: &[u8],
    now: DateTime,
) -> Result<Option<Session>> {
    sqlx::query_as(
        "select s.session_id, s.user_id, s.auth_time
         from idp.sessions s
         join idp.users u on u.user_id = s.user_id
         where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
           and u.disabled_at is null",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(tx.conn())
    .await
    .during("reading a session")
}

/// Adds a session.
pub(crate) async fn insert(
    tx: &mut PlatformTx,
    session: &Session,
    token_hash: &[u8],
    expires_at: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into idp.sessions (session_id, token_hash, user_id, auth_time, expires_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(session.session_id)
    .bind(token_hash)
    .bind(session.user_id)
    .bind(session.auth_time)
    .bind(expires_at)
    .execute(tx.conn())
    .await
    .during("storing a session")?;
    Ok(())
}

/// Ends the session of a cookie and says which it was.
pub(crate) async fn end_by_token(
    tx: &mut PlatformTx,
    token_hash: &[u8],
    now: DateTime,
) -> Result<Option<SessionId>> {
    sqlx::query_scalar(
        "update idp.sessions set ended_at = $2
         where token_hash = $1 and ended_at is null
         returning session_id",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(tx.conn())
    .await
    .during("ending a session")
}

/// Ends one session.
pub(crate) async fn end(tx: &mut PlatformTx, id: SessionId, now: DateTime) -> Result<()> {
    sqlx::query("update idp.sessions set ended_at = $2 where session_id = $1 and ended_at is null")
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await
        .during("ending a session")?;
    Ok(())
}

/// Ends every session of somebody.
pub(crate) async fn end_all(tx: &mut PlatformTx, user: UserId, now: DateTime) -> Result<()> {
    sqlx::query("update idp.sessions set ended_at = $2 where user_id = $1 and ended_at is null")
        .bind(user)
        .bind(now)
        .execute(tx.conn())
        .await
        .during("ending all sessions of an account")?;
    Ok(())
}
