//! Signing keys (ES256). Invariants: a key is published before it signs and long after; the private
//! half leaves the process only sealed; any process may make the next key, one of them does.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod queries;
pub(crate) mod routes;

use chrono::TimeDelta;
use leme_base::time::DateTime;
use leme_ground::db::Db;
use leme_ground::error::Result;
use leme_ground::seal::Sealer;

/// Makes a new signing key that takes over after `lead`, and returns its id. Tokens signed by the
/// key before stay valid. Give a lead of some minutes unless the old key is compromised.
pub async fn rotate(db: &Db, sealer: &Sealer, now: DateTime, lead: TimeDelta) -> Result<String> {
    let mut tx = crate::store::open(db).await?;
    queries::lock(&mut tx).await?;
    let key = model::generate(sealer, now, lead)?;
    queries::insert(&mut tx, &key).await?;
    tx.commit().await?;
    tracing::info!(kid = key.kid, "a new signing key was made");
    Ok(key.kid)
}
