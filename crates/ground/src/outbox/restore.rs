//! After a restore into another server, transaction numbers begin again: what was told before
//! would stand after everything that is told from now on. It is moved to before it.
use super::queries;
use crate::db::Db;
use crate::error::Result;

/// Renumbers events and cursors of a former life of the database, in their order, below zero.
/// Does nothing in the life in which they were told.
pub(super) async fn renumber(db: &Db) -> Result<()> {
    let mut tx = db.platform("outbox: renumber after a restore").await?;
    if queries::is_restored(&mut tx).await? {
        let moved = queries::renumber(&mut tx).await?;
        tracing::warn!(
            moved,
            "the database was restored: earlier events stand before new ones now"
        );
    }
    tx.commit().await
}
