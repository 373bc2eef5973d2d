//! Tests of what the interface is made of: routes, sign-in, navigation, features.
use leme_kernel::edge_config::model::client_secret;
use serde_json::{Value, json};

use crate::fixture::{EDGE_TOKEN, Kernel, manifest};

#[tokio::test]
async fn only_the_edge_reads_the_internal_paths() {
    let kernel = Kernel::start().await;
    for path in ["/internal/edge/config", "/internal/signin"] {
        kernel.http().get(path).await.problem(401, "auth.invalid");
        kernel.http().bearer("guess").get(path).await.problem(401, "auth.invalid");
        kernel.owner().get(path).await.problem(401, "auth.invalid");
        kernel.edge().get(path).await.expect(200);
    }
}

#[tokio::test]
async fn without_a_secret_nobody_is_the_edge() {
    let none = leme_base::secret::Secret::new(String::new());
    let kernel = Kernel::with(|config| config.edge_token = none).await;
    kernel.http().get("/internal/edge/config").await.problem(401, "auth.invalid");
    let empty = kernel.http().with("authorization", "Bearer ");
    empty.get("/internal/edge/config").await.problem(401, "auth.invalid");
}

#[tokio::test]
async fn routes_are_answered_304_until_something_changes() {
    let kernel = Kernel::start().await;
    let runtime = kernel.runtime("reports").await;
    let reply = kernel.edge().get("/internal/edge/config").await.expect(200);
    let tag = reply.header("etag").to_owned();
    let config: Value = reply.json();
    let route = json!({ "product": "reports", "runtime_id": runtime.id, "suspended": false,
                        "endpoint": "http://127.0.0.1:7300" });
    assert_eq!(config["runtimes"], json!([route]));
    let ask = || kernel.edge().get("/internal/edge/config").header("if-none-match", &tag);
    assert!(ask().await.expect(304).body.is_empty());

    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    kernel.owner().post(&path, json!({ "reason": "wrong totals" })).await.expect(200);
    let config: Value = ask().await.expect(200).json();
    assert_eq!(config["runtimes"][0]["suspended"], true);
}

#[tokio::test]
async fn nobody_takes_a_products_traffic_by_enrolling_its_name() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let shared = kernel.runtime("reports").await;
    kernel.advance(1);
    kernel.runtime_of(acme.id, "reports", "dedicated").await;
    let config: Value = kernel.edge().get("/internal/edge/config").await.expect(200).json();
    let ids: Vec<&Value> =
        config["runtimes"].as_array().unwrap().iter().map(|it| &it["runtime_id"]).collect();
    assert_eq!(ids, [&json!(shared.id)]);
}

#[tokio::test]
async fn the_newest_runtime_of_a_product_comes_first() {
    let kernel = Kernel::start().await;
    kernel.runtime("reports").await;
    kernel.advance(1);
    let newest = kernel.runtime("reports").await;
    let config: Value = kernel.edge().get("/internal/edge/config").await.expect(200).json();
    assert_eq!(config["runtimes"][0]["runtime_id"], json!(newest.id));
    assert_eq!(config["runtimes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn people_sign_in_with_their_own_provider_where_there_is_one() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let signin = |query: &str| {
        let call = kernel.edge().get(&format!("/internal/signin{query}"));
        async move { call.await.expect(200).json::<Value>() }
    };
    let general = signin("").await;
    assert_eq!(general["tenant_id"], json!(kernel.internal));
    assert_eq!(general["issuer"], kernel.idp.issuer());
    assert_eq!(general["client_id"], "leme-edge");
    assert_eq!(general["token_use"], "access");
    assert_eq!(general["client_secret"], client_secret(EDGE_TOKEN));
    let local = signin("?tenant=acme").await;
    assert_eq!((&local["tenant_id"], &local["issuer"]), (&json!(acme.id), &general["issuer"]));

    let own = json!({
        "name": "Acme", "provider": "oidc", "issuer": "https://login.acme.example",
        "client_id": "leme", "client_secret": "s3cret", "token_use": "id",
    });
    let path = format!("/v1/tenants/{}/connections", acme.id);
    let made: Value = acme.admin.post(&path, own.clone()).await.expect(201).json();
    let through = signin("?tenant=acme").await;
    assert_eq!(through["connection_id"], made["connection_id"]);
    assert_eq!(through["client_secret"], "s3cret");
    assert_eq!(through["token_use"], "id");
    assert_eq!(signin("").await["connection_id"], general["connection_id"]);

    // One that is switched off is not used.
    let mut off = own;
    off["enabled"] = json!(false);
    let path = format!("{path}/{}", made["connection_id"].as_str().unwrap());
    acme.admin.put(&path, off).await.expect(200);
    assert_eq!(signin("?tenant=acme").await["connection_id"], local["connection_id"]);
    let reply = kernel.edge().get("/internal/signin?tenant=nobody").await;
    reply.problem(404, "not_found");
}

#[tokio::test]
async fn navigation_shows_what_the_organisation_holds_while_it_may_run() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let member = kernel.member(acme.id, "member@acme.test", &["member"]).await;
    let runtime = kernel.runtime("reports").await;
    kernel.runtime("labels").await;
    let groups = || {
        let call = member.get("/v1/navigation");
        async move { call.await.expect(200).json::<Value>()["groups"].clone() }
    };
    assert_eq!(groups().await, json!([]));
    let grant = kernel.grant(acme.id, "reports", "report.view").await;
    let manifest = manifest("reports", "shared");
    let shown = json!([{
        "product": "reports", "title": manifest["title"], "items": manifest["ui"],
    }]);
    assert_eq!(groups().await, shown);

    let path = format!("/v1/runtimes/{}", runtime.id);
    let reason = json!({ "reason": "wrong totals" });
    kernel.owner().post(&format!("{path}/suspend"), &reason).await.expect(200);
    assert_eq!(groups().await, json!([]));
    kernel.owner().post(&format!("{path}/resume"), json!({})).await.expect(200);
    assert_eq!(groups().await, shown);
    let id = grant["grant_id"].as_str().unwrap();
    let revoke = format!("/v1/tenants/{}/entitlements/{id}/revoke", acme.id);
    kernel.owner().post(&revoke, &reason).await.expect(200);
    assert_eq!(groups().await, json!([]));
}

#[tokio::test]
async fn navigation_is_for_members_only() {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    kernel.http().tenant(acme.id).get("/v1/navigation").await.problem(401, "auth.required");
    kernel.person("admin@acme.test").get("/v1/navigation").await.problem(400, "tenant.required");
    let stranger = kernel.person("stranger@other.test").tenant(acme.id);
    stranger.get("/v1/navigation").await.problem(403, "tenant.forbidden");
}

#[tokio::test]
async fn features_are_those_of_runtimes_that_serve_the_organisation() {
    let kernel = Kernel::start().await;
    let (acme, other) = (kernel.tenant("acme").await, kernel.tenant("other").await);
    kernel.runtime("reports").await;
    kernel.runtime_of(acme.id, "labels", "dedicated").await;
    let keys = |http: &leme_testkit::Http| {
        let call = http.get("/v1/features");
        async move {
            let page: Value = call.await.expect(200).json();
            let items = page["items"].as_array().unwrap();
            items.iter().map(|it| format!("{} {}", it["product"], it["key"])).collect::<Vec<_>>()
        }
    };
    let reports = [r#""reports" "report.export:*""#, r#""reports" "report.view""#];
    let labels = [r#""labels" "report.export:*""#, r#""labels" "report.view""#];
    assert_eq!(keys(&other.admin).await, reports);
    assert_eq!(keys(&acme.admin).await, [labels, reports].concat());
    assert_eq!(keys(&kernel.owner()).await, [labels, reports].concat());
    let member = kernel.member(acme.id, "member@acme.test", &["member"]).await;
    member.get("/v1/features").await.problem(403, "auth.forbidden");
}
