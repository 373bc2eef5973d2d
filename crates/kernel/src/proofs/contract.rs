//! Every call of the contract against everything that can be wrong with it.
mod calls;

use leme_contract::runtime::Directive;
use serde_json::{Value, json};

use self::calls::{Body, Operation, Request, Scene};

/// A fault, and what the calls that can have it answer.
struct Fault {
    name: &'static str,
    status: u16,
    code: &'static str,
    /// Calls that cannot have it.
    but: &'static [&'static str],
    make: fn(&mut Request, &Scene, &Operation),
}

const BODILESS: &[&str] = &["licence_view", "event_list"];
const WITHOUT_TENANT: &[&str] = &["licence_view", "event_list", "runtime_heartbeat"];
const WITHOUT_RUNTIME: &[&str] =
    &["licence_view", "event_list", "runtime_heartbeat", "runtime_register", "identity_resolve"];

#[rustfmt::skip]
const HEADERS: &[Fault] = &[
    Fault { name: "no version", status: 400, code: "contract.version_required", but: &[],
            make: |it, _, _| it.version = None },
    Fault { name: "another version", status: 400, code: "contract.version_unsupported", but: &[],
            make: |it, _, _| it.version = Some("v9".into()) },
    Fault { name: "no tenant", status: 400, code: "tenant.required", but: &[],
            make: |it, _, _| it.tenant = None },
    Fault { name: "a tenant that is no id", status: 403, code: "tenant.forbidden", but: &[],
            make: |it, _, _| it.tenant = Some("acme".into()) },
    Fault { name: "an unknown tenant", status: 403, code: "tenant.forbidden", but: &[],
            make: |it, scene, _| it.tenant = Some(scene.nobody.clone()) },
    Fault { name: "a foreign tenant", status: 403, code: "tenant.forbidden", but: &[],
            make: |it, scene, _| it.tenant = Some(scene.foreign.to_string()) },
    Fault { name: "no runtime", status: 400, code: "runtime.required", but: &["runtime_register"],
            make: |it, _, _| it.runtime = None },
    Fault { name: "a runtime that is no id", status: 403, code: "runtime.forbidden",
            but: &["runtime_register"], make: |it, _, _| it.runtime = Some("mine".into()) },
    Fault { name: "another runtime", status: 403, code: "runtime.forbidden",
            but: &["runtime_register"],
            make: |it, scene, _| it.runtime = Some(scene.other.id.to_string()) },
    Fault { name: "no token", status: 401, code: "auth.required", but: &[],
            make: |it, _, _| it.token = None },
    Fault { name: "a token of nobody", status: 401, code: "auth.invalid", but: &[],
            make: |it, _, _| it.token = Some("eyJhbGciOiJub25lIn0.e30.".into()) },
    Fault { name: "a person's token", status: 401, code: "auth.invalid", but: &[],
            make: |it, scene, _| it.token = Some(scene.person.clone()) },
];

#[rustfmt::skip]
const BODIES: &[Fault] = &[
    Fault { name: "another tenant in the body", status: 400, code: "tenant.mismatch",
            but: WITHOUT_TENANT,
            make: |it, scene, _| *it.field("tenant_id") = json!(scene.foreign) },
    Fault { name: "another runtime in the body", status: 403, code: "runtime.forbidden",
            but: WITHOUT_RUNTIME,
            make: |it, scene, _| *it.field("runtime_id") = json!(scene.other.id) },
    Fault { name: "an unknown field", status: 400, code: "request.unknown_field", but: BODILESS,
            make: |it, _, _| *it.field("colour") = json!("red") },
    Fault { name: "a value of another type", status: 422, code: "request.invalid", but: BODILESS,
            make: |it, _, call| *it.field(call.field) = json!(["no"]) },
    Fault { name: "a missing field", status: 422, code: "request.invalid", but: BODILESS,
            make: |it, _, call| it.without(call.field) },
    Fault { name: "a body that is no JSON", status: 400, code: "request.malformed", but: BODILESS,
            make: |it, _, _| it.body = Body::Bytes("application/json", b"{".to_vec()) },
    Fault { name: "a body that does not say it is JSON", status: 415, code: "request.malformed",
            but: BODILESS, make: |it, _, _| it.body = Body::Bytes("text/plain", b"{}".to_vec()) },
    Fault { name: "a body beyond the limit", status: 413, code: "request.too_large", but: BODILESS,
            make: |it, _, _| it.body = Body::Bytes("application/json", vec![b' '; 1_048_577]) },
];

#[rustfmt::skip]
const SUSPENDED: &[Fault] = &[
    Fault { name: "as it is", status: 403, code: "tenant.suspended", but: &["runtime_heartbeat"],
            make: |_, _, _| () },
];

/// Makes each fault of each call.
async fn refuse(scene: &Scene, faults: &[Fault]) {
    for call in calls::ALL {
        for fault in faults.iter().filter(|fault| !fault.but.contains(&call.id)) {
            let mut request = scene.request(call);
            (fault.make)(&mut request, scene, call);
            let reply = scene.send(call, request).await;
            let what = format!("{} with {}: {}", call.id, fault.name, reply.text());
            assert_eq!(reply.status, fault.status, "{what}");
            let problem: Value = reply.json();
            assert_eq!(problem["code"], fault.code, "{what}");
            assert_eq!(problem["correlation_id"], "proof-1", "{what}");
            assert_eq!(problem["type"], format!("/problems/{}", fault.code), "{what}");
            assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
            assert_eq!(reply.header("x-correlation-id"), "proof-1", "{what}");
            assert_eq!(reply.header("x-contract-version"), "v0.1", "{what}");
        }
    }
}

#[tokio::test]
async fn every_call_of_the_contract_is_in_the_table_and_succeeds_as_it_should() {
    let scene = Scene::start().await;
    for call in calls::ALL {
        let reply = scene.send(call, scene.request(call)).await;
        assert_eq!(reply.status, call.success, "{}: {}", call.id, reply.text());
        assert_eq!(reply.header("x-correlation-id"), "proof-1", "{}", call.id);
        assert_eq!(reply.header("x-contract-version"), "v0.1", "{}", call.id);
    }
    let mut known: Vec<String> = calls::ALL.iter().map(|call| call.id.to_owned()).collect();
    known.push("jwks_view".to_owned());
    known.sort();
    assert_eq!(calls::described(), known);
}

#[tokio::test]
async fn a_call_with_a_wrong_header_is_refused_by_what_is_wrong() {
    refuse(&Scene::start().await, HEADERS).await;
}

#[tokio::test]
async fn a_call_with_a_wrong_body_is_refused_by_what_is_wrong() {
    refuse(&Scene::start().await, BODIES).await;
}

#[tokio::test]
async fn a_suspended_tenant_is_refused_everything_but_the_heartbeat() {
    let scene = Scene::start().await;
    scene.suspend_tenant().await;
    refuse(&scene, SUSPENDED).await;
    assert_eq!(scene.beat().await["directive"], json!(Directive::Suspend));
}

#[tokio::test]
async fn a_suspended_runtime_is_refused_everything_but_the_heartbeat() {
    let scene = Scene::start().await;
    let reason = json!({ "reason": "It answers nonsense." });
    let path = format!("/v1/runtimes/{}/suspend", scene.runtime.id);
    scene.kernel.owner().post(&path, reason).await.expect(200);
    for call in calls::ALL.iter().filter(|call| call.id != "runtime_heartbeat") {
        let mut request = scene.request(call);
        if call.id == "runtime_register" {
            request.token = Some(scene.runtime.key.sign(&scene.runtime.claims(&scene.kernel)));
            request.body = Body::Json(scene.runtime.request.clone());
        }
        scene.send(call, request).await.problem(403, "runtime.suspended");
    }
    assert_eq!(scene.beat().await["directive"], json!(Directive::Suspend));
}

#[tokio::test]
async fn a_tenant_below_a_suspended_one_is_suspended_too() {
    let scene = Scene::start().await;
    let below = scene.kernel.tenant_below("below", scene.acme).await;
    below.admin.get("/v1/navigation").await.expect(200);
    scene.suspend_tenant().await;
    below.admin.get("/v1/navigation").await.problem(403, "tenant.suspended");
    let http = scene.runtime.http.clone().tenant(below.id);
    http.get("/kernel/licence").await.problem(403, "tenant.suspended");
}

#[tokio::test]
async fn a_heartbeat_on_another_runtimes_path_is_forbidden() {
    let scene = Scene::start().await;
    let path = format!("/kernel/runtimes/{}/heartbeat", scene.other.id);
    let beat = json!({ "status": "healthy" });
    scene.runtime.http.post(&path, &beat).await.problem(403, "runtime.forbidden");
    let reply = scene.runtime.http.post("/kernel/runtimes/mine/heartbeat", &beat).await;
    reply.problem(404, "not_found");
}

#[tokio::test]
async fn the_keys_are_open_to_everybody() {
    let scene = Scene::start().await;
    let keys: Value = scene.kernel.http().get("/kernel/jwks.json").await.expect(200).json();
    assert_eq!(keys["keys"][0]["kty"], "OKP");
    assert!(keys["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn a_runtime_token_that_has_expired_is_refused() {
    let scene = Scene::start().await;
    scene.runtime.http.get("/kernel/licence").await.expect(200);
    scene.kernel.advance(15 * 60 + 1);
    scene.runtime.http.get("/kernel/licence").await.problem(401, "auth.invalid");
}

#[tokio::test]
async fn a_correlation_id_that_is_none_is_replaced() {
    let scene = Scene::start().await;
    let http = scene.runtime.http.clone().with("x-correlation-id", "no good; really");
    let reply = http.get("/kernel/licence").await.expect(200);
    assert_eq!(reply.header("x-correlation-id").len(), 36);
}

#[tokio::test]
async fn a_shared_runtime_speaks_only_for_tenants_that_were_granted_something() {
    let scene = Scene::start().await;
    let shared = scene.kernel.runtime("papers").await;
    let http = shared.http.clone().tenant(scene.acme);
    http.get("/kernel/licence").await.problem(403, "tenant.forbidden");
    scene.kernel.grant(scene.acme, "papers", "report.view").await;
    http.get("/kernel/licence").await.expect(200);
}

#[tokio::test]
async fn told_twice_with_one_key_is_told_once_and_another_body_conflicts() {
    let scene = Scene::start().await;
    for id in ["audit_ingest", "usage_ingest"] {
        let call = calls::ALL.iter().find(|call| call.id == id).unwrap();
        let mut request = scene.request(call);
        request.key = Some(id);
        let first = scene.send(call, request.clone()).await.expect(202);
        let again = scene.send(call, request.clone()).await.expect(202);
        assert_eq!(first.text(), again.text());
        assert_eq!(again.header("idempotent-replay"), "true");
        let mut other = scene.request(call);
        other.key = Some(id);
        *other.field("event_id") = json!(scene.nobody);
        scene.send(call, other).await.problem(409, "idempotency.conflict");
        request.key = Some("");
        scene.send(call, request).await.problem(400, "request.malformed");
    }
}
