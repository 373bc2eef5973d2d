//! SQL of the signing keys.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

/// A key as it is kept.
#[derive(sqlx::FromRow)]
pub(crate) struct KeyRow {
    pub(crate) key_id: String,
    pub(crate) private_key_sealed: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
}

/// Every key that verifies, newest first. Locks the table: two processes that start at once must
/// not both make the first key.
pub(crate) async fn lock_and_list(tx: &mut PlatformTx) -> Result<Vec<KeyRow>> {
    sqlx::query("select pg_advisory_xact_lock(7305172)")
        .execute(tx.conn())
        .await
        .during("locking the signing keys")?;
    sqlx::query_as(
        "select key_id, private_key_sealed, public_key from kernel.signing_keys
         where retired_at is null
         order by created_at desc, key_id",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading the signing keys")
}

/// Inserts a key.
pub(crate) async fn insert(tx: &mut PlatformTx, row: &KeyRow, now: DateTime) -> Result<()> {
    sqlx::query(
        "insert into kernel.signing_keys (key_id, private_key_sealed, public_key, created_at)
         values ($1, $2, $3, $4)",
    )
    .bind(&row.key_id)
    .bind(&row.private_key_sealed)
    .bind(&row.public_key)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("inserting a signing key")?;
    Ok(())
}
