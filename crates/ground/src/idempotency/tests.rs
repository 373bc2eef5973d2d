//! The same POST twice, at once or later, does its work once.
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Router, response::IntoResponse};
use leme_base::ids::TenantId;
use leme_contract::headers::TENANT_ID;
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::housekeeping;
use leme_ground::http::extract::Json;
use leme_ground::idempotency::{Idempotent, once};
use leme_testkit::tenant::{ctx, tenant};
use leme_testkit::{Database, Http, Service};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::proof::{PROOF, texts, write};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNote {
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    note_id: Uuid,
}

async fn create(
    State(db): State<Db>,
    headers: HeaderMap,
    Idempotent { body, key }: Idempotent<NewNote>,
) -> Result<impl IntoResponse> {
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let tenant: TenantId = header(TENANT_ID).parse().unwrap();
    let mut ctx = ctx(tenant);
    ctx.actor.id = headers.get("x-actor").map_or("ada", |v| v.to_str().unwrap()).to_owned();
    let mut tx = db.tenant(tenant).await?;
    let (status, note) = once(&mut tx, &ctx, &key, async |tx| {
        if body.text == "refuse" {
            return Err(Error::conflict("conflict.test", "Not this one."));
        }
        let note_id = write(tx, &body.text).await?;
        Ok((StatusCode::CREATED, Note { note_id }))
    })
    .await?;
    tx.commit().await?;
    Ok((status, Json(note)))
}

struct Notes {
    service: Service,
    db: Db,
    tenant: TenantId,
}

impl Notes {
    async fn start() -> Self {
        let db = Database::shared(&[PROOF]).await.db("proof");
        let router = Router::new().route("/notes", post(create)).with_state(db.clone());
        Self { service: Service::of(router).await, db, tenant: tenant() }
    }

    fn http(&self) -> Http {
        self.service.http().tenant(self.tenant)
    }

    async fn texts(&self) -> Vec<String> {
        texts(&mut self.db.tenant(self.tenant).await.unwrap()).await
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_says_so() {
    let notes = Notes::start().await;
    let call = || notes.http().post("/notes", json!({ "text": "once" })).key("k1");
    let (first, again) = (call().await.expect(201), call().await.expect(201));
    assert_eq!(first.json::<Value>(), again.json::<Value>());
    assert_eq!(first.header("idempotent-replay"), "");
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(notes.texts().await, ["once"]);
}

#[tokio::test]
async fn thirty_two_at_once_do_the_work_once() {
    let notes = Notes::start().await;
    let call = |_| {
        let http = notes.http();
        tokio::spawn(async move { http.post("/notes", json!({ "text": "race" })).key("k").await })
    };
    let calls: Vec<_> = (0..32).map(call).collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap().expect(201));
    }
    let first: Value = answers[0].json();
    assert!(answers.iter().all(|answer| answer.json::<Value>() == first));
    let replays = answers.iter().filter(|answer| answer.header("idempotent-replay") == "true");
    assert_eq!(replays.count(), 31);
    assert_eq!(notes.texts().await, ["race"]);
}

#[tokio::test]
async fn the_same_key_for_another_request_or_person_is_a_conflict() {
    let notes = Notes::start().await;
    notes.http().post("/notes", json!({ "text": "a" })).key("k").await.expect(201);
    let other_body = notes.http().post("/notes", json!({ "text": "b" })).key("k").await;
    other_body.problem(409, "idempotency.conflict");
    let other_query = notes.http().post("/notes?x=1", json!({ "text": "a" })).key("k").await;
    other_query.problem(409, "idempotency.conflict");
    let other_person = notes.http().with("x-actor", "eve");
    let answer = other_person.post("/notes", json!({ "text": "a" })).key("k").await;
    answer.problem(409, "idempotency.conflict");
}

#[tokio::test]
async fn another_tenant_may_use_the_same_key() {
    let notes = Notes::start().await;
    let ours = notes.http().post("/notes", json!({ "text": "a" })).key("k").await.expect(201);
    let other = notes.service.http().tenant(tenant());
    let theirs = other.post("/notes", json!({ "text": "a" })).key("k").await.expect(201);
    assert_ne!(ours.json::<Value>(), theirs.json::<Value>());
}

#[tokio::test]
async fn a_failure_is_not_kept_so_the_next_try_works() {
    let notes = Notes::start().await;
    let refuse = || notes.http().post("/notes", json!({ "text": "refuse" })).key("k");
    refuse().await.problem(409, "conflict.test");
    refuse().await.problem(409, "conflict.test");
    notes.http().post("/notes", json!({ "text": "fine" })).key("k").await.expect(201);
}

#[tokio::test]
async fn without_a_key_every_request_works() {
    let notes = Notes::start().await;
    for text in ["one", "two"] {
        notes.http().post("/notes", json!({ "text": text })).await.expect(201);
    }
    assert_eq!(notes.texts().await, ["one", "two"]);
}

#[tokio::test]
async fn a_key_that_is_empty_too_long_or_unprintable_is_malformed() {
    let notes = Notes::start().await;
    for key in ["", &"k".repeat(129), "tab\tbed", "caf\u{e9}"] {
        let answer = notes.http().post("/notes", json!({ "text": "x" })).key(key).await;
        answer.problem(400, "request.malformed");
    }
    let longest = "k".repeat(128);
    notes.http().post("/notes", json!({ "text": "x" })).key(&longest).await.expect(201);
}

#[tokio::test]
async fn an_answer_is_forgotten_after_a_day() {
    let database = Database::fresh(&[PROOF]).await;
    let db = database.db("proof");
    let router = Router::new().route("/notes", post(create)).with_state(db.clone());
    let (service, tenant) = (Service::of(router).await, tenant());
    let http = service.http().tenant(tenant);
    http.post("/notes", json!({ "text": "a" })).key("k").await.expect(201);
    let now = ctx(tenant).now;
    housekeeping::sweep(&db, now + chrono::TimeDelta::hours(23)).await.unwrap();
    http.post("/notes", json!({ "text": "b" })).key("k").await.problem(409, "idempotency.conflict");
    housekeeping::sweep(&db, now + chrono::TimeDelta::hours(25)).await.unwrap();
    http.post("/notes", json!({ "text": "b" })).key("k").await.expect(201);
}
