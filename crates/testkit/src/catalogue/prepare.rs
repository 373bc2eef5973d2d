//! Every statement is prepared by PostgreSQL as the account that runs it: a wrong column, type
//! or missing grant fails here and not in production.
use std::path::Path;

use sqlx::{AssertSqlSafe, Executor, PgConnection, SqlSafeStr};

use super::source::{Account, files, statements};
use crate::Database;

/// Prepares the SQL of every `queries.rs` below `src`; fails the test with all that are wrong.
/// Gives how many there were, so that a test can see that it looked at something.
pub async fn prepare_all(database: &Database, schema: &'static str, src: &Path) -> usize {
    let mut service = connect(database, &format!("leme_{schema}"), schema).await;
    let mut platform = connect(database, &format!("leme_{schema}_platform"), schema).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files(src) {
        let name = file.strip_prefix(src).unwrap_or(&file).display().to_string();
        let text = std::fs::read_to_string(&file).expect("reading a source file");
        match statements(&text) {
            Err(why) => wrong.push(format!("{name}: {why}")),
            Ok(found) => {
                for statement in found {
                    count += 1;
                    let conn = match statement.account {
                        Account::Service => &mut service,
                        Account::Platform => &mut platform,
                    };
                    if let Err(error) = check(conn, &statement.sql).await {
                        wrong.push(format!("{name}: `{}`: {error}", statement.function));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these statements are wrong:\n  {}", wrong.join("\n  "));
    count
}

async fn connect(database: &Database, account: &str, schema: &str) -> PgConnection {
    let mut conn = database.connect_as(account).await;
    run(&mut conn, &format!("set search_path = {schema}")).await.expect("setting the search path");
    conn
}

/// Prepares it and explains it with nulls: parsing finds wrong names and types, explaining finds
/// what the account may not do. All in a transaction that is rolled back.
async fn check(conn: &mut PgConnection, sql: &str) -> Result<(), String> {
    let outcome = explain(conn, sql).await.map_err(|error| error.to_string());
    run(conn, "rollback").await.expect("rolling back");
    // A prepared statement outlives its transaction; sqlx keeps none for `raw_sql`.
    run(conn, "deallocate all").await.expect("deallocating");
    outcome
}

async fn explain(conn: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    run(conn, "begin; select set_config('leme.tenant', gen_random_uuid()::text, true)").await?;
    if !is_explainable(sql) {
        let statement = AssertSqlSafe(sql.to_owned()).into_sql_str();
        return conn.prepare(statement).await.map(drop);
    }
    run(conn, &format!("prepare leme_check as {sql}")).await?;
    let parameters: i32 = sqlx::query_scalar(
        "select cardinality(parameter_types) from pg_prepared_statements where name = 'leme_check'",
    )
    .persistent(false)
    .fetch_one(&mut *conn)
    .await?;
    let nulls = vec!["null"; usize::try_from(parameters).unwrap_or_default()].join(", ");
    let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    run(conn, &format!("explain execute leme_check{arguments}")).await
}

/// Whether it has a plan: `lock`, `listen` and the like are only parsed.
fn is_explainable(sql: &str) -> bool {
    let word = sql.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    ["select", "insert", "update", "delete", "with", "values", "merge"].contains(&word.as_str())
}

async fn run(conn: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await.map(drop)
}
