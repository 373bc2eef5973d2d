//! Tests of the heartbeats: what a runtime may say, and what it is told.
use axum::http::Method;
use leme_base::ids::{RuntimeId, TenantId};
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID, TENANT_ID};
use serde_json::{Value, json};

use crate::fixture::{HEARTBEAT_S, Kernel};

#[tokio::test]
async fn the_first_heartbeat_makes_a_runtime_active_and_the_next_changes_nothing() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let answer = runtime.beat().await;
    assert_eq!(answer["directive"], "continue");
    assert_eq!(answer["policies"]["heartbeat_seconds"], HEARTBEAT_S);
    assert_eq!(answer["kill_switches"], json!([]));
    assert_eq!(kernel.audited(kernel.internal).await.last().unwrap(), "runtime.activated");
    let version = kernel.app.directory.version();
    assert_eq!(answer["policies"]["policy_version"], version);
    runtime.beat().await;
    assert_eq!(kernel.app.directory.version(), version);
}

#[tokio::test]
async fn what_a_runtime_reports_is_shown() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let beat = json!({
        "status": "degraded",
        "metrics": { "requests_in_flight": 3, "spool_pending_bytes": 0.5 },
        "applied": { "policy_version": 2 },
    });
    runtime.beat_with(beat).await.expect(200);
    let path = format!("/v1/runtimes/{}", runtime.id);
    let shown: Value = kernel.owner().get(&path).await.expect(200).json();
    assert_eq!(shown["health"], "degraded");
    assert_eq!(shown["status"], "active");
    assert_eq!(shown["metrics"]["spool_pending_bytes"], 0.5);
    assert_eq!(shown["policy_version_applied"], 2);
}

#[tokio::test]
async fn every_heartbeat_brings_the_next_token() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    kernel.advance(14 * 60);
    let answer = runtime.beat().await;
    kernel.advance(2 * 60);
    let call = runtime.beat_with(json!({ "status": "healthy" }));
    call.await.problem(401, "auth.invalid");
    let renewed = runtime.http.clone().bearer(answer["runtime_token"].as_str().unwrap());
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    renewed.post(&path, json!({ "status": "healthy" })).await.expect(200);
}

#[tokio::test]
async fn a_suspended_runtime_beats_and_is_told_to_stop() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/v1/runtimes/{}", runtime.id);
    let reason = json!({ "reason": "wrong totals" });
    kernel.owner().post(&format!("{path}/suspend"), reason).await.expect(200);
    assert_eq!(runtime.beat().await["directive"], "suspend");
    let shown: Value = kernel.owner().get(&path).await.expect(200).json();
    assert_eq!((&shown["status"], &shown["health"]), (&json!("suspended"), &json!("healthy")));
    // It has beaten meanwhile, so it comes back active.
    kernel.owner().post(&format!("{path}/resume"), json!({})).await.expect(200);
    assert_eq!(runtime.beat().await["directive"], "continue");
}

#[tokio::test]
async fn a_runtime_of_a_suspended_tenant_beats_and_is_told_to_stop() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let branch = kernel.tenant_below("branch", acme.id).await;
    let runtime = kernel.runtime_of(branch.id, "reports", "dedicated").await;
    let path = format!("/v1/tenants/{}/suspend", acme.id);
    kernel.owner().post(&path, json!({ "reason": "unpaid" })).await.expect(200);
    assert_eq!(runtime.beat().await["directive"], "suspend", "the one above is suspended");
}

#[tokio::test]
async fn a_limited_runtime_is_told_its_limit() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/v1/runtimes/{}/limit", runtime.id);
    let limit = json!({ "max_concurrent_requests": 8, "reason": "the database is small" });
    kernel.owner().post(&path, limit).await.expect(200);
    let answer = runtime.beat().await;
    assert_eq!(answer["directive"], "limit");
    assert_eq!(answer["policies"]["max_concurrent_requests"], 8);
}

#[tokio::test]
async fn a_call_that_lacks_a_header_is_refused_by_name() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let answer = runtime.beat().await;
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    let token = answer["runtime_token"].as_str().unwrap();
    let (tenant, id) = (runtime.tenant.to_string(), runtime.id.to_string());
    let all = [(CONTRACT_VERSION, "v0.1"), (TENANT_ID, &*tenant), (RUNTIME_ID, &*id)];
    for (missing, code) in [
        (CONTRACT_VERSION, "contract.version_required"),
        (TENANT_ID, "tenant.required"),
        (RUNTIME_ID, "runtime.required"),
    ] {
        let mut http = kernel.http().bearer(token);
        for (name, value) in all.iter().filter(|(name, _)| *name != missing) {
            http = http.with(name, value);
        }
        http.post(&path, json!({ "status": "healthy" })).await.problem(400, code);
    }
    let old = runtime.http.clone().with(CONTRACT_VERSION, "v0.0");
    let call = old.post(&path, json!({ "status": "healthy" }));
    call.await.problem(400, "contract.version_unsupported");
}

#[tokio::test]
async fn a_call_without_a_good_token_is_not_who_it_says() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let beat = json!({ "status": "healthy" });
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    let http = kernel.contract(runtime.tenant).with(RUNTIME_ID, &runtime.id.to_string());
    let reply = http.post(&path, &beat).await;
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    reply.problem(401, "auth.required");
    let own = runtime.key.sign(&runtime.claims(&kernel));
    for bad in ["nonsense", &*own] {
        http.clone().bearer(bad).post(&path, &beat).await.problem(401, "auth.invalid");
    }
}

#[tokio::test]
async fn a_runtime_beats_for_itself_only() {
    let kernel = Kernel::start().await;
    let (runtime, other) = (kernel.runtime("reports").await, kernel.runtime("labels").await);
    let beat = json!({ "status": "healthy" });
    let path = |id: RuntimeId| format!("/kernel/runtimes/{id}/heartbeat");
    let reply = runtime.http.post(&path(other.id), &beat).await;
    reply.problem(403, "runtime.forbidden");
    let named_other = runtime.http.clone().with(RUNTIME_ID, &other.id.to_string());
    named_other.post(&path(other.id), &beat).await.problem(403, "runtime.forbidden");
    let reply = runtime.http.post("/kernel/runtimes/me/heartbeat", &beat).await;
    reply.problem(404, "not_found");
}

#[tokio::test]
async fn a_runtime_beats_in_its_own_tenant_only() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime("reports").await;
    kernel.grant(acme.id, "reports", "report.view").await;
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    for tenant in [acme.id, TenantId::at(kernel.clock.now())] {
        let call = runtime.http.clone().tenant(tenant).post(&path, json!({ "status": "healthy" }));
        call.await.problem(403, "tenant.forbidden");
    }
}

#[tokio::test]
async fn a_body_that_is_no_heartbeat_is_refused_in_the_way_it_is_wrong() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/kernel/runtimes/{}/heartbeat", runtime.id);
    let call = || runtime.http.call(&Method::POST, &path);
    call().body("application/json", "[").await.problem(400, "request.malformed");
    call().body("text/plain", "{}").await.problem(415, "request.malformed");
    call().body("application/json", vec![b' '; 1_100_000]).await.problem(413, "request.too_large");
    let beat = json!({ "status": "healthy", "mood": "fine" });
    call().json(beat).await.problem(400, "request.unknown_field");
    call().json(json!({ "status": "fine" })).await.problem(422, "request.invalid");

    let many: serde_json::Map<String, Value> =
        (0..65).map(|n| (format!("number_{n}"), json!(n))).collect();
    let problem = call().json(json!({ "status": "healthy", "metrics": many }));
    let problem = problem.await.problem(422, "request.invalid");
    assert_eq!(problem["violations"][0]["pointer"], "/metrics");
    let named = json!({ "status": "healthy", "metrics": { "A/B": 1 } });
    let problem = call().json(named).await.problem(422, "request.invalid");
    assert_eq!(problem["violations"][0]["pointer"], "/metrics/A~1B");
    let far = json!({ "status": "healthy", "applied": { "policy_version": u64::MAX } });
    let problem = call().json(far).await.problem(422, "request.invalid");
    assert_eq!(problem["violations"][0]["pointer"], "/applied/policy_version");
}
