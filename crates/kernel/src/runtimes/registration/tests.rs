//! Tests of the registration: who is let in, who is not, and what each is told.
use axum::http::Method;
use chrono::TimeDelta;
use leme_base::ids::{RuntimeId, TenantId};
use leme_contract::headers::{CONTRACT_VERSION, TENANT_ID};
use serde_json::{Value, json};

use crate::fixture::{HEARTBEAT_S, Kernel, manifest, registration};

const PATH: &str = "/kernel/runtimes/register";

fn nobody(kernel: &Kernel) -> TenantId {
    TenantId::at(kernel.clock.now())
}

fn pointers(problem: &Value) -> Vec<&str> {
    let violations = problem["violations"].as_array().unwrap();
    violations.iter().map(|violation| violation["pointer"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_enrolled_runtime_enters_and_gets_its_id_and_its_token() {
    let kernel = Kernel::start().await;
    let key = kernel.key();
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let request = registration(kernel.internal, "reports", "shared", &key);
    let answer: Value = kernel.register(kernel.internal, &token, &request).await.expect(201).json();
    assert_eq!(answer["status"], "registered");
    assert_eq!(answer["heartbeat_seconds"], HEARTBEAT_S);
    assert_eq!(answer["policies_applied"]["policy_version"], kernel.app.directory.version());
    assert_eq!(answer["contract_versions"], json!(["v0.1"]));
    let ends: leme_base::time::DateTime =
        answer["token_expires_at"].as_str().unwrap().parse().unwrap();
    assert!(ends <= kernel.clock.now() + TimeDelta::minutes(15));
    let audited = kernel.audited(kernel.internal).await;
    assert_eq!(&audited[audited.len() - 2..], ["runtime.enrolled", "runtime.registered"]);
}

#[tokio::test]
async fn the_answer_names_the_contract_version_and_the_correlation() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let reply = runtime.register_again(&kernel, &runtime.request);
    let reply = reply.header("x-correlation-id", "walk-1").await.expect(200);
    assert_eq!(reply.header("x-correlation-id"), "walk-1");
}

#[tokio::test]
async fn the_same_key_with_the_used_token_is_the_same_runtime() {
    let kernel = Kernel::start().await;
    let key = kernel.key();
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let request = registration(kernel.internal, "reports", "shared", &key);
    let first: Value = kernel.register(kernel.internal, &token, &request).await.expect(201).json();
    let again: Value = kernel.register(kernel.internal, &token, &request).await.expect(200).json();
    assert_eq!(first["runtime_id"], again["runtime_id"]);
}

#[tokio::test]
async fn the_same_key_with_a_new_token_is_the_same_runtime() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let again: Value =
        kernel.register(kernel.internal, &token, &runtime.request).await.expect(200).json();
    assert_eq!(again["runtime_id"], json!(runtime.id));
    // That token is used up too.
    let stranger = registration(kernel.internal, "reports", "shared", &kernel.key());
    kernel.register(kernel.internal, &token, &stranger).await.problem(401, "enrolment.invalid");
}

#[tokio::test]
async fn a_restarted_runtime_enters_with_an_assertion_and_tells_what_changed() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let before = kernel.app.directory.version();
    runtime.register_again(&kernel, &runtime.request).await.expect(200);
    assert_eq!(kernel.app.directory.version(), before, "a restart alone is no change");

    let mut request = runtime.request.clone();
    request["version"] = json!("0.2.0");
    request.as_object_mut().unwrap().remove("manifest");
    request.as_object_mut().unwrap().remove("public_key");
    let answer: Value = runtime.register_again(&kernel, &request).await.expect(200).json();
    assert_eq!(answer["runtime_id"], json!(runtime.id));
    assert_eq!(kernel.audited(kernel.internal).await.last().unwrap(), "runtime.updated");
    let shown: Value =
        kernel.owner().get(&format!("/v1/runtimes/{}", runtime.id)).await.expect(200).json();
    assert_eq!(shown["version"], "0.2.0");
    assert_eq!(shown["title"]["en"], "The reports", "no manifest keeps the one we have");
}

#[tokio::test]
async fn a_runtime_without_a_manifest_is_named_by_its_product() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let mut request = registration(kernel.internal, "reports", "shared", &kernel.key());
    request.as_object_mut().unwrap().remove("manifest");
    kernel.register(kernel.internal, &token, &request).await.expect(201);
    let page: Value = kernel.owner().get("/v1/runtimes").await.expect(200).json();
    assert_eq!(page["items"][0]["title"]["en"], "reports");
}

#[tokio::test]
async fn a_call_without_a_contract_version_or_tenant_is_refused_by_name() {
    let kernel = Kernel::start().await;
    let request = registration(kernel.internal, "reports", "shared", &kernel.key());
    let http = kernel.http().bearer("x");
    let tenant = kernel.internal.to_string();
    let call = http.post(PATH, &request).header(TENANT_ID, &tenant);
    call.await.problem(400, "contract.version_required");
    let call = http.post(PATH, &request).header(TENANT_ID, &tenant);
    let problem = call.header(CONTRACT_VERSION, "v9").await;
    let problem = problem.problem(400, "contract.version_unsupported");
    assert!(problem["detail"].as_str().unwrap().contains("v0.1"));
    let call = http.post(PATH, &request).header(CONTRACT_VERSION, "v0.1");
    call.await.problem(400, "tenant.required");
}

#[tokio::test]
async fn a_call_without_a_token_is_asked_for_one() {
    let kernel = Kernel::start().await;
    let request = registration(kernel.internal, "reports", "shared", &kernel.key());
    let reply = kernel.contract(kernel.internal).post(PATH, &request).await;
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    reply.problem(401, "auth.required");
}

#[tokio::test]
async fn a_body_that_is_no_registration_is_refused_in_the_way_it_is_wrong() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let door = || {
        let http = kernel.contract(kernel.internal).bearer(&token);
        http.call(&Method::POST, PATH)
    };
    door().body("application/json", "{").await.problem(400, "request.malformed");
    door().body("text/plain", "{}").await.problem(415, "request.malformed");
    let problem = door().body("application/json", "{}").await.problem(422, "request.invalid");
    assert_eq!(problem["violations"][0]["code"], "required");
    door().body("application/json", vec![b' '; 1_100_000]).await.problem(413, "request.too_large");

    let mut request = registration(kernel.internal, "reports", "shared", &kernel.key());
    request["colour"] = json!("blue");
    door().json(&request).await.problem(400, "request.unknown_field");
    request = registration(kernel.internal, "reports", "shared", &kernel.key());
    request["manifest"]["colour"] = json!("blue");
    door().json(&request).await.problem(400, "request.unknown_field");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "on_prem").await;
    let mut request = registration(kernel.internal, "reports", "on_prem", &kernel.key());
    request["version"] = json!("latest and greatest");
    request["capabilities"] = json!(["export", "Export", "export"]);
    let feature = json!({ "key": "Report View", "kind": "boolean", "title": { "en": "" } });
    request["manifest"]["features"] = json!([feature, feature]);
    request["manifest"]["endpoint"] = json!("file:///etc/passwd");
    request["manifest"]["ui"][0]["path"] = json!("https://elsewhere.example");
    let reply = kernel.register(kernel.internal, &token, &request).await;
    let problem = reply.problem(422, "request.invalid");
    let pointers = pointers(&problem);
    for wrong in [
        "/version",
        "/capabilities/1",
        "/capabilities/2",
        "/manifest/features/0/key",
        "/manifest/features/0/title/en",
        "/manifest/features/1/key",
        "/manifest/endpoint",
        "/manifest/ui/0/path",
    ] {
        assert!(pointers.contains(&wrong), "{wrong} is not in {pointers:?}");
    }
}

#[tokio::test]
async fn a_public_key_is_needed_and_must_be_one() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let mut request = registration(kernel.internal, "reports", "shared", &kernel.key());
    // The last is the neutral element: it would verify what nobody signed.
    for bad in ["short", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        request["public_key"] = json!(bad);
        let reply = kernel.register(kernel.internal, &token, &request).await;
        assert_eq!(pointers(&reply.problem(422, "request.invalid")), ["/public_key"]);
    }
    request.as_object_mut().unwrap().remove("public_key");
    let problem = kernel.register(kernel.internal, &token, &request).await;
    assert_eq!(problem.problem(422, "request.invalid")["violations"][0]["code"], "required");
}

#[tokio::test]
async fn the_tenant_of_the_body_must_be_that_of_the_header() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let request = registration(nobody(&kernel), "reports", "shared", &kernel.key());
    let reply = kernel.register(kernel.internal, &token, &request).await;
    reply.problem(400, "tenant.mismatch");
}

#[tokio::test]
async fn a_token_serves_only_what_it_was_given_for() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let good = registration(kernel.internal, "reports", "shared", &kernel.key());
    let other = |field: &str, value: Value| {
        let mut request = good.clone();
        request[field] = value;
        request
    };
    for request in [
        other("runtime_type", json!("app")),
        other("deployment_mode", json!("dedicated")),
        other("manifest", manifest("billing", "shared")),
    ] {
        let reply = kernel.register(kernel.internal, &token, &request).await;
        reply.problem(401, "enrolment.invalid");
    }
    kernel.register(kernel.internal, &token, &good).await.expect(201);
}

#[tokio::test]
async fn an_unknown_used_or_expired_token_is_refused_alike() {
    let kernel = Kernel::start().await;
    let request = |key| registration(kernel.internal, "reports", "shared", key);
    let unknown = format!("lme_enr_{}", "A".repeat(43));
    let used = kernel.enrol(kernel.internal, "reports", "shared").await;
    let expired = kernel.enrol(kernel.internal, "reports", "shared").await;
    let (first, second) = (kernel.key(), kernel.key());
    kernel.register(kernel.internal, &used, &request(&first)).await.expect(201);
    let mut details = std::collections::BTreeSet::new();
    for token in [&unknown, &used] {
        let reply = kernel.register(kernel.internal, token, &request(&second)).await;
        let problem = reply.problem(401, "enrolment.invalid");
        details.insert(problem["detail"].as_str().unwrap().to_owned());
    }
    kernel.advance(3_600);
    for (token, key) in [(&expired, &second), (&used, &first)] {
        let reply = kernel.register(kernel.internal, token, &request(key)).await;
        let problem = reply.problem(401, "enrolment.invalid");
        details.insert(problem["detail"].as_str().unwrap().to_owned());
    }
    assert_eq!(details.len(), 1, "{details:?}");
}

#[tokio::test]
async fn of_two_runtimes_with_one_token_one_enters() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let requests = [kernel.key(), kernel.key()]
        .map(|key| registration(kernel.internal, "reports", "shared", &key));
    let (one, two) = tokio::join!(
        async { kernel.register(kernel.internal, &token, &requests[0]).await.status },
        async { kernel.register(kernel.internal, &token, &requests[1]).await.status },
    );
    let mut statuses = [one, two];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401]);
}

#[tokio::test]
async fn a_token_of_another_tenant_is_forbidden_and_so_is_an_unknown_tenant() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    for tenant in [acme.id, nobody(&kernel)] {
        let request = registration(tenant, "reports", "shared", &kernel.key());
        kernel.register(tenant, &token, &request).await.problem(403, "tenant.forbidden");
        // Without a good token nothing is told about the tenant.
        let bad = format!("lme_enr_{}", "A".repeat(43));
        kernel.register(tenant, &bad, &request).await.problem(401, "enrolment.invalid");
    }
    let runtime = kernel.runtime("reports").await;
    for tenant in [acme.id, nobody(&kernel)] {
        let assertion = runtime.key.sign(&runtime.claims(&kernel));
        let reply = kernel.register(tenant, &assertion, &runtime.request).await;
        reply.problem(403, "tenant.forbidden");
    }
}

#[tokio::test]
async fn a_runtime_of_a_suspended_tenant_does_not_enter() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let token = kernel.enrol(acme.id, "reports", "dedicated").await;
    let runtime = kernel.runtime_of(acme.id, "labels", "dedicated").await;
    let path = format!("/v1/tenants/{}/suspend", acme.id);
    kernel.owner().post(&path, json!({ "reason": "unpaid" })).await.expect(200);
    let request = registration(acme.id, "reports", "dedicated", &kernel.key());
    kernel.register(acme.id, &token, &request).await.problem(403, "tenant.suspended");
    let reply = runtime.register_again(&kernel, &runtime.request).await;
    reply.problem(403, "tenant.suspended");
}

#[tokio::test]
async fn a_suspended_runtime_does_not_enter_again() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    kernel.owner().post(&path, json!({ "reason": "wrong totals" })).await.expect(200);
    let reply = runtime.register_again(&kernel, &runtime.request).await;
    reply.problem(403, "runtime.suspended");
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let reply = kernel.register(kernel.internal, &token, &runtime.request).await;
    reply.problem(403, "runtime.suspended");
}

#[tokio::test]
async fn an_assertion_is_used_once() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let assertion = runtime.key.sign(&runtime.claims(&kernel));
    kernel.register(runtime.tenant, &assertion, &runtime.request).await.expect(200);
    let reply = kernel.register(runtime.tenant, &assertion, &runtime.request).await;
    reply.problem(401, "auth.invalid");
    // Also when the request it came with was refused.
    let assertion = runtime.key.sign(&runtime.claims(&kernel));
    let mut wrong = runtime.request.clone();
    wrong["version"] = json!("");
    kernel.register(runtime.tenant, &assertion, &wrong).await.problem(422, "request.invalid");
    let reply = kernel.register(runtime.tenant, &assertion, &runtime.request).await;
    reply.problem(401, "auth.invalid");
}

#[tokio::test]
async fn an_assertion_that_is_not_exactly_right_is_refused() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let now = kernel.clock.now().timestamp();
    let other = RuntimeId::at(kernel.clock.now());
    let cases = [
        ("another issuer", json!({ "iss": other })),
        ("a runtime nobody knows", json!({ "iss": other, "sub": other })),
        ("another audience", json!({ "aud": "somebody-else" })),
        ("no audience", json!({ "aud": null })),
        ("too long a life", json!({ "exp": now + 61 })),
        ("no life", json!({ "exp": now })),
        ("expired", json!({ "iat": now - 120, "exp": now - 60 })),
        ("from the future", json!({ "iat": now + 120, "exp": now + 180 })),
        ("a short jti", json!({ "jti": "x" })),
        ("no jti", json!({ "jti": null })),
    ];
    for (what, change) in cases {
        let mut claims = runtime.claims(&kernel);
        let fields = claims.as_object_mut().unwrap();
        for (name, value) in change.as_object().unwrap() {
            if value.is_null() {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        let reply =
            kernel.register(runtime.tenant, &runtime.key.sign(&claims), &runtime.request).await;
        assert_eq!(reply.status, 401, "{what}: {}", reply.text());
        reply.problem(401, "auth.invalid");
    }
    let forged = kernel.key().sign(&runtime.claims(&kernel));
    for token in [forged.as_str(), "no.token", "eyJhbGciOiJub25lIn0.e30."] {
        let reply = kernel.register(runtime.tenant, token, &runtime.request).await;
        reply.problem(401, "auth.invalid");
    }
}

#[tokio::test]
async fn what_was_enrolled_stays_as_it_was_enrolled() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let mut request = runtime.request.clone();
    request["runtime_type"] = json!("app");
    request["deployment_mode"] = json!("dedicated");
    request["manifest"]["product"] = json!("billing");
    request["public_key"] = json!(kernel.key().public());
    let problem = runtime.register_again(&kernel, &request).await.problem(422, "request.invalid");
    let expected = ["/runtime_type", "/deployment_mode", "/manifest/product", "/public_key"];
    assert_eq!(pointers(&problem), expected);
}

#[tokio::test]
async fn a_repeat_with_the_same_idempotency_key_gets_the_same_id_and_a_token_that_works() {
    let kernel = Kernel::start().await;
    let token = kernel.enrol(kernel.internal, "reports", "shared").await;
    let request = registration(kernel.internal, "reports", "shared", &kernel.key());
    let send = || kernel.register(kernel.internal, &token, &request).key("first-start");
    let first: Value = send().await.expect(201).json();
    kernel.advance(60);
    let reply = send().await.expect(201);
    assert_eq!(reply.header("idempotent-replay"), "true");
    let again: Value = reply.json();
    assert_eq!(first["runtime_id"], again["runtime_id"]);
    assert_ne!(first["runtime_token"], again["runtime_token"], "no token is kept");

    let mut other = request.clone();
    other["version"] = json!("9.9.9");
    let call = kernel.register(kernel.internal, &token, &other).key("first-start");
    call.await.problem(409, "idempotency.conflict");
}
