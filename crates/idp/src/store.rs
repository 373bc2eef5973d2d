//! The one way to this role's rows.
use leme_ground::db::{Db, PlatformTx};
use leme_ground::error::Result;

/// Opens a transaction. Nothing in this schema belongs to a tenant, so there is none to bind to.
pub(crate) async fn open(db: &Db) -> Result<PlatformTx> {
    db.platform("identity provider: accounts belong to people, not to an organisation").await
}
