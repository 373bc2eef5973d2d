//! Rows of `idp.grants`, `idp.codes` and `idp.refresh_tokens`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

use super::model::{Grant, GrantId};
use crate::accounts::UserId;
use crate::sessions::model::SessionId;

/// A code as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct CodeRow {
    pub(crate) grant_id: GrantId,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) expires_at: DateTime,
    pub(crate) used_at: Option<DateTime>,
}

/// Adds a grant.
pub(crate) async fn insert(tx: &mut PlatformTx, grant: &Grant, now: DateTime) -> Result<()> {
    sqlx::query(
        "insert into idp.grants (grant_id, client_id, user_id, session_id, scope, auth_time,
                                 created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(grant.grant_id)
    .bind(&grant.client_id)
    .bind(grant.user_id)
    .bind(grant.session_id)
    .bind(&grant.scope)
    .bind(grant.auth_time)
    .bind(now)
    .bind(grant.expires_at)
    .execute(tx.conn())
    .await
    .during("storing a grant")?;
    Ok(())
}

/// One grant, by primary key.
pub(crate) async fn find(tx: &mut PlatformTx, id: GrantId) -> Result<Option<Grant>> {
    sqlx::query_as(
        "select grant_id, client_id, user_id, session_id, scope, auth_time, expires_at, revoked_at
         from idp.grants
         where grant_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a grant")
}

/// Adds the code of a grant.
pub(crate) async fn insert_code(
    tx: &mut PlatformTx,
    code_hash: &[u8],
    code: &CodeRow,
) -> Result<()> {
    sqlx::query(
        "insert into idp.codes (code_hash, grant_id, redirect_uri, challenge, nonce, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code_hash)
    .bind(code.grant_id)
    .bind(&code.redirect_uri)
    .bind(&code.challenge)
    .bind(&code.nonce)
    .bind(code.expires_at)
    .execute(tx.conn())
    .await
    .during("storing a code")?;
    Ok(())
}

/// The code, locked: of two who redeem it at once, the second sees that it was used.
pub(crate) async fn find_code(tx: &mut PlatformTx, code_hash: &[u8]) -> Result<Option<CodeRow>> {
    sqlx::query_as(
        "select grant_id, redirect_uri, challenge, nonce, expires_at, used_at
         from idp.codes
         where code_hash = $1
         for update",
    )
    .bind(code_hash)
    .fetch_optional(tx.conn())
    .await
    .during("reading a code")
}

/// Marks a code as used.
pub(crate) async fn use_code(tx: &mut PlatformTx, code_hash: &[u8], now: DateTime) -> Result<()> {
    sqlx::query("update idp.codes set used_at = $2 where code_hash = $1")
        .bind(code_hash)
        .bind(now)
        .execute(tx.conn())
        .await
        .during("using a code")?;
    Ok(())
}

/// Adds a refresh token.
pub(crate) async fn insert_refresh(
    tx: &mut PlatformTx,
    token_hash: &[u8],
    grant: GrantId,
    now: DateTime,
    expires_at: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into idp.refresh_tokens (token_hash, grant_id, issued_at, expires_at)
         values ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(grant)
    .bind(now)
    .bind(expires_at)
    .execute(tx.conn())
    .await
    .during("storing a refresh token")?;
    Ok(())
}

/// Uses a refresh token up. Of two at once one gets the grant; unknown, old and used ones get none.
pub(crate) async fn rotate(
    tx: &mut PlatformTx,
    token_hash: &[u8],
    now: DateTime,
) -> Result<Option<GrantId>> {
    sqlx::query_scalar(
        "update idp.refresh_tokens set rotated_at = $2
         where token_hash = $1 and rotated_at is null and expires_at > $2
         returning grant_id",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(tx.conn())
    .await
    .during("rotating a refresh token")
}

/// The grant of a refresh token, whatever has become of the token.
pub(crate) async fn find_by_refresh(
    tx: &mut PlatformTx,
    token_hash: &[u8],
) -> Result<Option<Grant>> {
    sqlx::query_as(
        "select g.grant_id, g.client_id, g.user_id, g.session_id, g.scope, g.auth_time,
                g.expires_at, g.revoked_at
         from idp.refresh_tokens t
         join idp.grants g on g.grant_id = t.grant_id
         where t.token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(tx.conn())
    .await
    .during("reading the grant of a refresh token")
}

/// Revokes one grant and with it all that came from it.
pub(crate) async fn revoke(
    tx: &mut PlatformTx,
    id: GrantId,
    why: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update idp.grants set revoked_at = $2, revoked_why = $3
         where grant_id = $1 and revoked_at is null",
    )
    .bind(id)
    .bind(now)
    .bind(why)
    .execute(tx.conn())
    .await
    .during("revoking a grant")?;
    Ok(())
}

/// Revokes what was granted in one session.
pub(crate) async fn revoke_session(
    tx: &mut PlatformTx,
    id: SessionId,
    why: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update idp.grants set revoked_at = $2, revoked_why = $3
         where session_id = $1 and revoked_at is null",
    )
    .bind(id)
    .bind(now)
    .bind(why)
    .execute(tx.conn())
    .await
    .during("revoking the grants of a session")?;
    Ok(())
}

/// Revokes everything somebody granted.
pub(crate) async fn revoke_all(
    tx: &mut PlatformTx,
    user: UserId,
    why: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update idp.grants set revoked_at = $2, revoked_why = $3
         where user_id = $1 and revoked_at is null",
    )
    .bind(user)
    .bind(now)
    .bind(why)
    .execute(tx.conn())
    .await
    .during("revoking the grants of an account")?;
    Ok(())
}
