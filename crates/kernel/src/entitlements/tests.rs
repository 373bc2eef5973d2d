//! Entitlements over HTTP: who may grant, what a check answers, when a change is seen.
use std::time::Duration;

use chrono::TimeDelta;
use leme_testkit::Http;
use serde_json::{Value, json};

use crate::fixture::{Kernel, Runtime, Tenant};

/// A tenant with a runtime of its own.
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

    fn path(&self) -> String {
        format!("/v1/tenants/{}/entitlements", self.acme.id)
    }

    async fn grant(&self, feature: &str, more: Value) -> Value {
        let mut new = json!({ "product": "reports", "feature": feature });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.kernel.owner().post(&self.path(), new).await.expect(201).json()
    }

    async fn revoke(&self, grant: &Value) -> Value {
        let path = format!("{}/{}/revoke", self.path(), grant["grant_id"].as_str().unwrap());
        let reason = json!({ "reason": "Not any more." });
        self.kernel.owner().post(&path, reason).await.expect(200).json()
    }

    async fn check(&self, feature: &str) -> Value {
        self.check_through(&self.runtime.http, feature).await
    }

    async fn check_through(&self, http: &Http, feature: &str) -> Value {
        let question = json!({
            "tenant_id": self.acme.id, "runtime_id": self.runtime.id, "feature": feature,
        });
        http.post("/kernel/entitlements/check", question).await.expect(200).json()
    }

    async fn code(&self, feature: &str) -> String {
        let answer = self.check(feature).await;
        assert_eq!(answer["allowed"], answer["code"] == "ok", "{answer}");
        answer["code"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn what_was_never_granted_or_declared_is_refused() {
    let scene = Scene::start().await;
    assert_eq!(scene.code("report.view").await, "no_entitlement");
    assert_eq!(scene.code("report.fly").await, "feature_unknown");
    assert_eq!(scene.code("report.export").await, "feature_unknown");
}

#[tokio::test]
async fn a_grant_is_seen_by_the_next_check_and_so_is_its_end() {
    let scene = Scene::start().await;
    assert_eq!(scene.code("report.view").await, "no_entitlement");
    let grant = scene.grant("report.view", json!({})).await;
    let answer = scene.check("report.view").await;
    assert_eq!(answer["code"], "ok");
    assert_eq!(answer["source"][0], format!("grant:{}", grant["grant_id"].as_str().unwrap()));
    assert_eq!(scene.revoke(&grant).await["state"], "revoked");
    assert_eq!(scene.code("report.view").await, "no_entitlement");
}

#[tokio::test]
async fn a_grant_holds_from_its_beginning_until_just_before_its_end() {
    let scene = Scene::start().await;
    let now = scene.kernel.clock.now();
    let (from, until) = (now + TimeDelta::seconds(60), now + TimeDelta::seconds(120));
    let grant =
        scene.grant("report.view", json!({ "valid_from": from, "valid_until": until })).await;
    assert_eq!(grant["state"], "scheduled");
    for (seconds, code) in [(0, "no_entitlement"), (60, "ok"), (59, "ok"), (1, "expired")] {
        scene.kernel.advance(seconds);
        assert_eq!(scene.code("report.view").await, code);
    }
}

#[tokio::test]
async fn a_family_covers_its_keys_and_one_grant_that_holds_is_enough() {
    let scene = Scene::start().await;
    scene.grant("report.export:*", json!({ "limit": 5, "window": { "kind": "day" } })).await;
    assert_eq!(scene.check("report.export:monthly").await["limits"]["remaining"], 5);
    scene.grant("report.export:monthly", json!({ "limit": 0, "window": { "kind": "day" } })).await;
    // The exact one is asked first; it has nothing left, the family has.
    assert_eq!(scene.check("report.export:monthly").await["limits"]["limit"], 5);
    scene.grant("report.export:monthly", json!({})).await;
    assert_eq!(scene.check("report.export:monthly").await.get("limits"), None);
    assert_eq!(scene.code("report.view").await, "no_entitlement");
}

#[tokio::test]
async fn an_exhausted_limit_says_so_with_its_numbers() {
    let scene = Scene::start().await;
    scene.grant("report.export:*", json!({ "limit": 0, "window": { "kind": "day" } })).await;
    let answer = scene.check("report.export:monthly").await;
    assert_eq!(answer["code"], "quota_exceeded");
    assert_eq!(
        (&answer["limits"]["limit"], &answer["limits"]["remaining"]),
        (&json!(0), &json!(0))
    );
    assert!(answer["limits"]["reset_at"].is_string());
}

#[tokio::test]
async fn a_kill_switch_is_stronger_than_a_grant() {
    let scene = Scene::start().await;
    scene.grant("report.view", json!({})).await;
    let switch = json!({ "scope": "feature", "feature": "report.view", "reason": "Wrong sums." });
    let pulled: Value = scene.kernel.owner().post("/v1/switches", switch).await.expect(201).json();
    let id = pulled["switch_id"].as_str().unwrap();
    let answer = scene.check("report.view").await;
    assert_eq!(
        (&answer["code"], &answer["source"][0]),
        (&json!("kill_switch"), &json!(format!("switch:{id}")))
    );
    scene.kernel.owner().post(&format!("/v1/switches/{id}/clear"), json!({})).await.expect(200);
    assert_eq!(scene.code("report.view").await, "ok");
}

#[tokio::test]
async fn asking_changes_nothing() {
    let scene = Scene::start().await;
    scene.grant("report.export:*", json!({ "limit": 1, "window": { "kind": "day" } })).await;
    for _ in 0..3 {
        assert_eq!(scene.check("report.export:monthly").await["limits"]["used"], 0);
    }
}

#[tokio::test]
async fn only_the_platform_grants() {
    let scene = Scene::start().await;
    let below = scene.kernel.tenant_below("below", scene.acme.id).await;
    let new = json!({ "product": "reports", "feature": "report.view" });
    let own = scene.acme.admin.post(&scene.path(), &new).await;
    own.problem(403, "auth.forbidden");
    // Whoever could grant below itself would make a tenant there and give it everything.
    let path = format!("/v1/tenants/{}/entitlements", below.id);
    scene.acme.admin.post(&path, &new).await.problem(403, "auth.forbidden");
    let grant = scene.grant("report.view", json!({})).await;
    let path = format!("{}/{}/revoke", scene.path(), grant["grant_id"].as_str().unwrap());
    let reply = scene.acme.admin.post(&path, json!({ "reason": "Mine." })).await;
    reply.problem(403, "auth.forbidden");
    scene.kernel.grant(scene.kernel.internal, "reports", "report.view").await;
}

#[tokio::test]
async fn what_is_no_grant_is_refused_by_field() {
    let scene = Scene::start().await;
    let now = scene.kernel.clock.now();
    for (feature, more, pointer) in [
        ("report.fly", json!({}), "/feature"),
        ("report.view", json!({ "limit": 1 }), "/limit"),
        ("report.export:*", json!({ "window": { "kind": "day" } }), "/window"),
        ("report.export:*", json!({ "limit": u64::MAX }), "/limit"),
        (
            "report.export:*",
            json!({ "limit": 1, "window": { "kind": "fixed", "seconds": 59 } }),
            "/window/seconds",
        ),
        ("report.view", json!({ "valid_until": now }), "/valid_until"),
        ("report.view", json!({ "note": "x".repeat(501) }), "/note"),
        (&format!("report.export:{}", "x".repeat(128)), json!({}), "/feature"),
    ] {
        let mut new = json!({ "product": "reports", "feature": feature });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = scene.kernel.owner().post(&scene.path(), new).await;
        let problem = reply.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], pointer, "{problem}");
    }
}

#[tokio::test]
async fn a_question_that_is_none_is_refused() {
    let scene = Scene::start().await;
    let many: Value =
        (0..33).map(|n| (format!("k{n}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    let family = "report.export:*";
    let (empty, long) = (String::new(), "x".repeat(129));
    for (feature, context) in [
        (empty.as_str(), json!({})),
        (&long, json!({})),
        (family, json!({})),
        ("report.view", many),
    ] {
        let question = json!({
            "tenant_id": scene.acme.id, "runtime_id": scene.runtime.id, "feature": feature,
            "context": context,
        });
        let reply = scene.runtime.http.post("/kernel/entitlements/check", question).await;
        reply.problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn a_simulation_answers_as_a_check_would() {
    let scene = Scene::start().await;
    let path = format!("{}/check", scene.path());
    let what = json!({ "product": "reports", "feature": "report.view" });
    let ask = || async {
        let answer: Value = scene.kernel.owner().post(&path, &what).await.expect(200).json();
        answer["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask().await, "no_entitlement");
    scene.grant("report.view", json!({})).await;
    assert_eq!(ask().await, "ok");
    let suspend = format!("/v1/tenants/{}/suspend", scene.acme.id);
    scene.kernel.owner().post(&suspend, json!({ "reason": "Unpaid." })).await.expect(200);
    assert_eq!(ask().await, "tenant_suspended");
}

#[tokio::test]
async fn grants_are_listed_newest_first_by_state_in_pages() {
    let scene = Scene::start().await;
    let first = scene.grant("report.view", json!({})).await;
    scene.kernel.advance(1);
    scene.grant("report.export:a", json!({ "limit": 3, "window": { "kind": "never" } })).await;
    scene.revoke(&first).await;
    let page: Value =
        scene.acme.admin.get(&format!("{}?limit=1", scene.path())).await.expect(200).json();
    assert_eq!(
        (&page["items"][0]["feature"], &page["items"][0]["used"]),
        (&json!("report.export:a"), &json!(0))
    );
    let path = format!("{}?limit=1&cursor={}", scene.path(), page["next"].as_str().unwrap());
    let page: Value = scene.acme.admin.get(&path).await.expect(200).json();
    assert_eq!((&page["items"][0]["state"], page.get("next")), (&json!("revoked"), None));
    for (filter, count) in [("state=active", 1), ("state=expired", 0), ("feature=export", 1)] {
        let page: Value =
            scene.acme.admin.get(&format!("{}?{filter}", scene.path())).await.expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{filter}");
    }
}

#[tokio::test]
async fn a_licence_says_what_is_held_and_how_long_it_may_be_trusted() {
    let scene = Scene::start().await;
    scene.grant("report.export:*", json!({ "limit": 5, "window": { "kind": "month" } })).await;
    let answer: Value = scene.runtime.http.get("/kernel/licence").await.expect(200).json();
    let licence = answer["licence"].as_str().unwrap();
    let keys: Value = scene.kernel.http().get("/kernel/jwks.json").await.expect(200).json();
    let key = jsonwebtoken::DecodingKey::from_ed_components(keys["keys"][0]["x"].as_str().unwrap());
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    rules.set_audience(&[scene.runtime.id.to_string()]);
    let read = jsonwebtoken::decode::<Value>(licence, &key.unwrap(), &rules).unwrap().claims;
    assert_eq!((&read["iss"], &read["tenant_id"]), (&json!("leme-kernel"), &json!(scene.acme.id)));
    let line = &read["entitlements"][0];
    assert_eq!(
        (&line["feature"], &line["max_staleness_s"]),
        (&json!("report.export:*"), &json!(900))
    );
    assert_eq!(line["limits"], json!({ "quota": 5, "time_window": { "kind": "month" } }));
}

#[tokio::test]
async fn another_process_sees_a_change_within_two_seconds() {
    let scene = Scene::start().await;
    let other = scene.kernel.another().await;
    let http = other.http().tenant(scene.acme.id).bearer(&scene.runtime.token);
    let http = http.with("x-contract-version", "v0.1");
    let http = http.with("x-runtime-id", &scene.runtime.id.to_string());
    assert_eq!(scene.check_through(&http, "report.view").await["code"], "no_entitlement");
    scene.grant("report.view", json!({})).await;
    let seen = tokio::time::timeout(Duration::from_secs(2), async {
        while scene.check_through(&http, "report.view").await["code"] != "ok" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    seen.await.unwrap();
    let path = format!("/v1/tenants/{}/suspend", scene.acme.id);
    scene.kernel.owner().post(&path, json!({ "reason": "Unpaid." })).await.expect(200);
    let stopped = tokio::time::timeout(Duration::from_secs(2), async {
        while http.get("/kernel/licence").await.status != 403 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    stopped.await.unwrap();
}
