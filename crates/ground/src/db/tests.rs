//! Row security holds, migrations repeat, and a dropped request never leaks its tenant.
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_base::time::{Clock, DateTime};
use leme_ground::db::migrate::migrate;
use leme_ground::db::{Db, TenantTx};
use leme_testkit::tenant::tenant;
use leme_testkit::{Database, catalogue};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::proof::{PROOF, id, texts, write};

#[tokio::test]
async fn a_tenant_sees_and_changes_only_its_own_rows() {
    let db = Database::shared(&[PROOF]).await.db("proof");
    let (acme, other) = (tenant(), tenant());
    let mut tx = db.tenant(acme).await.unwrap();
    write(&mut tx, "ours").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.tenant(other).await.unwrap();
    assert!(texts(&mut tx).await.is_empty());
    let changed = sqlx::query("update proof.notes set text = 'theirs'").execute(tx.conn()).await;
    assert_eq!(changed.unwrap().rows_affected(), 0);
    let deleted = sqlx::query("delete from proof.notes").execute(tx.conn()).await;
    assert_eq!(deleted.unwrap().rows_affected(), 0);
    tx.commit().await.unwrap();

    let mut tx = db.tenant(acme).await.unwrap();
    assert_eq!(texts(&mut tx).await, ["ours"]);
}

#[tokio::test]
async fn a_row_cannot_be_written_for_another_tenant() {
    let db = Database::shared(&[PROOF]).await.db("proof");
    let mut tx = db.tenant(tenant()).await.unwrap();
    let written =
        sqlx::query("insert into proof.notes (tenant_id, note_id, text) values ($1, $2, 'x')")
            .bind(tenant())
            .bind(id())
            .execute(tx.conn())
            .await;
    assert!(written.unwrap_err().to_string().contains("row-level security"));
}

#[tokio::test]
async fn without_a_tenant_every_statement_fails_before_and_after_a_transaction() {
    let database = Database::shared(&[PROOF]).await;
    let mut conn = database.connect_as("leme_proof").await;
    assert!(refused(&mut conn).await.contains("leme.tenant"));
    let bound = format!("begin; select set_config('leme.tenant', '{}', true); commit", id());
    sqlx::raw_sql(AssertSqlSafe(bound)).execute(&mut conn).await.unwrap();
    // After a transaction the setting is an empty string, which is no uuid.
    assert!(refused(&mut conn).await.contains("uuid"));
}

async fn refused(conn: &mut PgConnection) -> String {
    let read = sqlx::query_scalar::<_, String>("select text from proof.notes").fetch_all(conn);
    read.await.unwrap_err().to_string()
}

#[tokio::test]
async fn the_platform_sees_every_tenant_and_its_reasons_are_counted() {
    let database = Database::fresh(&[PROOF]).await;
    let db = database.db("proof");
    for text in ["one", "two"] {
        let mut tx = db.tenant(tenant()).await.unwrap();
        write(&mut tx, text).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.platform("test: count notes").await.unwrap();
    let count: i64 =
        sqlx::query_scalar("select count(*) from proof.notes").fetch_one(tx.conn()).await.unwrap();
    assert_eq!(count, 2);
    tx.commit().await.unwrap();
    db.flush_platform_access().await.unwrap();
    let uses: i64 = sqlx::query_scalar(
        "select uses from proof._platform_access where reason = 'test: count notes'",
    )
    .fetch_one(&mut database.owner().await)
    .await
    .unwrap();
    assert_eq!(uses, 1);
}

#[tokio::test]
async fn what_is_append_only_is_so_for_every_account_and_the_owner() {
    let database = Database::fresh(&[PROOF]).await;
    let db = database.db("proof");
    let mut tx = db.tenant(tenant()).await.unwrap();
    sqlx::query("insert into proof.journal (line) values ($1)")
        .bind(id())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut owner = database.owner().await;
    for statement in [
        "delete from proof.journal",
        "update proof.journal set line = line",
        "truncate proof.journal",
    ] {
        let mut tx = db.platform("test: change the journal").await.unwrap();
        let by_platform = sqlx::query(statement).execute(tx.conn()).await.unwrap_err();
        assert!(by_platform.to_string().contains("permission denied"), "{by_platform}");
        let by_owner = sqlx::query(statement).execute(&mut owner).await.unwrap_err();
        assert!(by_owner.to_string().contains("append-only"), "{by_owner}");
    }
}

#[tokio::test]
async fn every_table_keeps_the_rules_of_the_catalogue() {
    let database = Database::shared(&[PROOF]).await;
    catalogue::tables(&database, &[PROOF]).await;
}

#[tokio::test]
async fn a_table_that_forgets_the_rules_is_named() {
    let database = Database::fresh(&[PROOF]).await;
    let careless = "create table proof.loose (tenant_id uuid, name text primary key);
                    create table proof.lost (name text);
                    alter table proof.notes no force row level security";
    sqlx::raw_sql(careless).execute(&mut database.owner().await).await.unwrap();
    let checked = tokio::spawn(async move { catalogue::tables(&database, &[PROOF]).await }).await;
    let panic = checked.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().unwrap();
    for name in
        ["proof.loose has a tenant_id but", "proof.loose.loose_pkey", "proof.lost", "proof.notes"]
    {
        assert!(text.contains(name), "{name} is not in {text}");
    }
}

#[tokio::test]
async fn every_statement_of_ground_is_prepared_by_its_account() {
    let database = Database::shared(&[PROOF]).await;
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(catalogue::prepare_all(&database, "proof", &src).await >= 20);
}

#[tokio::test]
async fn migrations_repeat_and_two_migrators_do_not_meet() {
    let database = Database::empty().await;
    let (url, none) = (database.owner_url(), BTreeMap::new());
    let (first, second) =
        tokio::join!(migrate(&url, &[PROOF], &none), migrate(&url, &[PROOF], &none));
    first.unwrap();
    second.unwrap();
    migrate(&url, &[PROOF], &none).await.unwrap();
    catalogue::tables(&database, &[PROOF]).await;
}

const OPERATIONS: usize = 16_000;
const TASKS: usize = 8;

/// What went wrong, counted.
#[derive(Debug, Default)]
struct Leaks {
    tenants: AtomicUsize,
    transactions: AtomicUsize,
    cancelled: AtomicUsize,
    finished: AtomicUsize,
}

/// Looks whether the transaction is ours: it began after we asked for it (the clock is the same
/// machine's), nobody worked in it before, and its tenant is the right one.
async fn probe(conn: &mut PgConnection, tenant: TenantId, asked: DateTime, leaks: &Leaks) {
    let seen = sqlx::query_as::<_, (DateTime, Option<String>, String)>(
        "select now(), current_setting('proof.mark', true), current_setting('leme.tenant')",
    );
    let Ok((began, mark, bound)) = seen.fetch_one(&mut *conn).await else { return };
    if began < asked || mark.is_some_and(|mark| !mark.is_empty()) {
        leaks.transactions.fetch_add(1, Ordering::Relaxed);
    }
    if bound != tenant.to_string() {
        leaks.tenants.fetch_add(1, Ordering::Relaxed);
    }
    let mark = "select set_config('proof.mark', 'open', true)";
    sqlx::query(mark).execute(conn).await.ok();
}

async fn ours(db: Db, tenant: TenantId, leaks: Arc<Leaks>) {
    let asked = Clock::System.now();
    let Ok(mut tx) = db.tenant(tenant).await else { return };
    probe(tx.conn(), tenant, asked, &leaks).await;
    TenantTx::commit(tx).await.ok();
    leaks.finished.fetch_add(1, Ordering::Relaxed);
}

/// What a handler would do with sqlx alone.
async fn plain(pool: sqlx::PgPool, tenant: TenantId, leaks: Arc<Leaks>) {
    let asked = Clock::System.now();
    let begin = format!("begin; select set_config('leme.tenant', '{tenant}', true)");
    let Ok(mut tx) = pool.begin_with(AssertSqlSafe(begin)).await else { return };
    probe(&mut tx, tenant, asked, &leaks).await;
    tx.commit().await.ok();
    leaks.finished.fetch_add(1, Ordering::Relaxed);
}

/// Starts operations and drops most of them after a random time, as axum does with handlers whose
/// client has left.
async fn cancel_at_random<F>(operations: usize, leaks: &Arc<Leaks>, work: impl Fn(TenantId) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let run = |_| {
        let jobs: Vec<_> = (0..operations / TASKS).map(|_| work(tenant())).collect();
        let leaks = Arc::clone(leaks);
        tokio::spawn(async move {
            for job in jobs {
                // Most within the begin, the others anywhere up to long after the end.
                let longest = if rand::random_range(0..8) > 0 { 1_500 } else { 60_000 };
                let patience = Duration::from_micros(rand::random_range(0..longest));
                if tokio::time::timeout(patience, job).await.is_err() {
                    leaks.cancelled.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
    };
    for task in (0..TASKS).map(run).collect::<Vec<_>>() {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_thousand_cancelled_requests_leak_no_tenant_and_no_transaction() {
    let database = Database::fresh(&[PROOF]).await;
    let mut config = database.config("proof");
    config.connections = 4;
    let db = Db::connect(&config).unwrap();
    let leaks = Arc::new(Leaks::default());
    cancel_at_random(OPERATIONS, &leaks, |tenant| ours(db.clone(), tenant, Arc::clone(&leaks)))
        .await;
    println!("{leaks:?} of {OPERATIONS}");
    assert_eq!(leaks.tenants.load(Ordering::Relaxed), 0, "{leaks:?}");
    assert_eq!(leaks.transactions.load(Ordering::Relaxed), 0, "{leaks:?}");
    assert!(leaks.cancelled.load(Ordering::Relaxed) > OPERATIONS / 10, "{leaks:?}");
    assert!(leaks.finished.load(Ordering::Relaxed) > OPERATIONS / 20, "{leaks:?}");
    settles(&database).await;
}

/// No connection of the service stays inside a transaction.
async fn settles(database: &Database) {
    let mut owner = database.owner().await;
    let open = "select count(*) from pg_stat_activity
                where datname = current_database() and usename = 'leme_proof'
                  and state like 'idle in transaction%'
                  and state_change < clock_timestamp() - interval '200 ms'";
    for _ in 0..20 {
        let count: i64 = sqlx::query_scalar(open).fetch_one(&mut owner).await.unwrap();
        if count == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a transaction stayed open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlx_alone_still_leaks_which_is_why_we_begin_in_a_task() {
    let database = Database::fresh(&[PROOF]).await;
    let url = database.url_of("leme_proof");
    let pool = PgPoolOptions::new().max_connections(4).test_before_acquire(false);
    let pool = pool.connect_lazy(&url).unwrap();
    let leaks = Arc::new(Leaks::default());
    for round in 1..=100 {
        // Connected beforehand: cancelling connects would only bury the server in new ones.
        let warm = (0..4).map(|_| pool.acquire());
        drop(futures_util::future::try_join_all(warm).await.unwrap());
        let work = |tenant| plain(pool.clone(), tenant, Arc::clone(&leaks));
        cancel_at_random(OPERATIONS / 40, &leaks, work).await;
        if leaks.transactions.load(Ordering::Relaxed) > 0 {
            println!("after {} operations: {leaks:?}", round * OPERATIONS / 40);
            return;
        }
    }
    panic!("sqlx may have been fixed: look at db/begin.rs again. {leaks:?}");
}
