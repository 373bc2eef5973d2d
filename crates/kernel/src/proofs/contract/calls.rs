//! The calls of the contract, each with what makes it succeed.
use axum::http::Method;
use leme_base::ids::TenantId;
use leme_kernel::router;
use leme_testkit::http::Reply;
use serde_json::{Value, json};

use crate::fixture::{self, Kernel, Runtime};

/// A call of the contract.
pub(super) struct Operation {
    /// Its `operationId`.
    pub(super) id: &'static str,
    /// What it answers when all is well.
    pub(super) success: u16,
    /// A required field of its body.
    pub(super) field: &'static str,
    method: &'static str,
    path: fn(&Scene) -> String,
    body: fn(&Scene) -> Body,
}

/// What is sent as the body.
#[derive(Clone)]
pub(super) enum Body {
    None,
    Json(Value),
    Bytes(&'static str, Vec<u8>),
}

/// A request that can be spoilt.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) version: Option<String>,
    pub(super) tenant: Option<String>,
    pub(super) runtime: Option<String>,
    pub(super) token: Option<String>,
    pub(super) key: Option<&'static str>,
    pub(super) body: Body,
}

/// A tenant with a runtime of its own, a foreign tenant, and a person.
pub(super) struct Scene {
    pub(super) kernel: Kernel,
    pub(super) acme: TenantId,
    pub(super) foreign: TenantId,
    pub(super) runtime: Runtime,
    pub(super) other: Runtime,
    /// An id that nobody has.
    pub(super) nobody: String,
    /// A token of a member of the tenant.
    pub(super) person: String,
    enrolment: String,
}

#[rustfmt::skip]
pub(super) const ALL: &[Operation] = &[
    Operation { id: "runtime_register", success: 201, field: "version", method: "POST",
                path: |_| "/kernel/runtimes/register".into(), body: Scene::registration },
    Operation { id: "runtime_heartbeat", success: 200, field: "status", method: "POST",
                path: |it| format!("/kernel/runtimes/{}/heartbeat", it.runtime.id),
                body: |_| Body::Json(json!({ "status": "healthy" })) },
    Operation { id: "identity_resolve", success: 200, field: "external_token", method: "POST",
                path: |_| "/kernel/identity/resolve".into(),
                body: |it| Body::Json(json!({ "tenant_id": it.acme, "external_token": it.person })) },
    Operation { id: "entitlement_check", success: 200, field: "feature", method: "POST",
                path: |_| "/kernel/entitlements/check".into(), body: Scene::question },
    Operation { id: "audit_ingest", success: 202, field: "actor_id", method: "POST",
                path: |_| "/kernel/audit/events".into(), body: Scene::event },
    Operation { id: "usage_ingest", success: 202, field: "amount", method: "POST",
                path: |_| "/kernel/usage/events".into(), body: Scene::usage },
    Operation { id: "licence_view", success: 200, field: "", method: "GET",
                path: |_| "/kernel/licence".into(), body: |_| Body::None },
    Operation { id: "event_list", success: 200, field: "", method: "GET",
                path: |_| "/kernel/events".into(), body: |_| Body::None },
];

impl Request {
    /// A field of the body; of its first event, where it has events.
    pub(super) fn field(&mut self, name: &str) -> &mut Value {
        &mut self.object()[name]
    }

    /// Takes a field away.
    pub(super) fn without(&mut self, name: &str) {
        self.object().as_object_mut().unwrap().remove(name);
    }

    fn object(&mut self) -> &mut Value {
        let Body::Json(body) = &mut self.body else { panic!("this call has no JSON body") };
        if body.get("events").is_some() { &mut body["events"][0] } else { body }
    }
}

impl Scene {
    pub(super) async fn start() -> Self {
        let kernel = Kernel::start().await;
        let acme = kernel.tenant("acme").await.id;
        let foreign = kernel.tenant("foreign").await.id;
        let runtime = kernel.runtime_of(acme, "reports", "dedicated").await;
        let other = kernel.runtime_of(acme, "reports", "dedicated").await;
        kernel.member(acme, "ada@acme.test", &["member"]).await;
        let (person, nobody) = (kernel.token("ada@acme.test"), kernel.id());
        let enrolment = kernel.enrol(acme, "reports", "dedicated").await;
        Self { kernel, acme, foreign, runtime, other, nobody, person, enrolment }
    }

    /// The request that succeeds.
    pub(super) fn request(&self, call: &Operation) -> Request {
        let enters = call.id == "runtime_register";
        Request {
            version: Some("v0.1".to_owned()),
            tenant: Some(self.acme.to_string()),
            runtime: (!enters).then(|| self.runtime.id.to_string()),
            token: Some(if enters { self.enrolment.clone() } else { self.runtime.token.clone() }),
            key: None,
            body: (call.body)(self),
        }
    }

    /// Sends it.
    pub(super) async fn send(&self, call: &Operation, request: Request) -> Reply {
        let method: Method = call.method.parse().unwrap();
        let mut sent = self.kernel.http().call(&method, &(call.path)(self));
        let headers = [
            ("x-contract-version", request.version),
            ("x-tenant-id", request.tenant),
            ("x-runtime-id", request.runtime),
            ("authorization", request.token.map(|token| format!("Bearer {token}"))),
            ("idempotency-key", request.key.map(str::to_owned)),
            ("x-correlation-id", Some("proof-1".to_owned())),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                sent = sent.header(name, &value);
            }
        }
        match request.body {
            Body::None => sent.await,
            Body::Json(body) => sent.json(body).await,
            Body::Bytes(kind, bytes) => sent.body(kind, bytes).await,
        }
    }

    /// Beats, however things stand.
    pub(super) async fn beat(&self) -> Value {
        self.runtime.beat().await
    }

    /// Suspends the tenant.
    pub(super) async fn suspend_tenant(&self) {
        let path = format!("/v1/tenants/{}/suspend", self.acme);
        let reason = json!({ "reason": "It did not pay." });
        self.kernel.owner().post(&path, reason).await.expect(200);
    }

    fn registration(&self) -> Body {
        let key = self.kernel.key();
        Body::Json(fixture::registration(self.acme, "reports", "dedicated", &key))
    }

    fn question(&self) -> Body {
        Body::Json(json!({
            "tenant_id": self.acme, "runtime_id": self.runtime.id, "feature": "report.view",
        }))
    }

    fn event(&self) -> Body {
        Body::Json(json!({
            "event_id": self.kernel.id(), "tenant_id": self.acme,
            "runtime_id": self.runtime.id, "actor_type": "user", "actor_id": "ada",
            "type": "report.exported", "timestamp": self.kernel.clock.now(),
            "correlation_id": "c-1",
        }))
    }

    fn usage(&self) -> Body {
        Body::Json(json!({ "events": [{
            "event_id": self.kernel.id(), "tenant_id": self.acme,
            "runtime_id": self.runtime.id, "feature": "report.export:monthly", "amount": 1,
            "occurred_at": self.kernel.clock.now(),
        }] }))
    }
}

/// The `operationId`s under `/kernel` in the generated document.
pub(super) fn described() -> Vec<String> {
    let document = serde_json::to_value(router::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let calls = paths.iter().filter(|(path, _)| path.starts_with("/kernel"));
    let operations = calls.flat_map(|(_, item)| item.as_object().unwrap().values());
    let mut ids: Vec<String> = operations
        .filter_map(|operation| operation["operationId"].as_str())
        .map(str::to_owned)
        .collect();
    ids.sort();
    ids
}
