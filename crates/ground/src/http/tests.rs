//! Over real HTTP: every refusal is a problem, a stop drains, and an outage is a 503 that ends.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use leme_base::violation::Violation;
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::http::health::Readiness;
use leme_ground::http::serve::with_layers;
use leme_testkit::tenant::tenant;
use leme_testkit::{Database, Http, Server, Service};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::proof::{PROOF, id, write};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    lines: Vec<u32>,
}

#[derive(Debug, Deserialize)]
struct Search {
    limit: u32,
}

async fn broken() -> &'static str {
    panic!("the secret reason")
}

fn shop() -> Router {
    Router::new()
        .route(
            "/orders",
            post(|Json(order): Json<Order>| async move { order.lines.len().to_string() }),
        )
        .route("/orders/{number}", get(|Path(number): Path<u32>| async move { number.to_string() }))
        .route(
            "/search",
            get(|Query(search): Query<Search>| async move { search.limit.to_string() }),
        )
        .route("/panic", get(broken))
        .route("/fault", get(|| async { Err::<(), _>(Error::internal("adding up", "secret")) }))
        .route("/away", get(|| async { Err::<(), _>(Error::unavailable("asking", "secret")) }))
        .route(
            "/who",
            get(|| async { Err::<(), _>(Error::unauthenticated("auth.required", "Who?")) }),
        )
        .route("/rule", get(|| async { Err::<(), _>(Error::conflict("conflict.rule", "No.")) }))
        .route(
            "/fields",
            get(|| async {
                Err::<(), _>(Error::from(Violation::new("/a/0", "required", "is missing")))
            }),
        )
}

async fn started() -> (Service, Http) {
    let service = Service::of(shop()).await;
    let http = service.http();
    (service, http)
}

#[tokio::test]
async fn every_refusal_is_a_problem_document_that_names_its_request() {
    let (_service, http) = started().await;
    let large = vec![b' '; 1024 * 1024 + 1];
    let json = "application/json";
    let cases = [
        (http.get("/nowhere"), 404, "not_found"),
        (http.get("/orders/seven"), 404, "not_found"),
        (http.delete("/orders"), 405, "method_not_allowed"),
        (http.call(&method("POST"), "/orders"), 415, "request.malformed"),
        (http.call(&method("POST"), "/orders").body("text/plain", "{}"), 415, "request.malformed"),
        (http.call(&method("POST"), "/orders").body(json, "{"), 400, "request.malformed"),
        (
            http.call(&method("POST"), "/orders").body(json, "{\"lines\":[]} x"),
            400,
            "request.malformed",
        ),
        (http.call(&method("POST"), "/orders").body(json, large), 413, "request.too_large"),
        (http.post("/orders", json!({ "lines": [], "extra": 1 })), 400, "request.unknown_field"),
        (http.post("/orders", json!({ "lines": [-1] })), 422, "request.invalid"),
        (http.post("/orders", json!({})), 422, "request.invalid"),
        (http.get("/search?limit=many"), 422, "request.invalid"),
        (http.get("/search"), 422, "request.invalid"),
        (http.get("/fields"), 422, "request.invalid"),
        (http.get("/rule"), 409, "conflict.rule"),
        (http.get("/who"), 401, "auth.required"),
        (http.get("/away"), 503, "unavailable"),
        (http.get("/fault"), 500, "internal"),
        (http.get("/panic"), 500, "internal"),
    ];
    for (call, status, code) in cases {
        let reply = call.header("x-correlation-id", "walk-7").await;
        assert_eq!(reply.header("x-correlation-id"), "walk-7");
        assert!(!reply.text().contains("secret"), "{}", reply.text());
        let problem = reply.problem(status, code);
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(
            (&problem["status"], &problem["correlation_id"]),
            (&json!(status), &json!("walk-7"))
        );
        assert_eq!(status == 422, problem["violations"].is_array(), "{problem}");
    }
    http.post("/orders", json!({ "lines": [1, 2] })).await.expect(200);
}

fn method(name: &str) -> axum::http::Method {
    name.parse().unwrap()
}

#[tokio::test]
async fn a_problem_carries_the_headers_that_its_status_asks_for() {
    let (_service, http) = started().await;
    assert_eq!(http.get("/away").await.header("retry-after"), "1");
    assert_eq!(http.get("/who").await.header("www-authenticate"), "Bearer");
    assert_eq!(http.get("/rule").await.header("cache-control"), "no-store");
    let wrong: Value = http.post("/orders", json!({ "lines": [1, "x"] })).await.json();
    assert_eq!(wrong["violations"][0]["pointer"], "/lines/1");
}

#[tokio::test]
async fn a_correlation_id_is_made_when_absent_or_unfit() {
    let (_service, http) = started().await;
    let made = http.get("/rule").await.header("x-correlation-id").to_owned();
    assert_eq!(made.len(), 36);
    for unfit in ["two words", &"x".repeat(65), "caf\u{e9}"] {
        let answer = http.get("/rule").header("x-correlation-id", unfit).await;
        assert_eq!(answer.header("x-correlation-id").len(), 36);
    }
}

#[tokio::test]
async fn a_stop_lets_an_open_request_end_and_takes_no_new_one() {
    let (began, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&began), Arc::clone(&go_on));
    let router = Router::new().route(
        "/slow",
        get(move || async move {
            tell.notify_one();
            wait.notified().await;
            "finished"
        }),
    );
    let service = Service::of(router).await;
    let (http, url) = (service.http(), service.url());
    let open = tokio::spawn(async move { http.get("/slow").await });
    began.notified().await;
    let stopping = tokio::spawn(async move {
        service.stop().await;
    });
    let refused = async {
        while Http::new(&url).get("/healthz").try_send().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), refused).await.unwrap();
    go_on.notify_one();
    assert_eq!(open.await.unwrap().expect(200).text(), "finished");
    stopping.await.unwrap();
}

async fn note(State(db): State<Db>) -> Result<StatusCode> {
    let mut tx = db.tenant(tenant()).await?;
    write(&mut tx, &id().to_string()).await?;
    tx.commit().await?;
    Ok(StatusCode::CREATED)
}

fn notes(db: &Db) -> Router {
    let ping = db.clone();
    let readiness = Readiness::new().with("database", move || {
        let db = ping.clone();
        async move { db.ping().await }
    });
    with_layers(Router::new().route("/notes", post(note)).with_state(db.clone()), readiness)
}

/// What clients saw: how often each status came, and how long the slowest answer took.
#[derive(Debug, Default)]
struct Seen {
    statuses: BTreeMap<u16, usize>,
    slowest: Duration,
}

async fn hammer(http: Http, stop: Arc<AtomicBool>) -> Seen {
    let mut seen = Seen::default();
    while !stop.load(Ordering::Relaxed) {
        let start = Instant::now();
        let reply = http.call(&method("POST"), "/notes").await;
        seen.slowest = seen.slowest.max(start.elapsed());
        *seen.statuses.entry(reply.status).or_default() += 1;
        if reply.status == 503 {
            assert_eq!(reply.header("retry-after"), "1");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_there_is_nothing_but_503_and_it_ends_by_itself() {
    let server = Server::new().await;
    let database = server.database(&[PROOF]).await;
    let service = Service::start(notes(&database.db("proof"))).await;
    let http = service.http();
    http.get("/readyz").await.expect(200);
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> =
        (0..8).map(|_| tokio::spawn(hammer(service.http(), Arc::clone(&stop)))).collect();
    for round in 0..2 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        server.stop().await;
        http.get("/readyz").await.problem(503, "unavailable");
        http.get("/healthz").await.expect(200);
        tokio::time::sleep(Duration::from_millis(500)).await;
        server.start().await;
        let back = Instant::now();
        while http.call(&method("POST"), "/notes").await.status != 201 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        println!("round {round}: answers again {:?} after the database is back", back.elapsed());
        assert!(back.elapsed() < Duration::from_secs(5));
    }
    stop.store(true, Ordering::Relaxed);
    let mut total = Seen::default();
    for client in clients {
        let seen = client.await.unwrap();
        total.slowest = total.slowest.max(seen.slowest);
        for (status, count) in seen.statuses {
            *total.statuses.entry(status).or_default() += count;
        }
    }
    println!("{total:?}");
    assert_eq!(total.statuses.keys().copied().collect::<Vec<_>>(), [201, 503], "{total:?}");
    assert!(total.slowest < Duration::from_secs(5), "{total:?}");
    let kept: i64 = sqlx::query_scalar("select count(*) from proof.notes")
        .fetch_one(&mut database.owner().await)
        .await
        .unwrap();
    // A commit may have been done although its answer was lost; never the other way round.
    let told = i64::try_from(total.statuses[&201]).unwrap();
    assert!(kept >= told, "{kept} kept, {told} told");
}

#[tokio::test]
async fn a_database_without_the_schema_is_our_fault_and_not_an_outage() {
    let database = Database::empty().await;
    let service = Service::start(notes(&database.db("proof"))).await;
    let answer = service.http().call(&method("POST"), "/notes").await;
    // The accounts exist on the server, the table does not exist here.
    assert!(matches!(answer.status, 500), "{}", answer.text());
}
