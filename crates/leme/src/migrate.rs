//! The step that brings every schema up to date and makes the roles' database accounts.
use std::collections::BTreeMap;

use anyhow::{Error, Result};
use leme_ground::db::migrate::{Schema, accounts, migrate};
use leme_ground::error::Chain;

use crate::database::Database;

/// Every schema of this build, in the crates' order.
pub(crate) const SCHEMAS: &[Schema] = &[
    #[cfg(feature = "kernel")]
    leme_kernel::SCHEMA,
    #[cfg(feature = "idp")]
    leme_idp::SCHEMA,
    #[cfg(feature = "edge")]
    leme_edge::SCHEMA,
    #[cfg(feature = "courses")]
    leme_courses::SCHEMA,
];

/// Migrates every schema as the owner.
pub(crate) async fn run(database: &Database) -> Result<()> {
    let passwords: BTreeMap<String, String> = SCHEMAS
        .iter()
        .flat_map(|schema| accounts(schema.name))
        .filter_map(|account| Some((account.clone(), database.account_password(&account)?)))
        .collect();
    migrate(&database.owner_url(), SCHEMAS, &passwords).await.map_err(|error| explain(&error))
}

/// The database was made by another version of this program: say what to do about it.
fn explain(error: &leme_ground::error::Error) -> Error {
    let chain = Chain(error).to_string();
    if chain.contains("has been modified") {
        return Error::msg(format!(
            "{chain}\nThis database was made by another version of Leme. Use that version, or start \
             anew with ./leme up --fresh (what is in it is lost)."
        ));
    }
    Error::msg(chain)
}
