//! The pages of problems.
use axum::http::Method;

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_has_a_page_that_says_what_to_do() {
    let world = World::new().await;
    let page = world.browser().visit("/problems/tenant.required").await.expect(200);
    assert!(page.text().contains("X-Tenant-Id"), "{}", page.text());
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!page.text().contains("<script"));
    let list = world.browser().visit("/problems").await.expect(200);
    assert!(list.text().contains("/problems/entitlement.no_entitlement"), "{}", list.text());
    world.http().get("/problems/never.heard").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_is_asked_and_data_is_answered() {
    let world = World::new().await;
    let call = world.browser().call(&Method::GET, "/api/none/x");
    call.header("accept", "application/json").await.problem(404, "not_found");
    let page = world.browser().visit("/api/none/<script>").await.expect(404);
    assert!(page.text().contains("There is no such page") && !page.text().contains("<script>"));
}
