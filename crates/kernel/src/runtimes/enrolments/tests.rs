//! Tests of the enrolments: who gives a token, and that nobody sees it twice.
use serde_json::{Value, json};
use sqlx::Row;

use crate::fixture::{Kernel, registration};

const PATH: &str = "/v1/runtimes/enrolments";

#[tokio::test]
async fn a_token_is_shown_once_and_kept_only_as_a_hash() {
    let kernel = Kernel::start().await;
    let new = json!({
        "tenant_id": kernel.internal, "runtime_type": "custom", "product": "reports",
        "deployment_mode": "shared",
    });
    let first = kernel.owner().post(PATH, &new).key("once").await.expect(201);
    let first: Value = first.json();
    let token = first["token"].as_str().unwrap();
    assert!(token.starts_with("lme_enr_") && token.len() == 51, "{token}");
    assert_eq!(first["state"], "open");

    let again: Value = kernel.owner().post(PATH, &new).key("once").await.expect(201).json();
    assert_eq!(again["enrolment_id"], first["enrolment_id"]);
    assert!(again.get("token").is_none());
    let list = kernel.owner().get(PATH).await.expect(200);
    assert!(!list.text().contains("lme_enr_"));

    let mut owner = kernel.database.owner().await;
    let dump = "select e.token_hash::text || coalesce(k.body::text, '') || a.payload::text
                || o.data::text as everything
         from kernel.enrolments e, kernel.idempotency_keys k, kernel.audit_events a,
              kernel.outbox o";
    let rows = sqlx::query(dump).fetch_all(&mut owner).await.unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(!row.get::<String, _>(0).contains(token));
    }
}

#[tokio::test]
async fn an_enrolment_is_open_then_used_or_expired() {
    let kernel = Kernel::start().await;
    let used = kernel.enrol(kernel.internal, "reports", "shared").await;
    let request = registration(kernel.internal, "reports", "shared", &kernel.key());
    let entered: Value = kernel.register(kernel.internal, &used, &request).await.expect(201).json();
    kernel.advance(1);
    kernel.enrol(kernel.internal, "labels", "shared").await;
    let states = || async {
        let page: Value = kernel.owner().get(PATH).await.expect(200).json();
        let items = page["items"].as_array().unwrap().clone();
        items.into_iter().map(|it| (it["product"].clone(), it["state"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        states().await,
        [(json!("labels"), json!("open")), (json!("reports"), json!("used")),]
    );
    let page: Value = kernel.owner().get(PATH).await.expect(200).json();
    assert_eq!(page["items"][1]["runtime_id"], entered["runtime_id"]);
    kernel.advance(3_600);
    assert_eq!(states().await[0].1, "expired");
}

#[tokio::test]
async fn only_the_platform_enrols_shared_runtimes() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let new = |tenant, mode: &str| {
        json!({ "tenant_id": tenant, "runtime_type": "custom", "product": "reports",
                "deployment_mode": mode })
    };
    let reply = acme.admin.post(PATH, new(acme.id, "shared")).await;
    let problem = reply.problem(422, "request.invalid");
    assert_eq!(problem["violations"][0]["code"], "platform_only");
    // Not even the platform gives a tenant a shared runtime.
    let reply = kernel.owner().post(PATH, new(acme.id, "shared")).await;
    reply.problem(422, "request.invalid");
    let reply = acme.admin.post(PATH, new(kernel.internal, "shared")).await;
    reply.problem(404, "not_found");
    acme.admin.post(PATH, new(acme.id, "on_prem")).await.expect(201);
}

#[tokio::test]
async fn a_tenant_enrols_for_itself_and_below_and_sees_no_more() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let branch = kernel.tenant_below("branch", acme.id).await;
    let new = |tenant| {
        json!({ "tenant_id": tenant, "runtime_type": "custom", "product": "reports",
                "deployment_mode": "dedicated" })
    };
    acme.admin.post(PATH, new(branch.id)).await.expect(201);
    acme.admin.post(PATH, new(other.id)).await.problem(404, "not_found");
    other.admin.post(PATH, new(other.id)).await.expect(201);
    let page: Value = acme.admin.get(PATH).await.expect(200).json();
    let tenants: Vec<&Value> =
        page["items"].as_array().unwrap().iter().map(|it| &it["tenant_id"]).collect();
    assert_eq!(tenants, [&json!(branch.id)]);
}

#[tokio::test]
async fn whoever_may_not_govern_runtimes_gives_no_token() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let auditor = kernel.member(acme.id, "auditor@acme.test", &["auditor"]).await;
    let new = json!({ "tenant_id": acme.id, "runtime_type": "custom", "product": "reports",
                      "deployment_mode": "dedicated" });
    auditor.post(PATH, &new).await.problem(403, "auth.forbidden");
    auditor.get(PATH).await.expect(200);
    let member = kernel.member(acme.id, "member@acme.test", &["member"]).await;
    member.get(PATH).await.problem(403, "auth.forbidden");
    kernel.http().tenant(acme.id).get(PATH).await.problem(401, "auth.required");
}

#[tokio::test]
async fn what_cannot_be_enrolled_is_named_field_by_field() {
    let kernel = Kernel::start().await;
    let new = |product: &str, seconds: u32| {
        json!({ "tenant_id": kernel.internal, "runtime_type": "custom", "product": product,
                "deployment_mode": "shared", "expires_in_s": seconds })
    };
    for (product, seconds, pointer) in [
        ("Reports", 60, "/product"),
        ("x", 60, "/product"),
        ("kernel", 60, "/product"),
        ("reports", 59, "/expires_in_s"),
        ("reports", 604_801, "/expires_in_s"),
    ] {
        let problem = kernel.owner().post(PATH, new(product, seconds)).await;
        let problem = problem.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], pointer);
    }
}
