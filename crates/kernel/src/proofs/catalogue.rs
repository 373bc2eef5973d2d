//! The Kernel's tables and statements against the catalogue's rules.
use std::path::Path;

use leme_kernel::SCHEMA;
use leme_testkit::{Database, catalogue};

/// What breaks a rule on purpose, and why it may.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("kernel.tenants.tenants_parent_fkey", "the tree of tenants is made of other tenants' ids"),
    ("kernel.tenants.kernel.tenants_slug_key", "a slug is an address, unique on the platform"),
    ("kernel.tenants.kernel.tenants_one_internal", "there is one platform"),
];

#[tokio::test]
async fn every_table_keeps_the_rules_of_the_catalogue() {
    let database = Database::shared(&[SCHEMA]).await;
    catalogue::tables_except(&database, &[SCHEMA], EXCEPTIONS).await;
}

#[tokio::test]
async fn every_statement_is_one_that_its_account_may_run() {
    let database = Database::shared(&[SCHEMA]).await;
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(catalogue::prepare_all(&database, "kernel", &src).await >= 60);
}
