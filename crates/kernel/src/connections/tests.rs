//! Connections over HTTP: secrets go in and never come out, and nothing reaches into our network.
use leme_ground::seal::Sealer;
use leme_testkit::Idp;
use serde_json::{Value, json};

use crate::fixture::{Kernel, Tenant};

fn at(tenant: &Tenant) -> String {
    format!("/v1/tenants/{}/connections", tenant.id)
}

fn input(issuer: &str) -> Value {
    json!({
        "name": "Acme SSO", "provider": "oidc", "issuer": issuer, "client_id": "leme-at-acme",
        "client_secret": "s3cr3t-of-acme", "token_use": "id",
    })
}

/// What Acme's provider says of somebody whom nobody invited.
fn joe() -> Value {
    json!({
        "sub": "u-7", "aud": "leme-at-acme", "email": "joe@acme.test", "email_verified": true,
    })
}

async fn connect(tenant: &Tenant, input: Value) -> Value {
    tenant.admin.post(&at(tenant), input).await.expect(201).json()
}

fn path_of(tenant: &Tenant, connection: &Value) -> String {
    format!("{}/{}", at(tenant), connection["connection_id"].as_str().unwrap())
}

#[tokio::test]
async fn a_new_tenant_has_the_built_in_sign_in() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let page: Value = acme.admin.get(&at(&acme)).await.expect(200).json();
    let only = &page["items"][0];
    assert_eq!(
        (&only["provider"], &only["issuer"]),
        (&json!("local"), &json!(kernel.idp.issuer()))
    );
    assert_eq!((&only["audience"], &only["has_secret"]), (&json!("leme"), &json!(false)));
}

#[tokio::test]
async fn a_secret_goes_in_and_is_never_shown() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let made = connect(&acme, input("http://127.0.0.1:9/sso")).await;
    assert_eq!((&made["has_secret"], &made["audience"]), (&json!(true), &json!("leme-at-acme")));
    let path = path_of(&acme, &made);
    for path in [path.as_str(), &at(&acme), "/v1/audit", "/v1/audit/export.csv"] {
        let shown = acme.admin.get(path).await.expect(200).text();
        assert!(!shown.contains("s3cr3t-of-acme"), "{path} shows it");
    }
}

#[tokio::test]
async fn a_secret_is_sealed_at_rest_for_its_tenant_alone() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    connect(&acme, input("http://127.0.0.1:9/sso")).await;
    let mut platform = kernel.database.connect_as("leme_kernel_platform").await;
    let sealed: Vec<u8> = sqlx::query_scalar(
        "select client_secret_sealed from kernel.connections where client_secret_sealed is not null",
    )
    .fetch_one(&mut platform)
    .await
    .unwrap();
    assert!(!sealed.windows(14).any(|bytes| bytes == b"s3cr3t-of-acme"));
    let sealer: &Sealer = &kernel.app.sealer;
    let purpose = "connection.client_secret";
    assert_eq!(sealer.open(acme.id, purpose, &sealed).unwrap(), b"s3cr3t-of-acme");
    assert!(sealer.open(kernel.internal, purpose, &sealed).is_err());
}

#[tokio::test]
async fn without_a_new_secret_the_old_one_stays_and_an_empty_one_removes_it() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let mut change = input("http://127.0.0.1:9/sso");
    let path = path_of(&acme, &connect(&acme, change.clone()).await);
    change.as_object_mut().unwrap().remove("client_secret");
    let kept: Value = acme.admin.put(&path, &change).await.expect(200).json();
    assert_eq!(kept["has_secret"], true);
    change["client_secret"] = json!("");
    let gone: Value = acme.admin.put(&path, &change).await.expect(200).json();
    assert_eq!(gone["has_secret"], false);
}

#[tokio::test]
async fn an_issuer_inside_our_network_is_refused_in_production() {
    let kernel = Kernel::with(|config| config.allow_private_idps = false).await;
    // The built-in provider is private here too, so that nobody can sign in over HTTP: ask the
    // rule itself, as the handler does.
    let guard = kernel.app.verifier.guard();
    for inside in [
        "http://idp.example.com",
        "https://127.0.0.1",
        "https://localhost",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://10.1.2.3",
        "file:///etc/passwd",
    ] {
        let read: leme_kernel::connections::model::ConnectionInput =
            serde_json::from_value(input(inside)).unwrap();
        assert!(read.check(guard, "https://platform.example/idp").is_err(), "{inside}");
    }
}

#[tokio::test]
async fn what_is_no_connection_is_refused_with_everything_at_once() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let mut wrong = input("nonsense");
    wrong["provider"] = json!("saml");
    wrong["client_id"] = json!("");
    let problem = acme.admin.post(&at(&acme), wrong).await.problem(422, "request.invalid");
    let pointers: Vec<_> =
        problem["violations"].as_array().unwrap().iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, ["/provider", "/issuer", "/client_id"]);
    let mut queried = input("http://127.0.0.1:9/sso?x=1");
    acme.admin.post(&at(&acme), &queried).await.problem(422, "request.invalid");
    queried = input("http://127.0.0.1:9/sso");
    queried["jit"] = json!({ "enabled": true, "default_roles": ["No Role"] });
    acme.admin.post(&at(&acme), &queried).await.problem(422, "request.invalid");
}

#[tokio::test]
async fn an_issuer_is_connected_once_per_tenant() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    let issuer = "http://127.0.0.1:9/sso";
    connect(&acme, input(issuer)).await;
    acme.admin.post(&at(&acme), input(issuer)).await.problem(409, "conflict.issuer");
    connect(&other, input(issuer)).await;
    let second = path_of(&acme, &connect(&acme, input("http://127.0.0.1:9/two")).await);
    acme.admin.put(&second, input(issuer)).await.problem(409, "conflict.issuer");
}

#[tokio::test]
async fn a_tenant_has_at_most_twenty_connections() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    for n in 1..20 {
        connect(&acme, input(&format!("http://127.0.0.1:9/{n}"))).await;
    }
    let one_more = input("http://127.0.0.1:9/more");
    acme.admin.post(&at(&acme), one_more).await.problem(409, "conflict.too_many");
}

#[tokio::test]
async fn a_connection_gives_no_role_beyond_the_givers() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let mut owners = input("http://127.0.0.1:9/sso");
    owners["role_mappings"] = json!([{ "claim": "groups", "value": "root", "role": "owner" }]);
    acme.admin.post(&at(&acme), &owners).await.problem(403, "auth.forbidden");
    owners["role_mappings"] = json!([]);
    owners["jit"] = json!({ "enabled": true, "default_roles": ["owner"] });
    acme.admin.post(&at(&acme), &owners).await.problem(403, "auth.forbidden");
}

#[tokio::test]
async fn people_of_a_connected_provider_come_in_just_in_time_with_mapped_roles() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = Idp::start().await;
    let mut open = input(&sso.issuer());
    open["jit"] = json!({ "enabled": true, "default_roles": ["student"] });
    open["role_mappings"] = json!([{ "claim": "groups", "value": "staff", "role": "auditor" }]);
    connect(&acme, open).await;
    let claims = json!({
        "sub": "u-7", "aud": "leme-at-acme", "email": "joe@acme.test", "email_verified": true,
        "groups": ["staff", "x"],
    });
    let joe = kernel.http().bearer(&sso.token(&claims)).tenant(acme.id);
    let me: Value = joe.get("/v1/me").await.expect(200).json();
    assert_eq!(me["active"]["roles"], json!(["auditor", "student"]));
    assert_eq!(me["memberships"][0]["tenant"]["slug"], "acme");
    // The claim is gone, and with it the role; the membership stays.
    let mut less = claims;
    less["groups"] = json!([]);
    let joe = kernel.http().bearer(&sso.token(&less)).tenant(acme.id);
    let me: Value = joe.get("/v1/me").await.expect(200).json();
    assert_eq!(me["active"]["roles"], json!(["student"]));
}

#[tokio::test]
async fn many_first_calls_of_one_person_make_one_member() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = Idp::start().await;
    let mut open = input(&sso.issuer());
    open["jit"] = json!({ "enabled": true });
    connect(&acme, open).await;
    let claims = joe();
    let joe = kernel.http().bearer(&sso.token(&claims)).tenant(acme.id);
    let calls = (0..8).map(|_| async { joe.get("/v1/navigation").await.expect(200) });
    futures_util::future::join_all(calls).await;
    let page: Value =
        acme.admin.get(&format!("/v1/tenants/{}/members?q=joe", acme.id)).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_comes_with_anothers_address_is_unknown() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = Idp::start().await;
    let mut open = input(&sso.issuer());
    open["jit"] = json!({ "enabled": true });
    connect(&acme, open).await;
    let mut claims = joe();
    claims["email"] = json!("admin@acme.test");
    let mallory = kernel.http().bearer(&sso.token(&claims)).tenant(acme.id);
    mallory.get("/v1/navigation").await.problem(403, "tenant.forbidden");
}

#[tokio::test]
async fn a_connection_that_is_closed_or_gone_lets_nobody_in() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = Idp::start().await;
    let mut open = input(&sso.issuer());
    open["jit"] = json!({ "enabled": true, "default_roles": ["auditor"] });
    let path = path_of(&acme, &connect(&acme, open.clone()).await);
    let claims = joe();
    let joe = kernel.http().bearer(&sso.token(&claims)).tenant(acme.id);
    joe.get("/v1/tenants").await.expect(200);
    open["enabled"] = json!(false);
    acme.admin.put(&path, &open).await.expect(200);
    joe.get("/v1/tenants").await.problem(401, "auth.invalid");
    acme.admin.delete(&path).await.expect(204);
    joe.get("/v1/tenants").await.problem(401, "auth.invalid");
    acme.admin.get(&path).await.problem(404, "not_found");
    acme.admin.delete(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn whoever_is_below_an_owner_does_not_change_how_people_sign_in() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = input("http://127.0.0.1:9/sso");
    let path = path_of(&acme, &connect(&acme, sso.clone()).await);
    let owner = kernel.member(acme.id, "owner@acme.test", &["owner"]).await;
    let second = input("http://127.0.0.1:9/two");
    acme.admin.post(&at(&acme), &second).await.problem(403, "auth.forbidden");
    acme.admin.put(&path, &sso).await.problem(403, "auth.forbidden");
    acme.admin.delete(&path).await.problem(403, "auth.forbidden");
    owner.post(&at(&acme), &second).await.expect(201);
    owner.put(&path, &sso).await.expect(200);
    owner.delete(&path).await.expect(204);
}

#[tokio::test]
async fn a_secret_does_not_travel_to_another_client_or_issuer() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    for (field, value) in [("issuer", "http://127.0.0.1:9/evil"), ("client_id", "another")] {
        let mut change = input(&format!("http://127.0.0.1:9/{field}"));
        let made = connect(&acme, change.clone()).await;
        assert_eq!(made["has_secret"], true);
        change.as_object_mut().unwrap().remove("client_secret");
        change[field] = json!(value);
        let path = path_of(&acme, &made);
        let moved: Value = acme.admin.put(&path, &change).await.expect(200).json();
        assert_eq!((&moved[field], &moved["has_secret"]), (&json!(value), &json!(false)));
    }
}

#[tokio::test]
async fn the_built_in_provider_cannot_be_imitated() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let page: Value = acme.admin.get(&at(&acme)).await.expect(200).json();
    let path = path_of(&acme, &page["items"][0]);
    let local = json!({
        "name": "Leme", "provider": "local", "issuer": kernel.idp.issuer(),
        "client_id": "leme-edge", "audience": "leme", "token_use": "access",
    });
    acme.admin.put(&path, &local).await.expect(200);
    for (field, value) in [
        ("issuer", "http://127.0.0.1:9/sso"),
        ("provider", "oidc"),
        ("audience", "another"),
        ("client_id", "another"),
    ] {
        let mut wrong = local.clone();
        wrong[field] = json!(value);
        acme.admin.put(&path, &wrong).await.problem(422, "request.invalid");
        acme.admin.post(&at(&acme), &wrong).await.problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn a_secret_is_documented_but_kept_in_no_audit_entry_and_no_kept_answer() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let sso = input("http://127.0.0.1:9/sso");
    let call = acme.admin.post(&at(&acme), &sso).key("made");
    let path = path_of(&acme, &call.await.expect(201).json());
    acme.admin.put(&path, &sso).key("changed").await.expect(200);
    let mut owner = kernel.database.connect_as("leme_kernel_platform").await;
    for (count, kept) in [
        (
            2,
            "select to_jsonb(k)::text from kernel.idempotency_keys k where key in ('made', 'changed')",
        ),
        (2, "select to_jsonb(e)::text from kernel.audit_events e where type like 'connection.%'"),
    ] {
        let rows: Vec<String> = sqlx::query_scalar(kept).fetch_all(&mut owner).await.unwrap();
        assert_eq!(rows.len(), count, "{rows:?}");
        assert!(rows.iter().all(|row| !row.contains("s3cr3t-of-acme")), "{rows:?}");
    }
    let document = serde_json::to_value(leme_kernel::router::openapi()).unwrap();
    let input = &document["components"]["schemas"]["ConnectionInput"]["properties"];
    assert!(input["client_secret"].is_object(), "{input}");
}
