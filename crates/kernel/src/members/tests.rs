//! Members over HTTP: invited, arrived, governed, removed.
use serde_json::{Value, json};

use crate::fixture::{Kernel, Tenant};

fn at(tenant: &Tenant) -> String {
    format!("/v1/tenants/{}/members", tenant.id)
}

async fn find(tenant: &Tenant, email: &str) -> Value {
    let page: Value =
        tenant.admin.get(&format!("{}?q={email}", at(tenant))).await.expect(200).json();
    page["items"][0].clone()
}

fn path_of(tenant: &Tenant, member: &Value) -> String {
    format!("{}/{}", at(tenant), member["member_id"].as_str().unwrap())
}

#[tokio::test]
async fn an_invited_person_arrives_with_their_first_sign_in() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let invited = json!({ "email": "Ada@Acme.test", "name": "Ada", "roles": ["auditor"] });
    let made: Value = acme.admin.post(&at(&acme), invited).await.expect(201).json();
    assert_eq!((&made["status"], &made["email"]), (&json!("invited"), &json!("ada@acme.test")));
    assert!(made.get("identity_id").is_none());
    kernel.person("ada@acme.test").tenant(acme.id).get("/v1/tenants").await.expect(200);
    let arrived = find(&acme, "ada@acme.test").await;
    assert_eq!(
        (&arrived["status"], &arrived["identity_id"]),
        (&json!("active"), &made["member_id"])
    );
    assert!(arrived["last_seen_at"].is_string());
    let told = kernel.audited(acme.id).await;
    assert!(told.contains(&"member.joined".to_owned()), "{told:?}");
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_opens_no_invitation() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.member(acme.id, "ada@acme.test", &["admin"]).await;
    for verified in [json!(false), json!("no"), Value::Null] {
        let token = kernel.idp.token(&json!({
            "sub": "mallory", "aud": "leme", "email": "ada@acme.test", "email_verified": verified,
        }));
        let mallory = kernel.http().bearer(&token).tenant(acme.id);
        mallory.get("/v1/tenants").await.problem(403, "tenant.forbidden");
    }
}

#[tokio::test]
async fn an_invitation_that_was_taken_is_not_taken_again() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let ada = kernel.member(acme.id, "ada@acme.test", &["auditor"]).await;
    ada.get("/v1/tenants").await.expect(200);
    let token = kernel.idp.token(&json!({
        "sub": "another", "aud": "leme", "email": "ada@acme.test", "email_verified": true,
    }));
    let other = kernel.http().bearer(&token).tenant(acme.id);
    other.get("/v1/tenants").await.problem(403, "tenant.forbidden");
}

#[tokio::test]
async fn an_address_is_a_member_once() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let new = json!({ "email": "admin@acme.test", "roles": ["member"] });
    acme.admin.post(&at(&acme), new).await.problem(409, "conflict.member");
}

#[tokio::test]
async fn what_is_no_member_is_refused() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let many: Vec<String> = (0..21).map(|n| format!("role-{n}")).collect();
    for new in [
        json!({ "email": "nobody", "roles": ["member"] }),
        json!({ "email": "a@b.test", "roles": [] }),
        json!({ "email": "a@b.test", "roles": ["Not A Role"] }),
        json!({ "email": "a@b.test", "roles": many }),
        json!({ "email": "a@b.test" }),
    ] {
        acme.admin.post(&at(&acme), new).await.problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn nobody_gives_or_touches_a_role_that_can_do_more_than_theirs() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.member(acme.id, "owner@acme.test", &["owner"]).await;
    let owner = find(&acme, "owner@acme.test").await;
    let new = json!({ "email": "new@acme.test", "roles": ["owner"] });
    acme.admin.post(&at(&acme), new).await.problem(403, "auth.forbidden");
    let me = find(&acme, "admin@acme.test").await;
    let up = json!({ "roles": ["owner"] });
    acme.admin.patch(&path_of(&acme, &me), up).await.problem(403, "auth.forbidden");
    let down = json!({ "roles": ["member"] });
    acme.admin.patch(&path_of(&acme, &owner), down).await.problem(403, "auth.forbidden");
    acme.admin.delete(&path_of(&acme, &owner)).await.problem(403, "auth.forbidden");
    let auditor = kernel.member(acme.id, "auditor@acme.test", &["auditor"]).await;
    let new = json!({ "email": "new@acme.test", "roles": ["member"] });
    auditor.post(&at(&acme), new).await.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn the_last_who_can_govern_stays() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let me = path_of(&acme, &find(&acme, "admin@acme.test").await);
    acme.admin.delete(&me).await.problem(409, "conflict.last_governor");
    let down = json!({ "roles": ["member"] });
    acme.admin.patch(&me, &down).await.problem(409, "conflict.last_governor");
    kernel.member(acme.id, "second@acme.test", &["admin"]).await;
    acme.admin.patch(&me, &down).await.expect(200);
    acme.admin.get(&at(&acme)).await.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn two_who_remove_each_other_at_once_do_not_both_succeed() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let second = kernel.member(acme.id, "second@acme.test", &["admin"]).await;
    let me = path_of(&acme, &find(&acme, "admin@acme.test").await);
    let other = path_of(&acme, &find(&acme, "second@acme.test").await);
    second.get("/v1/navigation").await.expect(200);
    let (one, two) =
        tokio::join!(async { acme.admin.delete(&other).await }, async { second.delete(&me).await });
    let removed = [one.status, two.status].iter().filter(|status| **status == 204).count();
    assert_eq!(removed, 1, "{} and {}", one.status, two.status);
}

#[tokio::test]
async fn a_removed_member_is_out_with_the_next_call() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let ada = kernel.member(acme.id, "ada@acme.test", &["auditor"]).await;
    ada.get("/v1/tenants").await.expect(200);
    let path = path_of(&acme, &find(&acme, "ada@acme.test").await);
    acme.admin.delete(&path).await.expect(204);
    ada.get("/v1/tenants").await.problem(403, "tenant.forbidden");
    acme.admin.delete(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn another_role_counts_with_the_next_call() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let ada = kernel.member(acme.id, "ada@acme.test", &["member"]).await;
    ada.get("/v1/tenants").await.problem(403, "auth.forbidden");
    let path = path_of(&acme, &find(&acme, "ada@acme.test").await);
    let shown: Value =
        acme.admin.patch(&path, json!({ "roles": ["auditor"] })).await.expect(200).json();
    assert_eq!(shown["roles"], json!(["auditor"]));
    ada.get("/v1/tenants").await.expect(200);
}

#[tokio::test]
async fn members_are_listed_by_address_in_pages() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.member(acme.id, "zoe@acme.test", &["member"]).await;
    let first: Value = acme.admin.get(&format!("{}?limit=1", at(&acme))).await.expect(200).json();
    assert_eq!(first["items"][0]["email"], "admin@acme.test");
    let next = first["next"].as_str().unwrap();
    let path = format!("{}?limit=1&cursor={next}", at(&acme));
    let second: Value = acme.admin.get(&path).await.expect(200).json();
    assert_eq!((&second["items"][0]["email"], second.get("next")), (&json!("zoe@acme.test"), None));
}
