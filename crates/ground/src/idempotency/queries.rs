//! Kept answers in SQL.
use leme_base::time::DateTime;
use serde_json::Value;

use crate::db::{PlatformTx, TenantTx};
use crate::error::{During, Error, Result};

/// A kept answer.
#[derive(sqlx::FromRow)]
pub(super) struct Kept {
    pub(super) fingerprint: Vec<u8>,
    pub(super) status: i32,
    pub(super) body: Value,
}

/// Takes the key for this transaction, or gives the answer that is kept under it. While another
/// transaction holds the key, this waits for its end. Index: the primary key.
pub(super) async fn claim(
    tx: &mut TenantTx,
    key: &str,
    fingerprint: &[u8],
    now: DateTime,
) -> Result<Option<Kept>> {
    let taken = sqlx::query(
        "insert into idempotency_keys (key, fingerprint, created_at) values ($1, $2, $3)
         on conflict (tenant_id, key) do nothing",
    )
    .bind(key)
    .bind(fingerprint)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("taking an idempotency key")?;
    if taken.rows_affected() == 1 {
        return Ok(None);
    }
    let kept = sqlx::query_as(
        "select fingerprint, status, body from idempotency_keys
         where key = $1 and status is not null",
    )
    .bind(key)
    .fetch_optional(tx.conn())
    .await
    .during("reading a kept answer")?;
    // Swept between the two statements: the caller's next try finds the key free.
    kept.map(Some).ok_or_else(|| Error::unavailable("reading a kept answer", "it is gone"))
}

/// Keeps the answer. Index: the primary key.
pub(super) async fn keep(tx: &mut TenantTx, key: &str, status: i32, body: &Value) -> Result<()> {
    sqlx::query("update idempotency_keys set status = $2, body = $3 where key = $1")
        .bind(key)
        .bind(status)
        .bind(body)
        .execute(tx.conn())
        .await
        .during("keeping an answer")?;
    Ok(())
}

/// Forgets answers older than `before`. Index: `idempotency_keys_age`.
pub(crate) async fn sweep(tx: &mut PlatformTx, before: DateTime) -> Result<u64> {
    let swept = sqlx::query("delete from idempotency_keys where created_at < $1")
        .bind(before)
        .execute(tx.conn())
        .await
        .during("forgetting kept answers")?;
    Ok(swept.rows_affected())
}
