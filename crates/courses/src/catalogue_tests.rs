//! What must hold for every table and every statement of this schema.
use std::path::Path;

use leme_courses::SCHEMA;
use leme_testkit::{Database, catalogue};

#[tokio::test]
async fn every_table_is_bound_to_its_tenant() {
    let database = Database::shared(&[SCHEMA]).await;
    catalogue::tables(&database, &[SCHEMA]).await;
}

#[tokio::test]
async fn every_statement_is_one_that_the_database_takes() {
    let database = Database::shared(&[SCHEMA]).await;
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(catalogue::prepare_all(&database, SCHEMA.name, &src).await > 20);
}
