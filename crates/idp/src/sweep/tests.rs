//! The role as the binary runs it: its start, its health, and its first round of housekeeping.
use std::time::{Duration, Instant};

use leme_ground::config::Env;
use leme_ground::error::Result;
use leme_ground::tasks::Tasks;
use leme_idp::{SCHEMA, run};
use leme_testkit::catalogue;
use leme_testkit::database::Database;
use sqlx::{Connection, PgConnection};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::harness::browser::Browser;
use crate::harness::{Idp, MASTER_KEY};

/// Starts the role on a free port and gives its address.
async fn start(database: &Database, tasks: &Tasks) -> (String, JoinHandle<Result<()>>) {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let pairs = [
        ("LEME_HTTP_ADDR", free.to_string()),
        ("LEME_MASTER_KEY", MASTER_KEY.to_owned()),
        ("LEME_PUBLIC_URL", "https://leme.example".to_owned()),
    ];
    let env = Env::from_pairs(pairs.into_iter().chain(database.env("idp")));
    let role = tasks.spawn("role", run(env, tasks.clone()));
    (format!("http://{free}"), role)
}

/// Waits until something holds, for at most five seconds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}");
        tokio::task::yield_now().await;
    }
    begun.elapsed()
}

async fn ready(base: &str) -> Duration {
    let browser = Browser::new();
    until("the role is ready", async || {
        let asked = browser.http.get(format!("{base}/readyz")).send().await;
        asked.is_ok_and(|answer| answer.status() == 200)
    })
    .await
}

#[tokio::test]
async fn the_role_is_ready_within_a_second_speaks_of_itself_in_public_terms_and_stops() {
    let (database, tasks) = (Database::fresh(&[SCHEMA]).await, Tasks::new());
    let (base, role) = start(&database, &tasks).await;
    let took = ready(&base).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    let mut browser = Browser::new();
    let document = browser.get(&format!("{base}/.well-known/openid-configuration")).await.json();
    assert_eq!(document["issuer"], "https://leme.example/idp");
    assert_eq!(document["token_endpoint"], "https://leme.example/idp/token");
    assert_eq!(browser.get(&format!("{base}/nowhere")).await.status, 404);
    tasks.stop();
    role.await.unwrap().unwrap();
}

#[tokio::test]
async fn under_https_cookies_are_host_bound_and_secure() {
    let (database, tasks) = (Database::fresh(&[SCHEMA]).await, Tasks::new());
    let (base, _role) = start(&database, &tasks).await;
    ready(&base).await;
    // The same database seen by a provider that registers a client in it.
    let idp = Idp::on(database).await;
    let client = idp.confidential().await;
    let page = idp.authorize(&client, &[]).replace(&idp.issuer, &base);
    let answer = Browser::new().get(&page).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-leme_idp_form="), "{cookie}");
    assert!(cookie.contains("; Path=/; ") && cookie.contains("; Secure"), "{cookie}");
    tasks.stop();
}

async fn count(conn: &mut PgConnection) -> i64 {
    let rows = "select (select count(*) from idp.grants) + (select count(*) from idp.codes)
                + (select count(*) from idp.refresh_tokens) + (select count(*) from idp.sessions)
                + (select count(*) from idp.throttles)";
    sqlx::query_scalar(rows).fetch_one(conn).await.unwrap()
}

#[tokio::test]
async fn the_first_round_forgets_what_ended_and_keeps_what_lives() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    idp.tokens(&mut Browser::new(), &client, &ada).await;
    let mut owner = idp.database.owner().await;
    // A grant, a code, a refresh token and a session live; the address that signed in is counted.
    assert_eq!(count(&mut owner).await, 5);
    for statement in [
        "insert into idp.throttles (key, failures, last_at) values ('old', 3, '2020-01-01')",
        "insert into idp.sessions (session_id, token_hash, user_id, auth_time, expires_at)
         select gen_random_uuid(), '\\x00', user_id, '2020-01-01', '2020-01-08' from idp.users",
        "insert into idp.grants (grant_id, client_id, user_id, session_id, scope, auth_time,
                                 created_at, expires_at)
         select gen_random_uuid(), 'leme-edge', user_id, gen_random_uuid(), 'openid',
                '2020-01-01', '2020-01-01', '2020-01-08' from idp.users",
        "insert into idp.codes (code_hash, grant_id, redirect_uri, expires_at)
         select '\\x00', grant_id, 'x', '2020-01-01' from idp.grants where scope = 'openid'",
    ] {
        sqlx::query(statement).execute(&mut owner).await.unwrap();
    }
    assert_eq!(count(&mut owner).await, 9);
    let tasks = Tasks::new();
    let (_, _role) = start(&idp.database, &tasks).await;
    until("old rows are gone", async || count(&mut owner).await <= 5).await;
    assert_eq!(count(&mut owner).await, 5);
    tasks.stop();
    owner.close().await.unwrap();
}

#[tokio::test]
async fn without_a_database_the_role_lives_but_is_not_ready_and_says_when_to_come_back() {
    let tasks = Tasks::new();
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nowhere = "postgres://nobody@127.0.0.1:1/none".to_owned();
    let pairs = [
        ("LEME_HTTP_ADDR", free.to_string()),
        ("LEME_MASTER_KEY", MASTER_KEY.to_owned()),
        ("LEME_DB_URL", nowhere.clone()),
        ("LEME_DB_PLATFORM_URL", nowhere),
    ];
    let _role = tasks.spawn("role", run(Env::from_pairs(pairs), tasks.clone()));
    let (base, browser) = (format!("http://{free}"), Browser::new());
    until("the role lives", async || {
        browser.http.get(format!("{base}/healthz")).send().await.is_ok()
    })
    .await;
    let ask = async |path: &str| browser.clone().get(&format!("{base}{path}")).await;
    let answers = tokio::join!(
        ask("/readyz"),
        ask("/jwks.json"),
        ask("/end-session"),
        ask("/authorize?client_id=x")
    );
    assert!(answers.3.body.contains("We will be right back"));
    for answer in <[_; 4]>::from(answers) {
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(!answer.header("retry-after").is_empty(), "{}", answer.body);
    }
    tasks.stop();
}

#[tokio::test]
async fn every_table_and_every_statement_keeps_the_rules() {
    let database = Database::fresh(&[SCHEMA]).await;
    catalogue::tables(&database, &[SCHEMA]).await;
    let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(catalogue::prepare_all(&database, SCHEMA.name, &src).await >= 38);
}
