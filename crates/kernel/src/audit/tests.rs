//! The audit over HTTP: told once, numbered without gaps, never changed, read by who may.
use futures_util::future::join_all;
use leme_testkit::http::Call;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::fixture::{Kernel, Runtime, Tenant};

/// A tenant whose runtime tells.
struct Scene {
    kernel: Kernel,
    acme: Tenant,
    runtime: Runtime,
}

impl Scene {
    async fn start() -> Self {
        let kernel = Kernel::start().await;
        let acme = kernel.tenant("acme").await;
        let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
        Self { kernel, acme, runtime }
    }

    fn event(&self, kind: &str) -> Value {
        json!({
            "event_id": self.kernel.id(), "tenant_id": self.acme.id, "actor_type": "user",
            "actor_id": "somebody", "type": kind, "timestamp": self.kernel.clock.now(),
            "correlation_id": "c-1", "payload": { "pages": 12 },
        })
    }

    fn tell(&self, body: impl serde::Serialize) -> Call {
        self.runtime.http.post("/kernel/audit/events", body)
    }

    async fn list(&self, query: &str) -> Value {
        self.acme.admin.get(&format!("/v1/audit?{query}")).await.expect(200).json()
    }

    async fn kinds(&self, query: &str) -> Vec<Value> {
        let page = self.list(query).await;
        page["items"].as_array().unwrap().iter().map(|item| item["type"].clone()).collect()
    }
}

#[tokio::test]
async fn an_event_is_kept_with_who_told_it_and_told_again_counts_once() {
    let scene = Scene::start().await;
    let event = scene.event("report.exported");
    let receipt: Value = scene.tell(&event).await.expect(202).json();
    assert_eq!(receipt, json!({ "accepted": [event["event_id"]], "duplicates": [] }));
    let receipt: Value = scene.tell(&event).await.expect(202).json();
    assert_eq!(receipt, json!({ "accepted": [], "duplicates": [event["event_id"]] }));
    let path = format!("/v1/audit/{}", event["event_id"].as_str().unwrap());
    let kept: Value = scene.acme.admin.get(&path).await.expect(200).json();
    assert_eq!(
        (&kept["runtime_id"], &kept["payload"]),
        (&json!(scene.runtime.id), &event["payload"])
    );
    assert_eq!(scene.kinds("type=report.exported").await.len(), 1);
}

#[tokio::test]
async fn a_batch_that_repeats_itself_is_kept_once() {
    let scene = Scene::start().await;
    let (one, two) = (scene.event("report.exported"), scene.event("report.viewed"));
    let batch = json!({ "events": [one, two, one] });
    let receipt: Value = scene.tell(batch).await.expect(202).json();
    assert_eq!(receipt["accepted"], json!([one["event_id"], two["event_id"]]));
    assert_eq!(receipt["duplicates"], json!([one["event_id"]]));
}

#[tokio::test]
async fn thirty_two_tellers_leave_no_gap() {
    let scene = Scene::start().await;
    let calls = (0..32).map(|_| async {
        let batch = [scene.event("report.exported"), scene.event("report.viewed")];
        scene.tell(json!({ "events": batch })).await.expect(202)
    });
    join_all(calls).await;
    let page = scene.list("limit=200").await;
    let numbers = page["items"].as_array().unwrap().iter();
    let mut numbers: Vec<i64> = numbers.map(|item| item["seq"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    let last = i64::try_from(numbers.len()).unwrap();
    assert!(last >= 64);
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_same_event_told_by_many_at_once_is_kept_once() {
    let scene = Scene::start().await;
    let event = scene.event("report.exported");
    let replies = join_all((0..16).map(|_| async { scene.tell(&event).await.expect(202) })).await;
    let kept = replies.iter().filter(|it| it.json::<Value>()["accepted"] != json!([])).count();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn no_account_changes_what_was_kept() {
    let scene = Scene::start().await;
    scene.tell(scene.event("report.exported")).await.expect(202);
    for account in ["leme_kernel", "leme_kernel_platform"] {
        let mut conn = scene.kernel.database.connect_as(account).await;
        for table in ["kernel.audit_events", "kernel.usage_events"] {
            for change in
                [format!("update {table} set event_id = event_id"), format!("delete from {table}")]
            {
                let tenant = format!("set leme.tenant = '{}'; {change}", scene.acme.id);
                let done = sqlx::raw_sql(AssertSqlSafe(tenant)).execute(&mut conn).await;
                assert!(done.is_err(), "{account}: {change}");
            }
        }
    }
    let truncate = "truncate kernel.audit_events";
    let mut owner = scene.kernel.database.owner().await;
    assert!(sqlx::raw_sql(truncate).execute(&mut owner).await.is_err(), "the owner: {truncate}");
}

#[tokio::test]
async fn a_runtime_tells_only_its_own_events() {
    let scene = Scene::start().await;
    let mut event = scene.event("report.exported");
    event["runtime_id"] = json!(scene.kernel.id());
    scene.tell(event).await.problem(403, "runtime.forbidden");
    let mut event = scene.event("report.exported");
    event["tenant_id"] = json!(scene.kernel.internal);
    let batch = json!({ "events": [scene.event("report.exported"), event] });
    scene.tell(batch).await.problem(400, "tenant.mismatch");
    assert!(scene.kinds("type=report.exported").await.is_empty(), "refused whole");
}

#[tokio::test]
async fn what_is_no_event_is_refused_where_it_stands() {
    let scene = Scene::start().await;
    for (field, value) in [
        ("type", json!("Report Exported")),
        ("type", json!("exported")),
        ("actor_id", json!("")),
        ("correlation_id", json!("x".repeat(65))),
        ("payload", json!({ "text": "x".repeat(16_384) })),
    ] {
        let mut bad = scene.event("report.exported");
        bad[field] = value;
        let problem = scene.tell(&bad).await.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], format!("/{field}"));
        let batch = json!({ "events": [scene.event("report.exported"), bad] });
        let problem = scene.tell(batch).await.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], format!("/events/1/{field}"));
    }
    scene.tell(json!({ "events": [] })).await.problem(422, "request.invalid");
    let many = vec![scene.event("report.exported"); 501];
    scene.tell(json!({ "events": many })).await.problem(422, "request.invalid");
    let mut nul = scene.event("report.exported");
    nul["payload"] = json!({ "text": "a\u{0}b" });
    scene.tell(nul).await.problem(400, "request.malformed");
}

#[tokio::test]
async fn the_audit_is_read_newest_first_in_pages() {
    let scene = Scene::start().await;
    for kind in ["a.one", "a.two", "a.three"] {
        scene.kernel.advance(1);
        scene.tell(scene.event(kind)).await.expect(202);
    }
    let first = scene.list("type=a.*&limit=2").await;
    let next = first["next"].as_str().unwrap();
    assert_eq!(first["items"][0]["type"], "a.three");
    assert_eq!(scene.kinds(&format!("type=a.*&limit=2&cursor={next}")).await, ["a.one"]);
    scene.acme.admin.get("/v1/audit?cursor=x").await.problem(422, "request.invalid");
}

#[tokio::test]
async fn the_audit_is_searched_by_type_actor_text_and_time() {
    let scene = Scene::start().await;
    scene.kernel.advance(60);
    let begin = scene.kernel.clock.now().to_rfc3339().replace('+', "%2B");
    scene.tell(scene.event("report.exported")).await.expect(202);
    for (query, count) in [
        ("type=report.exported".to_owned(), 1),
        ("type=report.*".to_owned(), 1),
        ("type=report_exported".to_owned(), 0),
        ("type=%25".to_owned(), 0),
        ("actor=somebody".to_owned(), 1),
        ("q=c-1".to_owned(), 1),
        ("q=exported".to_owned(), 1),
        (format!("from={begin}&type=report.*"), 1),
        (format!("to={begin}&type=report.*"), 0),
    ] {
        assert_eq!(scene.kinds(&query).await.len(), count, "{query}");
    }
}

#[tokio::test]
async fn the_tree_is_read_from_ones_own_place_down() {
    let scene = Scene::start().await;
    let below = scene.kernel.tenant_below("below", scene.acme.id).await;
    scene.kernel.tenant("other").await;
    let page = scene.list("tree=true&type=tenant.created").await;
    let seen = page["items"].as_array().unwrap().iter();
    let mut seen: Vec<_> = seen.map(|item| item["tenant_name"].as_str().unwrap()).collect();
    seen.sort_unstable();
    assert_eq!(seen, ["acme", "below"]);
    let up = format!("/v1/audit?tree=true&tenant_id={}", scene.acme.id);
    below.admin.get(&up).await.problem(404, "not_found");
    let page: Value = below.admin.get("/v1/audit?tree=true").await.expect(200).json();
    assert!(page["items"].as_array().unwrap().iter().all(|it| it["tenant_id"] == json!(below.id)));
}

#[tokio::test]
async fn an_export_runs_nothing_in_a_spreadsheet() {
    let scene = Scene::start().await;
    for actor in ["=1+1", "+1", "-1", "@SUM(A1)", "say \"hi\""] {
        let mut event = scene.event("report.exported");
        event["actor_id"] = json!(actor);
        scene.tell(event).await.expect(202);
    }
    let reply = scene.acme.admin.get("/v1/audit/export.csv?type=report.*").await.expect(200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let text = reply.text();
    for cell in ["\"'=1+1\"", "\"'+1\"", "\"'-1\"", "\"'@SUM(A1)\"", "\"say \"\"hi\"\"\""] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
    assert_eq!(text.lines().count(), 6);
}

#[tokio::test]
async fn who_may_not_read_the_audit_is_told_so() {
    let scene = Scene::start().await;
    let member = scene.kernel.member(scene.acme.id, "m@acme.test", &["member"]).await;
    member.get("/v1/audit").await.problem(403, "auth.forbidden");
    let path = format!("/v1/audit/{}", scene.kernel.id());
    scene.acme.admin.get(&path).await.problem(404, "not_found");
    scene.acme.admin.get("/v1/audit/nonsense").await.problem(404, "not_found");
}

#[tokio::test]
async fn a_runtime_does_not_speak_with_the_kernels_voice() {
    let scene = Scene::start().await;
    let before = scene.kernel.audited(scene.acme.id).await;
    let mut system = scene.event("report.exported");
    system["actor_type"] = json!("system");
    for borrowed in [scene.event("member.changed"), system] {
        scene.tell(&borrowed).await.problem(403, "runtime.forbidden");
        // Nor is what came with it kept.
        let batch = [scene.event("report.viewed"), borrowed];
        scene.tell(json!({ "events": batch })).await.problem(403, "runtime.forbidden");
    }
    assert_eq!(scene.kernel.audited(scene.acme.id).await, before);
}
