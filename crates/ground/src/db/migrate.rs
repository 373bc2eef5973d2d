//! Brings each service's schema up to date, and makes the accounts it runs under.
use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqlSafeStr};

use crate::error::{BoxError, During, Error, Result};

/// A schema and the numbered statements that build it, forward only.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The schema and the stem of its accounts: `leme_<name>` and `leme_<name>_platform`.
    pub name: &'static str,
    /// `(file stem such as 0001_tenants, SQL)`, in order.
    pub migrations: &'static [(&'static str, &'static str)],
}

/// The words that every schema uses: current tenant, row security, append-only.
pub const GROUND: Schema = Schema {
    name: "leme",
    migrations: &[("0001_words", include_str!("../../migrations/0001_words.sql"))],
};

/// What every service schema has: outbox, cursors, jobs, idempotency keys, platform access.
const SERVICE: &[(&str, &str)] = &[
    ("0001_service", include_str!("../../migrations/0001_service.sql")),
    ("0002_delivery", include_str!("../../migrations/0002_delivery.sql")),
];

/// The account names of a schema.
pub fn accounts(schema: &str) -> [String; 2] {
    [format!("leme_{schema}"), format!("leme_{schema}_platform")]
}

/// Names the state that these migrations lead to, so that a database made from them can be reused.
pub fn fingerprint(schemas: &[Schema]) -> String {
    let mut hash = Sha256::new();
    let own = schemas.iter().flat_map(|schema| schema.migrations.iter().map(|m| (schema.name, m)));
    let shared = GROUND.migrations.iter().chain(SERVICE).map(|m| (GROUND.name, m));
    for (schema, (stem, sql)) in shared.chain(own) {
        for part in [schema, stem, sql] {
            hash.update(part);
            hash.update([0]);
        }
    }
    hash.finalize().iter().take(5).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Runs every migration that has not run, in the order given, as the owner of the database.
/// `passwords` gives the accounts their passwords; absent leaves them as they are.
pub async fn migrate(
    owner_url: &str,
    schemas: &[Schema],
    passwords: &BTreeMap<String, String>,
) -> Result<()> {
    let mut conn = PgConnection::connect(owner_url).await.during("connecting as the owner")?;
    // One migrator at a time in this database; the making of accounts, which all databases of a
    // server share, bears company.
    sqlx::query("select pg_advisory_lock(7305171)")
        .execute(&mut conn)
        .await
        .during("waiting for another migration")?;
    run(&mut conn, GROUND.name, "_migrations", numbered(GROUND.migrations, GROUND.name)?).await?;
    for schema in schemas {
        prepare(&mut conn, schema.name, passwords).await?;
        run(&mut conn, schema.name, "_service", numbered(SERVICE, schema.name)?).await?;
        let own = numbered(schema.migrations, schema.name)?;
        run(&mut conn, schema.name, "_migrations", own).await?;
    }
    conn.close().await.during("closing the owner's connection")
}

async fn prepare(
    conn: &mut PgConnection,
    schema: &str,
    passwords: &BTreeMap<String, String>,
) -> Result<()> {
    execute(conn, format!("call leme.service_schema('{schema}')")).await?;
    for account in accounts(schema) {
        if let Some(password) = passwords.get(&account) {
            let quoted = password.replace('\'', "''");
            execute(conn, format!("alter role {account} with login password '{quoted}'")).await?;
        }
    }
    Ok(())
}

async fn execute(conn: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(conn).await.during("preparing a schema")?;
    Ok(())
}

async fn run(
    conn: &mut PgConnection,
    schema: &'static str,
    table: &str,
    migrations: Vec<Migration>,
) -> Result<()> {
    let mut migrator = Migrator::with_migrations(migrations);
    // The lock above is ours; sqlx's own would be taken per schema.
    migrator.locking = false;
    migrator.create_schemas = Cow::Owned(vec![Cow::Borrowed(schema)]);
    migrator.dangerous_set_table_name(format!("{schema}.{table}"));
    migrator
        .run_direct(None, conn, false)
        .await
        .map_err(|error| Error::internal("migrating", Box::new(error) as BoxError))
}

fn numbered(migrations: &'static [(&str, &str)], schema: &str) -> Result<Vec<Migration>> {
    let number = |(stem, sql): &(&'static str, &str)| {
        let digits = stem.split('_').next().unwrap_or_default();
        let version: i64 = digits
            .parse()
            .map_err(|error| Error::internal("numbering a migration", BoxError::from(error)))?;
        let sql = AssertSqlSafe(sql.replace("{schema}", schema)).into_sql_str();
        Ok(Migration::new(version, Cow::Borrowed(*stem), MigrationType::Simple, sql, false))
    };
    migrations.iter().map(number).collect()
}
