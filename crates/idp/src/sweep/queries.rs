//! Deletes rows that nothing can reach any more.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

/// Grants that ended, with their codes and refresh tokens.
pub(crate) async fn grants(tx: &mut PlatformTx, ended_before: DateTime) -> Result<u64> {
    let done = sqlx::query("delete from idp.grants where expires_at < $1")
        .bind(ended_before)
        .execute(tx.conn())
        .await
        .during("sweeping grants")?;
    Ok(done.rows_affected())
}

/// Sessions that ended.
pub(crate) async fn sessions(tx: &mut PlatformTx, ended_before: DateTime) -> Result<u64> {
    let done = sqlx::query("delete from idp.sessions where expires_at < $1")
        .bind(ended_before)
        .execute(tx.conn())
        .await
        .during("sweeping sessions")?;
    Ok(done.rows_affected())
}

/// Codes long used or expired. Until then a second use must still be noticed.
pub(crate) async fn codes(tx: &mut PlatformTx, expired_before: DateTime) -> Result<u64> {
    let done = sqlx::query("delete from idp.codes where expires_at < $1")
        .bind(expired_before)
        .execute(tx.conn())
        .await
        .during("sweeping codes")?;
    Ok(done.rows_affected())
}

/// Counts of failures that are forgotten anyway.
pub(crate) async fn throttles(tx: &mut PlatformTx, idle_since: DateTime) -> Result<u64> {
    let done = sqlx::query("delete from idp.throttles where last_at < $1")
        .bind(idle_since)
        .execute(tx.conn())
        .await
        .during("sweeping throttles")?;
    Ok(done.rows_affected())
}
