//! Rows of `idp.signing_keys`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

/// A key as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct KeyRow {
    pub(crate) kid: String,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) private_sealed: Vec<u8>,
    pub(crate) created_at: DateTime,
    pub(crate) signs_from: DateTime,
}

/// One maker of keys at a time, across processes, until the transaction ends.
pub(crate) async fn lock(tx: &mut PlatformTx) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(7305172)")
        .execute(tx.conn())
        .await
        .during("waiting for another maker of keys")?;
    Ok(())
}

/// All keys, the newest first; there are a handful.
pub(crate) async fn all(tx: &mut PlatformTx) -> Result<Vec<KeyRow>> {
    sqlx::query_as(
        "select kid, x, y, private_sealed, created_at, signs_from
         from idp.signing_keys
         order by signs_from desc, kid",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading the signing keys")
}

/// Adds a key.
pub(crate) async fn insert(tx: &mut PlatformTx, key: &KeyRow) -> Result<()> {
    sqlx::query(
        "insert into idp.signing_keys (kid, x, y, private_sealed, created_at, signs_from)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&key.kid)
    .bind(&key.x)
    .bind(&key.y)
    .bind(&key.private_sealed)
    .bind(key.created_at)
    .bind(key.signs_from)
    .execute(tx.conn())
    .await
    .during("storing a signing key")?;
    Ok(())
}

/// Forgets a key that verifies nothing any more.
pub(crate) async fn delete(tx: &mut PlatformTx, kid: &str) -> Result<()> {
    sqlx::query("delete from idp.signing_keys where kid = $1")
        .bind(kid)
        .execute(tx.conn())
        .await
        .during("deleting a signing key")?;
    Ok(())
}
