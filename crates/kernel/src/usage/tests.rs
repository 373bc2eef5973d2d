//! Usage over HTTP: each use once, in the window of its own time, exactly.
use chrono::TimeDelta;
use futures_util::future::join_all;
use leme_base::time::DateTime;
use leme_testkit::http::Call;
use serde_json::{Value, json};

use crate::fixture::{Kernel, Runtime, Tenant};

/// A tenant that holds 1000 exports a day.
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
        let scene = Self { kernel, acme, runtime };
        scene.grant("report.export:*", 1000).await;
        scene
    }

    async fn grant(&self, feature: &str, limit: u32) {
        let new = json!({
            "product": "reports", "feature": feature, "limit": limit, "window": { "kind": "day" },
            "valid_from": self.kernel.clock.now() - TimeDelta::days(7),
        });
        let path = format!("/v1/tenants/{}/entitlements", self.acme.id);
        self.kernel.owner().post(&path, new).await.expect(201);
    }

    fn event(&self, feature: &str, amount: u64, at: DateTime) -> Value {
        json!({
            "event_id": self.kernel.id(), "tenant_id": self.acme.id, "runtime_id": self.runtime.id,
            "feature": feature, "amount": amount, "occurred_at": at,
        })
    }

    fn now(&self, feature: &str, amount: u64) -> Value {
        self.event(feature, amount, self.kernel.clock.now())
    }

    fn send(&self, events: &[Value]) -> Call {
        self.runtime.http.post("/kernel/usage/events", json!({ "events": events }))
    }

    async fn used(&self, feature: &str) -> Value {
        let question = json!({
            "tenant_id": self.acme.id, "runtime_id": self.runtime.id, "feature": feature,
        });
        let call = self.runtime.http.post("/kernel/entitlements/check", question);
        call.await.expect(200).json::<Value>()["limits"]["used"].clone()
    }
}

#[tokio::test]
async fn a_use_is_counted_once_within_a_batch_and_across_batches() {
    let scene = Scene::start().await;
    let (one, two) = (scene.now("report.export:a", 3), scene.now("report.export:b", 4));
    let receipt: Value =
        scene.send(&[one.clone(), one.clone(), two.clone()]).await.expect(202).json();
    assert_eq!(receipt["accepted"].as_array().unwrap().len(), 2);
    assert_eq!(receipt["duplicates"], json!([one["event_id"]]));
    let receipt: Value = scene.send(&[two.clone(), one]).await.expect(202).json();
    assert_eq!(
        (&receipt["accepted"], receipt["duplicates"].as_array().unwrap().len()),
        (&json!([]), 2)
    );
    assert_eq!(scene.used("report.export:a").await, 7);
}

#[tokio::test]
async fn a_use_told_late_counts_in_its_own_window() {
    let scene = Scene::start().await;
    let yesterday = scene.kernel.clock.now() - TimeDelta::days(1);
    scene.send(&[scene.event("report.export:a", 5, yesterday)]).await.expect(202);
    assert_eq!(scene.used("report.export:a").await, 0);
    scene.send(&[scene.now("report.export:a", 2)]).await.expect(202);
    assert_eq!(scene.used("report.export:a").await, 2);
    scene.kernel.advance(86_400);
    scene.runtime.beat_with(json!({})).await;
    let sums = sums(&scene).await;
    assert_eq!(sums, [2, 5]);
}

async fn sums(scene: &Scene) -> Vec<i64> {
    let mut platform = scene.kernel.database.connect_as("leme_kernel_platform").await;
    sqlx::query_scalar("select used from kernel.counters order by used")
        .fetch_all(&mut platform)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_limit_ends_where_it_says_and_what_is_beyond_is_still_counted() {
    let scene = Scene::start().await;
    scene.send(&[scene.now("report.export:a", 999)]).await.expect(202);
    assert_eq!(scene.used("report.export:a").await, 999);
    scene.send(&[scene.now("report.export:a", 500)]).await.expect(202);
    let question = json!({
        "tenant_id": scene.acme.id, "runtime_id": scene.runtime.id, "feature": "report.export:a",
    });
    let call = scene.runtime.http.post("/kernel/entitlements/check", question);
    let answer: Value = call.await.expect(200).json();
    assert_eq!(
        (&answer["code"], &answer["limits"]["used"]),
        (&json!("quota_exceeded"), &json!(1499))
    );
}

#[tokio::test]
async fn a_batch_fills_one_grant_after_the_other() {
    let scene = Scene::start().await;
    scene.grant("report.export:a", 10).await;
    let batch: Vec<Value> = (0..4).map(|_| scene.now("report.export:a", 4)).collect();
    scene.send(&batch).await.expect(202);
    // Ten on the exact grant, six on the family.
    assert_eq!(sums(&scene).await, [6, 10]);
}

#[tokio::test]
async fn sixty_four_senders_add_up_exactly() {
    let scene = Scene::start().await;
    let calls = (0..64).map(|_| async {
        let batch = [scene.now("report.export:a", 1), scene.now("report.export:b", 2)];
        scene.send(&batch).await.expect(202)
    });
    join_all(calls).await;
    assert_eq!(scene.used("report.export:a").await, 64 * 3);
}

#[tokio::test]
async fn batches_that_touch_the_same_counters_never_wait_for_each_other() {
    let scene = Scene::start().await;
    scene.grant("report.export:a", 500).await;
    scene.grant("report.export:b", 500).await;
    let calls = (0..32).map(|n| {
        let (first, then) = if n % 2 == 0 { ("a", "b") } else { ("b", "a") };
        let features = [first, then].map(|name| format!("report.export:{name}"));
        let batch = features.map(|feature| scene.now(&feature, 1));
        async { scene.send(&{ batch }).await.expect(202) }
    });
    join_all(calls).await;
    assert_eq!(
        (scene.used("report.export:a").await, scene.used("report.export:b").await),
        (json!(32), json!(32))
    );
}

#[tokio::test]
async fn a_use_that_nothing_limits_is_kept_and_counts_against_nothing() {
    let scene = Scene::start().await;
    let receipt: Value = scene.send(&[scene.now("report.view", 1)]).await.expect(202).json();
    assert_eq!(receipt["accepted"].as_array().unwrap().len(), 1);
    assert_eq!(sums(&scene).await, Vec::<i64>::new());
}

#[tokio::test]
async fn what_is_no_use_is_refused_by_field() {
    let scene = Scene::start().await;
    let good = scene.now("report.export:a", 1);
    for (field, value) in [
        ("amount", json!(0)),
        ("amount", json!(1_000_000_000_001_u64)),
        ("feature", json!("")),
        ("feature", json!("x".repeat(129))),
        ("subject", json!("x".repeat(129))),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let problem = scene.send(&[good.clone(), bad]).await.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], format!("/events/1/{field}"));
    }
    scene.send(&[]).await.problem(422, "request.invalid");
    let many = vec![good; 501];
    scene.send(&many).await.problem(422, "request.invalid");
}
