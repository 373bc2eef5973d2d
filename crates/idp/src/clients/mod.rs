//! The programs that may ask who somebody is. Invariants: a redirect goes only where the client
//! registered it, to the letter; a confidential client always proves itself.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod queries;

use leme_base::time::DateTime;
use leme_ground::db::Db;
use leme_ground::error::Result;

pub use model::{ClientKind, NewClient};

/// Makes the client be as described, whether it was there or not. Everything it has been granted
/// stays. Refused (422) when a redirect or the secret is not acceptable.
pub async fn ensure_client(db: &Db, now: DateTime, client: &NewClient) -> Result<()> {
    let row = model::accept(client)?;
    let mut tx = crate::store::open(db).await?;
    queries::upsert(&mut tx, &row, now).await?;
    tx.commit().await
}
