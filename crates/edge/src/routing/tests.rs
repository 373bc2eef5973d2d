//! Routes come from the Kernel and outlive it.
use axum::http::Method;
use leme_testkit::{Http, Service};
use serde_json::Value;

use crate::harness::World;
use crate::harness::upstreams::runtime;

#[tokio::test(flavor = "multi_thread")]
async fn every_prefix_leads_to_its_upstream() {
    let world = World::new().await;
    let http = world.http().bearer("access-x");
    for (path, seen) in [
        ("/api/kernel/tenants?q=a%20b", "/v1/tenants?q=a%20b"),
        ("/kernel/jwks.json", "/kernel/jwks.json"),
        ("/api/shop/things/%C3%A9", "/v1/things/%C3%A9"),
        ("/apps/shop/page", "/page"),
    ] {
        let echo: Value = http.get(path).await.expect(200).json();
        assert_eq!(echo["uri"], seen, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_routes_outlive_the_kernel() {
    let world = World::new().await;
    world.kernel.stop().await;
    tokio::time::sleep(std::time::Duration::from_millis(1300)).await;
    world.http().get("/api/shop/x").await.expect(200);
    let problem = world.http().get("/api/kernel/me").await;
    assert_eq!(problem.header("retry-after"), "2");
    problem.problem(503, "unavailable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_routes_is_heard_and_an_unchanged_one_costs_no_body() {
    let world = World::new().await;
    world.until("an answer 304", async || world.kernel.unchanged() > 0).await;
    let other = Service::start(runtime()).await;
    world.http().get("/api/tools/x").await.problem(404, "not_found");
    world.kernel.route("tools", &other.url(), false);
    let heard = async || world.http().get("/api/tools/x").await.status == 200;
    world.until("the new route", heard).await;
    world.kernel.route("tools", &other.url(), true);
    let heard = async || world.http().get("/api/tools/x").await.status == 403;
    world.until("the suspension", heard).await;
    world.http().get("/api/tools/x").await.problem(403, "runtime.suspended");
    let page = world.browser().visit("/apps/tools/").await.expect(403);
    assert!(page.text().contains("This product is suspended"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_operators_is_not_public() {
    let world = World::new().await;
    let http = world.http();
    http.get("/healthz").await.expect(200);
    http.get("/readyz").await.expect(200);
    for path in ["/metrics", "/internal/edge/config", "/apps/shop/metrics", "/apps/shop/internal/x"]
    {
        http.get(path).await.problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admin_address_has_the_numbers() {
    let world = World::new().await;
    let health = leme_ground::http::health::router(world.app.readiness());
    let admin = Service::start(health).await;
    world.http().get("/api/shop/x").await.expect(200);
    // The first question installs the recorder; the second finds numbers.
    admin.http().get("/metrics").await.expect(200);
    world.http().get("/api/shop/x").await.expect(200);
    let numbers = admin.http().get("/metrics").await.expect(200).text();
    assert!(numbers.contains("/api/{product}/{*rest}"), "{numbers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_methods_are_refused_before_any_upstream() {
    let world = World::new().await;
    let http = Http::new(&world.url);
    http.call(&Method::TRACE, "/api/shop/x").await.problem(405, "method_not_allowed");
    http.call(&Method::POST, "/some/page").await.problem(405, "method_not_allowed");
}
