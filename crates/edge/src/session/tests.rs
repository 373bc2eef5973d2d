//! The life of a browser session.
use std::path::Path;

use axum::http::Method;
use chrono::TimeDelta;
use leme_edge::SCHEMA;
use leme_testkit::{Database, catalogue};
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::issuer::Twist;
use crate::harness::upstreams::{ACME, BETA};

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_fits_the_tables() {
    let database = Database::fresh(&[SCHEMA]).await;
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert!(catalogue::prepare_all(&database, "edge", &src).await >= 10);
    catalogue::tables(&database, &[SCHEMA]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_tells_who_is_here_and_nothing_secret() {
    let world = World::new().await;
    let stranger: Value = world.http().get("/auth/session").await.expect(200).json();
    assert_eq!(stranger, json!({ "authenticated": false }));
    let browser = world.signed_in().await;
    let reply = browser.get("/auth/session").await.expect(200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let told: Value = reply.json();
    assert_eq!(told["user"], json!({ "name": "Ada Lima", "email": "ada@leme.test" }));
    assert_eq!(told["tenant"]["slug"], "acme");
    assert_eq!(told["memberships"].as_array().unwrap().len(), 2);
    assert!(!reply.text().contains("access-") && !reply.text().contains("refresh-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_neither_the_cookie_nor_a_token() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let cookie = browser.cookie("leme_session").unwrap();
    let mut owner = world.database.owner().await;
    let rows: Vec<String> = sqlx::query_scalar("select s::text from edge.sessions s")
        .fetch_all(&mut owner)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let readable: String = rows[0].clone() + &unhex(&rows[0]);
    assert!(!readable.contains(&cookie) && !readable.contains("access-1"), "{readable}");
}

fn unhex(text: &str) -> String {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks_exact(2).map(|two| char::from(pair(two))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_the_token_and_our_own_page() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let bare = browser.call(&Method::POST, "/api/shop/x").json(json!({}));
    browser.send(bare).await.problem(403, "auth.forbidden");
    let wrong = browser.call(&Method::POST, "/api/shop/x").json(json!({}));
    browser.send(wrong.header("x-csrf-token", "guess")).await.problem(403, "auth.forbidden");
    let elsewhere = browser.call(&Method::POST, "/api/shop/x").json(json!({}));
    let elsewhere = elsewhere.header("x-csrf-token", &browser.csrf());
    let elsewhere = elsewhere.header("origin", "http://evil.example");
    browser.send(elsewhere).await.problem(403, "auth.forbidden");
    let echo: Value = browser.post("/api/shop/x", json!({ "a": 1 })).await.expect(200).json();
    assert_eq!(echo["body"], "{\"a\":1}");
    assert!(echo["headers"].get("x-csrf-token").is_none());
    for path in ["/auth/tenant", "/auth/logout"] {
        let bare = browser.call(&Method::POST, path).json(json!({ "tenant_id": BETA }));
        browser.send(bare).await.problem(403, "auth.forbidden");
    }
    browser.get("/api/shop/x").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_moves_between_their_organisations_only() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    browser.post("/auth/tenant", json!({ "tenant_id": BETA })).await.expect(204);
    let echo: Value = browser.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["x-tenant-id"], BETA);
    let foreign = "01900000-0000-7000-8000-0000000000ff";
    let refused = browser.post("/auth/tenant", json!({ "tenant_id": foreign })).await;
    refused.problem(404, "not_found");
    // The next sign-in begins where the last one ended.
    let again = world.signed_in().await;
    assert_eq!(again.learn_csrf().await["tenant"]["slug"], "beta");
    // A membership that is gone is gone here, too.
    world.kernel.memberships(&[(ACME, "acme")]);
    assert_eq!(again.learn_csrf().await["tenant"]["slug"], "acme");
    let echo: Value = again.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["x-tenant-id"], ACME);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_eight_idle_hours_and_after_seven_days() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.later(TimeDelta::minutes(7 * 60 + 59));
    browser.get("/api/shop/x").await.expect(200);
    world.later(TimeDelta::minutes(7 * 60 + 59));
    browser.get("/api/shop/x").await.expect(200);
    world.later(TimeDelta::hours(8));
    browser.get("/api/shop/x").await.problem(401, "auth.required");
    let busy = world.signed_in().await;
    for _ in 0..23 {
        world.later(TimeDelta::hours(7));
        busy.get("/api/shop/x").await.expect(200);
    }
    world.later(TimeDelta::hours(7));
    busy.get("/api/shop/x").await.problem(401, "auth.required");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_session_is_over_calls_are_told_and_pages_lead_to_the_sign_in() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let other_tab = world.browser();
    other_tab.set_cookie("leme_session", &browser.cookie("leme_session").unwrap());
    world.later(TimeDelta::hours(9));
    let page = other_tab.visit("/apps/shop/x?y=1").await.expect(303);
    assert_eq!(page.header("location"), "/auth/login?return_to=%2Fapps%2Fshop%2Fx%3Fy%3D1");
    let told: Value = browser.get("/auth/session").await.expect(200).json();
    assert_eq!(told, json!({ "authenticated": false }));
    assert!(browser.cookie("leme_session").is_none(), "the cookie stays");
    // A token of its own stands for itself, whatever an old cookie says.
    let own = world.http().bearer("mine").with("cookie", "leme_session=old");
    let echo: Value = own.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["authorization"], "Bearer mine");
    world.http().with("cookie", "leme_session=x").get("/api/shop/x").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_everywhere_and_leads_to_the_identity_provider() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let cookie = browser.cookie("leme_session").unwrap();
    let (second, _app) = world.second().await;
    let there = browser.at(&second);
    let heard = async || there.get("/api/shop/x").await.status == 200;
    world.until("the second edge", heard).await;
    let told: Value = browser.post("/auth/logout", json!({})).await.expect(200).json();
    let redirect = told["redirect"].as_str().unwrap();
    assert!(redirect.contains("/end-session?id_token_hint="), "{redirect}");
    world.until("the refresh token", async || world.issuer.given_back()).await;
    assert!(browser.cookie("leme_session").is_none());
    // The other edge forgets within a moment, long before its memory ends.
    there.set_cookie("leme_session", &cookie);
    let gone = async || {
        there.set_cookie("leme_session", &cookie);
        there.get("/api/shop/x").await.status == 401
    };
    let start = std::time::Instant::now();
    world.until("the end of the session", gone).await;
    assert!(start.elapsed() < std::time::Duration::from_secs(2));
    browser.post("/auth/logout", json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_requests_at_once_refresh_once() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.later(TimeDelta::minutes(11));
    let calls = (0..50).map(|_| {
        let browser = browser.clone();
        tokio::spawn(async move { browser.get("/api/shop/x").await })
    });
    let calls: Vec<_> = calls.collect();
    for call in calls {
        let echo: Value = call.await.unwrap().expect(200).json();
        assert_eq!(echo["headers"]["authorization"], "Bearer access-2");
    }
    assert_eq!(world.issuer.refreshes(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_edges_refresh_once() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let (second, _app) = world.second().await;
    let there = browser.at(&second);
    let heard = async || there.get("/api/shop/x").await.status == 200;
    world.until("the second edge", heard).await;
    world.later(TimeDelta::minutes(11));
    let calls: Vec<_> = (0..20)
        .map(|turn| {
            let browser = if turn % 2 == 0 { browser.clone() } else { there.clone() };
            tokio::spawn(async move { browser.get("/api/shop/x").await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().expect(200);
    }
    assert_eq!(world.issuer.refreshes(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_refresh_ends_the_session() {
    let world = World::new().await;
    for twist in [Twist::RefusesRefresh, Twist::Subject] {
        let browser = world.signed_in().await;
        world.issuer.twist(twist);
        world.later(TimeDelta::minutes(11));
        browser.get("/api/shop/x").await.problem(401, "auth.required");
        assert!(browser.cookie("leme_session").is_none());
        world.issuer.twist(Twist::None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_identity_provider_is_away_a_token_that_holds_is_used() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    world.issuer.twist(Twist::Away);
    world.later(TimeDelta::seconds(550));
    let echo: Value = browser.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["authorization"], "Bearer access-1");
    world.later(TimeDelta::seconds(60));
    browser.get("/api/shop/x").await.problem(503, "unavailable");
    world.issuer.twist(Twist::None);
    let echo: Value = browser.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["authorization"], "Bearer access-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hot_session_asks_no_database() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    browser.get("/api/shop/x").await.expect(200);
    let mut owner = world.database.owner().await;
    sqlx::query("alter table edge.sessions rename to hidden").execute(&mut owner).await.unwrap();
    for _ in 0..100 {
        browser.get("/api/shop/x").await.expect(200);
    }
}
