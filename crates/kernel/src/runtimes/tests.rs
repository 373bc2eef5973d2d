//! Tests of the runtimes as administrators see and govern them.
use std::time::Duration;

use chrono::TimeDelta;
use leme_base::ids::RuntimeId;
use leme_base::time::{Clock, DateTime};
use leme_contract::runtime::{Directive, Health, RuntimeStatus};
use leme_kernel::runtimes::model::{Beat, RuntimeHealth, directive, health};
use serde_json::{Value, json};

use crate::fixture::{HEARTBEAT_S, Kernel};

fn now() -> DateTime {
    Clock::System.now()
}

#[test]
fn a_runtime_is_unreachable_after_more_than_three_missed_heartbeats() {
    let now = now();
    let beat = |seconds| Beat {
        health: Health::Degraded,
        metrics: std::collections::BTreeMap::new(),
        policy_version: 1,
        at: now - TimeDelta::seconds(seconds),
    };
    assert_eq!(health(None, now, 10), RuntimeHealth::Never);
    assert_eq!(health(Some(&beat(30)), now, 10), RuntimeHealth::Degraded);
    assert_eq!(health(Some(&beat(31)), now, 10), RuntimeHealth::Unreachable);
    assert_eq!(health(Some(&beat(31)), now, 300), RuntimeHealth::Degraded);
}

#[test]
fn stopping_is_stronger_than_limiting() {
    let active = RuntimeStatus::Active;
    assert_eq!(directive(active, false, None), Directive::Continue);
    assert_eq!(directive(active, false, Some(1)), Directive::Limit);
    assert_eq!(directive(active, true, Some(1)), Directive::Suspend);
    assert_eq!(directive(RuntimeStatus::Suspended, false, Some(1)), Directive::Suspend);
}

#[tokio::test]
async fn health_follows_from_the_last_heartbeat() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let shown = || async {
        let path = format!("/v1/runtimes/{}", runtime.id);
        kernel.owner().get(&path).await.expect(200).json::<Value>()
    };
    let before = shown().await;
    assert_eq!((&before["health"], &before["status"]), (&json!("never"), &json!("registered")));
    assert!(before.get("last_heartbeat_at").is_none());
    runtime.beat().await;
    let after = shown().await;
    assert_eq!((&after["health"], &after["status"]), (&json!("healthy"), &json!("active")));
    assert_eq!(after["endpoint"], "http://127.0.0.1:7300");
    kernel.advance(i64::from(HEARTBEAT_S) * 3 + 1);
    let later = shown().await;
    assert_eq!((&later["health"], &later["status"]), (&json!("unreachable"), &json!("active")));
}

#[tokio::test]
async fn a_list_is_filtered_searched_and_paged() {
    let kernel = Kernel::start().await;
    for product in ["alpha", "beta", "gamma"] {
        kernel.runtime(product).await;
        kernel.advance(1);
    }
    let products = |path: &str| {
        let call = kernel.owner().get(path);
        async move {
            let page: Value = call.await.expect(200).json();
            let items = page["items"].as_array().unwrap();
            let names = items.iter().map(|it| it["product"].as_str().unwrap().to_owned());
            (names.collect::<Vec<_>>(), page["next"].as_str().map(str::to_owned))
        }
    };
    let (all, next) = products("/v1/runtimes").await;
    assert_eq!((all, next), (vec!["gamma".into(), "beta".into(), "alpha".into()], None));
    let (first, next) = products("/v1/runtimes?limit=2").await;
    assert_eq!(first, ["gamma", "beta"]);
    let (rest, next) = products(&format!("/v1/runtimes?limit=2&cursor={}", next.unwrap())).await;
    assert_eq!((rest, next), (vec!["alpha".to_owned()], None));
    assert_eq!(products("/v1/runtimes?q=BET").await.0, ["beta"]);
    assert_eq!(products("/v1/runtimes?q=O%20gam").await.0, ["gamma"], "the title too");
    assert!(products("/v1/runtimes?q=pt-BR").await.0.is_empty(), "its words, not its languages");
    assert!(products("/v1/runtimes?status=active").await.0.is_empty());
    let reply = kernel.owner().get("/v1/runtimes?cursor=zzz").await;
    reply.problem(422, "request.invalid");
    kernel.owner().get("/v1/runtimes?status=odd").await.problem(422, "request.invalid");
}

#[tokio::test]
async fn a_tenant_sees_and_governs_its_own_runtimes_and_those_below() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let branch = kernel.tenant_below("branch", acme.id).await;
    let shared = kernel.runtime("reports").await;
    let below = kernel.runtime_of(branch.id, "reports", "dedicated").await;
    let foreign = kernel.runtime_of(other.id, "reports", "on_prem").await;
    let page: Value = acme.admin.get("/v1/runtimes").await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["items"][0]["runtime_id"], json!(below.id));
    let all: Value = kernel.owner().get("/v1/runtimes").await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 3);

    let unknown = RuntimeId::at(kernel.clock.now());
    let mut answers = Vec::new();
    for id in [shared.id, foreign.id, unknown] {
        acme.admin.get(&format!("/v1/runtimes/{id}")).await.problem(404, "not_found");
        for (action, body) in [
            ("suspend", json!({ "reason": "no" })),
            ("resume", json!({})),
            ("limit", json!({ "max_concurrent_requests": 1, "reason": "no" })),
        ] {
            let reply = acme.admin.post(&format!("/v1/runtimes/{id}/{action}"), body).await;
            answers.push(reply.problem(404, "not_found")["detail"].clone());
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "unknown and foreign are never told apart: {answers:?}");
    let path = format!("/v1/runtimes/{}/suspend", below.id);
    acme.admin.post(&path, json!({ "reason": "moving house" })).await.expect(200);
}

#[tokio::test]
async fn suspending_limiting_and_resuming_are_shown_and_recorded() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
    runtime.beat().await;
    let act = |action: &str, body: Value| {
        let call = acme.admin.post(&format!("/v1/runtimes/{}/{action}", runtime.id), body);
        async move { call.await.expect(200).json::<Value>() }
    };
    let limited =
        act("limit", json!({ "max_concurrent_requests": 3, "reason": "small machine" })).await;
    assert_eq!(limited["directive"], "limit");
    assert_eq!(limited["max_concurrent_requests"], 3);
    let suspended = act("suspend", json!({ "reason": "wrong totals" })).await;
    assert_eq!(suspended["directive"], "suspend");
    assert_eq!(suspended["suspended_reason"], "wrong totals");
    let resumed = act("resume", json!({})).await;
    assert_eq!(resumed["directive"], "continue");
    assert_eq!(resumed["status"], "active");
    assert!(resumed.get("max_concurrent_requests").is_none(), "resuming takes the limit away");
    let audited = kernel.audited(acme.id).await;
    let last = &audited[audited.len() - 3..];
    assert_eq!(last, ["runtime.limited", "runtime.suspended", "runtime.resumed"]);
}

#[tokio::test]
async fn a_repeated_suspension_is_done_once() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    for _ in 0..2 {
        let call = kernel.owner().post(&path, json!({ "reason": "wrong totals" }));
        call.key("stop").await.expect(200);
    }
    let audited = kernel.audited(kernel.internal).await;
    assert_eq!(audited.iter().filter(|kind| *kind == "runtime.suspended").count(), 1);
}

#[tokio::test]
async fn a_suspended_runtime_may_call_nothing_but_the_heartbeat() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    runtime.http.get("/kernel/events").await.expect(200);
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    kernel.owner().post(&path, json!({ "reason": "wrong totals" })).await.expect(200);
    runtime.http.get("/kernel/events").await.problem(403, "runtime.suspended");
    runtime.beat().await;
}

#[tokio::test]
async fn a_limit_or_reason_that_is_none_is_refused() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/v1/runtimes/{}", runtime.id);
    for (action, body) in [
        ("suspend", json!({ "reason": "  " })),
        ("limit", json!({ "max_concurrent_requests": 0, "reason": "why" })),
        ("limit", json!({ "max_concurrent_requests": 100_001, "reason": "why" })),
        ("limit", json!({ "max_concurrent_requests": 1, "reason": "" })),
    ] {
        let reply = kernel.owner().post(&format!("{path}/{action}"), body).await;
        reply.problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn whoever_only_reads_governs_nothing() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
    let auditor = kernel.member(acme.id, "auditor@acme.test", &["auditor"]).await;
    auditor.get(&format!("/v1/runtimes/{}", runtime.id)).await.expect(200);
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    let reply = auditor.post(&path, json!({ "reason": "no" })).await;
    reply.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn what_one_kernel_process_did_another_knows() {
    let kernel = Kernel::start().await;
    let other = kernel.another().await;
    let runtime = kernel.runtime("reports").await;
    // At once, where not knowing would refuse somebody wrongly.
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    let http = other.http().with("x-tenant-id", &runtime.tenant.to_string());
    let http =
        http.with("x-runtime-id", &runtime.id.to_string()).with("x-contract-version", "v0.1");
    let assertion = runtime.key.sign(&runtime.claims(&kernel));
    let call = http.clone().bearer(&assertion).post("/kernel/runtimes/register", &runtime.request);
    let answer: Value = call.await.expect(200).json();
    let http = http.bearer(answer["runtime_token"].as_str().unwrap());
    let beat = || http.post(&path, json!({ "status": "healthy" }));
    assert_eq!(beat().await.expect(200).json::<Value>()["directive"], "continue");

    // Within the second that a poll takes, everything else.
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    kernel.owner().post(&path, json!({ "reason": "wrong totals" })).await.expect(200);
    let hears = async {
        while beat().await.expect(200).json::<Value>()["directive"] != "suspend" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), hears).await.expect("the other process hears");
}

#[tokio::test]
async fn what_the_platform_stopped_only_the_platform_lets_go_on() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
    let at = |action: &str| format!("/v1/runtimes/{}/{action}", runtime.id);
    let reason = json!({ "reason": "wrong totals" });
    let limit = |most: u32| json!({ "max_concurrent_requests": most, "reason": "too much" });
    let (owner, admin) = (kernel.owner(), &acme.admin);
    for (action, body) in [("suspend", &reason), ("limit", &limit(3))] {
        owner.post(&at(action), body).await.expect(200);
        admin.post(&at("resume"), json!({})).await.problem(403, "auth.forbidden");
        admin.post(&at("limit"), limit(1000)).await.problem(403, "auth.forbidden");
        // Whoever is below may suspend as well, but does not take over.
        admin.post(&at("suspend"), &reason).await.expect(200);
        admin.post(&at("resume"), json!({})).await.problem(403, "auth.forbidden");
        owner.post(&at("resume"), json!({})).await.expect(200);
    }
    // Nothing of that is left: what the tenant stopped, it lets go on.
    admin.post(&at("limit"), limit(3)).await.expect(200);
    admin.post(&at("suspend"), &reason).await.expect(200);
    admin.post(&at("resume"), json!({})).await.expect(200);
}

#[tokio::test]
async fn resuming_a_runtime_that_is_not_stopped_is_no_event() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime_of(acme.id, "reports", "dedicated").await;
    let before = kernel.audited(acme.id).await;
    let path = format!("/v1/runtimes/{}/resume", runtime.id);
    kernel.owner().post(&path, json!({})).await.expect(200);
    assert_eq!(kernel.audited(acme.id).await, before);
}
