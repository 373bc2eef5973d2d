//! Every operation of the document, called by the administrator of another tenant: made from the
//! document, so that a new route is held to it without anybody thinking of it.
use std::collections::BTreeMap;

use axum::http::Method;
use leme_kernel::router;
use leme_testkit::Http;
use leme_testkit::http::Reply;
use serde_json::{Value, json};

use crate::fixture::{Kernel, Tenant};

/// Operations that this test does not call, and why.
const EXEMPT: &[(&str, &str)] = &[
    ("runtime_register", "called by runtimes: proofs::contract sends each with a foreign tenant"),
    ("runtime_heartbeat", "called by runtimes: see runtime_register"),
    ("identity_resolve", "called by runtimes: see runtime_register"),
    ("entitlement_check", "called by runtimes: see runtime_register"),
    ("audit_ingest", "called by runtimes: see runtime_register"),
    ("usage_ingest", "called by runtimes: see runtime_register"),
    ("licence_view", "called by runtimes: see runtime_register"),
    ("event_list", "called by runtimes: see runtime_register"),
    ("jwks_view", "public keys, the same for everybody"),
    ("limits_view", "constants, the same for everybody"),
];

/// Values of the ids that operations take, by parameter or field.
type Ids = BTreeMap<&'static str, String>;

/// An operation of the document.
struct Operation {
    id: String,
    method: Method,
    path: String,
    /// Names of its query parameters that are ids.
    queries: Vec<String>,
    has_body: bool,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(router::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, call) in item.as_object().unwrap() {
            let id = call["operationId"].as_str().unwrap().to_owned();
            if EXEMPT.iter().any(|(exempt, _)| *exempt == id) {
                continue;
            }
            let parameters = call["parameters"].as_array().into_iter().flatten();
            let queries = parameters
                .filter(|it| it["in"] == "query")
                .filter_map(|it| it["name"].as_str())
                .filter(|name| name.ends_with("_id"));
            found.push(Operation {
                id,
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                queries: queries.map(str::to_owned).collect(),
                has_body: call.get("requestBody").is_some(),
            });
        }
    }
    found
}

/// A body that would be good, if the ids were the caller's. Whoever adds an operation adds its body.
fn body(operation: &str, ids: &Ids) -> Value {
    let id = |name: &str| ids[name].clone();
    match operation {
        "tenant_create" => {
            json!({ "name": "New", "slug": "new", "type": "company", "parent_id": id("parent_id") })
        }
        "tenant_update" => json!({ "name": "Mine now" }),
        "tenant_suspend" | "runtime_suspend" | "grant_revoke" => json!({ "reason": "Mine now." }),
        "member_add" => json!({ "email": "me@intruder.test", "roles": ["admin"] }),
        "member_change" => json!({ "roles": ["auditor"] }),
        "connection_create" | "connection_update" => connection(),
        "grant_create" | "grant_check" => json!({ "product": "reports", "feature": "report.view" }),
        "runtime_limit" => json!({ "max_concurrent_requests": 1, "reason": "Mine now." }),
        "enrolment_create" => json!({
            "tenant_id": id("tenant_id"), "runtime_type": "custom", "product": "reports",
            "deployment_mode": "dedicated",
        }),
        "switch_activate" => {
            json!({ "scope": "tenant", "tenant_id": id("tenant_id"), "reason": "Mine now." })
        }
        other => panic!("say in proofs::isolation what the body of `{other}` is"),
    }
}

fn connection() -> Value {
    json!({
        "name": "Theirs", "provider": "oidc", "issuer": "http://127.0.0.1:9/theirs",
        "client_id": "theirs", "token_use": "id",
    })
}

/// A victim with one of everything, and who wants it.
struct Scene {
    kernel: Kernel,
    intruder: Tenant,
    /// Ids of the victim.
    theirs: Ids,
    /// The victim's tenant with ids below it that nobody has; and nobody's altogether.
    nobodys: Ids,
}

const NAMES: &[&str] = &[
    "tenant_id",
    "parent_id",
    "member_id",
    "connection_id",
    "grant_id",
    "runtime_id",
    "switch_id",
    "event_id",
];

impl Scene {
    async fn start() -> Self {
        let kernel = Kernel::start().await;
        let intruder = kernel.tenant("intruder").await;
        let theirs = victim(&kernel).await;
        let nobodys = NAMES.iter().map(|name| (*name, kernel.id())).collect();
        Self { kernel, intruder, theirs, nobodys }
    }

    /// Calls an operation as the intruder with these ids.
    async fn call(&self, operation: &Operation, ids: &Ids) -> Reply {
        let path = NAMES.iter().fold(operation.path.clone(), |path, name| {
            path.replace(&format!("{{{name}}}"), &ids[name])
        });
        assert!(!path.contains('{'), "say in proofs::isolation what an id in {path} is");
        let query = operation.queries.iter().map(|name| format!("{name}={}", ids[name.as_str()]));
        let query = query.collect::<Vec<_>>().join("&");
        let call = self.intruder.admin.call(&operation.method, &format!("{path}?{query}"));
        if operation.has_body { call.json(body(&operation.id, ids)).await } else { call.await }
    }
}

/// One of everything, in a tenant of its own.
async fn victim(kernel: &Kernel) -> Ids {
    let victim = kernel.tenant("victim").await;
    let at = |path: &str| format!("/v1/tenants/{}/{path}", victim.id);
    let runtime = kernel.runtime_of(victim.id, "reports", "dedicated").await;
    let owner = kernel.owner();
    let secret = json!({ "email": "secret@victim.test", "roles": ["member"] });
    let switch = json!({ "scope": "runtime", "runtime_id": runtime.id, "reason": "Broken." });
    let made = [
        ("member_id", made(&owner, &at("members"), secret, "member_id").await),
        ("connection_id", made(&owner, &at("connections"), connection(), "connection_id").await),
        ("grant_id", text(&kernel.grant(victim.id, "reports", "report.view").await, "grant_id")),
        ("switch_id", made(&victim.admin, "/v1/switches", switch, "switch_id").await),
        ("runtime_id", runtime.id.to_string()),
        ("tenant_id", victim.id.to_string()),
        ("parent_id", victim.id.to_string()),
    ];
    let audit: Value = victim.admin.get("/v1/audit").await.expect(200).json();
    let event = text(&audit["items"][0], "event_id");
    made.into_iter().chain([("event_id", event)]).collect()
}

async fn made(http: &Http, path: &str, new: Value, id: &str) -> String {
    text(&http.post(path, new).await.expect(201).json(), id)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}

/// What an answer tells, without what is of the request alone.
fn told(reply: &Reply) -> (u16, Value) {
    let mut problem: Value = reply.json();
    problem.as_object_mut().unwrap().remove("correlation_id");
    (reply.status, problem)
}

fn takes_ids(operation: &Operation) -> bool {
    let body = ["tenant_create", "enrolment_create", "switch_activate"];
    operation.path.contains('{')
        || !operation.queries.is_empty()
        || body.contains(&operation.id.as_str())
}

#[tokio::test]
async fn another_tenants_ids_are_answered_like_ids_of_nobody() {
    let scene = Scene::start().await;
    assert!(operations().iter().filter(|it| takes_ids(it)).count() >= 25);
    for operation in operations().iter().filter(|it| takes_ids(it)) {
        let real = scene.call(operation, &scene.theirs).await;
        let what = format!("{} with the ids of another tenant: {}", operation.id, real.text());
        if operation.id == "tenant_list" {
            assert_eq!(real.expect(200).json::<Value>()["items"], json!([]), "{what}");
            continue;
        }
        assert!(matches!(real.status, 403 | 404), "{what}");
        let unreal = scene.call(operation, &scene.nobodys).await;
        assert_eq!(told(&real), told(&unreal), "{what}");
    }
}

#[tokio::test]
async fn another_tenants_ids_are_not_found_below_ones_own_tenant() {
    let scene = Scene::start().await;
    let mut ids = scene.theirs.clone();
    ids.insert("tenant_id", scene.intruder.id.to_string());
    let nested = |it: &&Operation| it.path.matches('{').count() > 1;
    for operation in operations().iter().filter(nested) {
        let reply = scene.call(operation, &ids).await;
        let what = format!("{}: {}", operation.id, reply.text());
        assert!(matches!(reply.status, 403 | 404), "{what}");
    }
}

#[tokio::test]
async fn what_takes_no_id_shows_nothing_of_another_tenant() {
    let scene = Scene::start().await;
    let reads = |it: &&Operation| it.method == Method::GET && !it.path.contains('{');
    for operation in operations().iter().filter(reads) {
        let path = format!("{}?tree=true&limit=200", operation.path);
        let shown = scene.intruder.admin.get(&path).await.expect(200).text();
        let ids = scene.theirs.values().map(String::as_str);
        for secret in ids.chain(["victim"]) {
            assert!(!shown.contains(secret), "{} shows {secret}: {shown}", operation.id);
        }
    }
}

#[tokio::test]
async fn nothing_of_the_victim_has_changed_after_all_calls() {
    let scene = Scene::start().await;
    let path = format!("/v1/audit?tenant_id={}&limit=200", scene.theirs["tenant_id"]);
    let before = scene.kernel.owner().get(&path).await.expect(200).text();
    for operation in &operations() {
        if takes_ids(operation) {
            scene.call(operation, &scene.theirs).await;
        }
    }
    assert_eq!(scene.kernel.owner().get(&path).await.expect(200).text(), before);
}

#[test]
fn every_exemption_is_an_operation_and_has_a_reason() {
    let document = serde_json::to_string(&router::openapi()).unwrap();
    for (id, reason) in EXEMPT {
        assert!(document.contains(&format!("\"operationId\":\"{id}\"")) && reason.len() > 20);
    }
}
