//! The way to the identity provider and back, and every way it may go wrong.
use axum::http::Method;
use chrono::TimeDelta;
use serde_json::Value;

use crate::harness::World;
use crate::harness::issuer::Twist;
use crate::harness::upstreams::BETA;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_comes_back_to_where_they_were() {
    let world = World::new().await;
    let browser = world.browser();
    let authorize = browser.begin("/auth/login?return_to=%2Fcourses%3Ftab%3D1").await;
    let query: std::collections::BTreeMap<_, _> = authorize.query_pairs().into_owned().collect();
    assert_eq!(query["redirect_uri"], format!("{}/auth/callback", world.url));
    assert_eq!(query["scope"], "openid profile email offline_access");
    let back = world.issuer.approve(&authorize);
    let done = browser.visit(&back).await.expect(303);
    assert_eq!(done.header("location"), "/courses?tab=1");
    let mut cookies = done.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let session = cookies.find(|line| line.starts_with("leme_session=")).unwrap();
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax"), "{session}");
    assert!(session.contains("Path=/") && !session.contains("Domain"), "{session}");
    let names = browser.cookie_line();
    assert!(!names.contains("leme_login_"), "{names}");
    assert_eq!(browser.learn_csrf().await["authenticated"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_cookies_are_secure_and_bound_to_the_host() {
    let world = World::with(|settings| settings.public_url = "https://leme.example".into()).await;
    let call = world.browser().call(&Method::GET, "/auth/login").header("host", "leme.example");
    let reply = call.header("accept", "text/html").await.expect(303);
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-leme_login_") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organisation_asked_for_is_the_active_one() {
    let world = World::new().await;
    let browser = world.browser();
    browser.sign_in(&world.issuer, "/auth/login?tenant=beta").await.expect(303);
    let echo: Value = browser.get("/api/shop/x").await.expect(200).json();
    assert_eq!(echo["headers"]["x-tenant-id"], BETA);
    let nowhere = world.browser().visit("/auth/login?tenant=nowhere").await.expect(404);
    assert!(nowhere.text().contains("There is no such page"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_away_after_a_sign_in() {
    let world = World::new().await;
    for evil in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
    {
        let path = format!("/auth/login?return_to={evil}");
        let done = world.browser().sign_in(&world.issuer, &path).await.expect(303);
        assert_eq!(done.header("location"), "/", "{evil}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_does_not_fit_signs_nobody_in() {
    let world = World::new().await;
    for twist in [
        Twist::Nonce,
        Twist::Issuer,
        Twist::Audience,
        Twist::Expired,
        Twist::Forged,
        Twist::NoIdToken,
    ] {
        world.issuer.twist(twist);
        let browser = world.browser();
        let page = browser.sign_in(&world.issuer, "/auth/login").await.expect(400);
        assert!(page.text().contains("The sign-in did not work"), "{twist:?}: {}", page.text());
        assert!(browser.cookie("leme_session").is_none(), "{twist:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_did_not_begin_in_this_browser_signs_nobody_in() {
    let world = World::new().await;
    let (mallory, victim) = (world.browser(), world.browser());
    let back = world.issuer.approve(&mallory.begin("/auth/login").await);
    let page = victim.visit(&back).await.expect(400);
    assert!(page.text().contains("This sign-in took too long"));
    assert!(victim.cookie("leme_session").is_none());
    // Another state than the one of the cookie.
    let other = back.replace("state=", "state=A");
    mallory.visit(&other).await.expect(400);
    // A made-up cookie.
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap();
    victim.set_cookie(&format!("leme_login_{}", &state[..8]), "AAAA");
    victim.visit(&back).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_from_another_issuer_is_refused() {
    let world = World::new().await;
    for change in [("iss=", "iss=http%3A%2F%2Fevil.example%2F"), ("&iss=", "&x=")] {
        let browser = world.browser();
        let back = world.issuer.approve(&browser.begin("/auth/login").await);
        browser.visit(&back.replace(change.0, change.1)).await.expect(400);
        assert!(browser.cookie("leme_session").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_once_and_a_sign_in_lasts_ten_minutes() {
    let world = World::new().await;
    let browser = world.browser();
    let back = world.issuer.approve(&browser.begin("/auth/login").await);
    let cookies = browser.cookie_line();
    browser.visit(&back).await.expect(303);
    let again = world.http().with("cookie", &cookies).get(&back).await;
    again.expect(400);
    let late = world.browser();
    let back = world.issuer.approve(&late.begin("/auth/login").await);
    world.later(TimeDelta::minutes(11));
    late.visit(&back).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_identity_provider_refuses_is_a_page() {
    let world = World::new().await;
    let browser = world.browser();
    let back = world.issuer.approve(&browser.begin("/auth/login").await);
    let denied = back.replace("code=", "error=access_denied&x=");
    let page = browser.visit(&denied).await.expect(400);
    assert!(page.text().contains("The sign-in did not work"));
    world.issuer.twist(Twist::Away);
    let page = world.browser().sign_in(&world.issuer, "/auth/login").await.expect(503);
    assert!(page.text().contains("This part is away"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_an_organisation_gets_a_clear_page_and_no_session() {
    let world = World::new().await;
    world.kernel.memberships(&[]);
    let browser = world.browser();
    let page = browser.sign_in(&world.issuer, "/auth/login").await.expect(403);
    assert!(page.text().contains("No organisation knows you yet"));
    assert!(page.text().contains("end-session"), "{}", page.text());
    assert!(browser.cookie("leme_session").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_sign_in_makes_a_new_session_and_ends_the_old_one() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let old = browser.cookie("leme_session").unwrap();
    browser.sign_in(&world.issuer, "/auth/login").await.expect(303);
    assert_ne!(browser.cookie("leme_session").unwrap(), old);
    let held = world.http().with("cookie", &format!("leme_session={old}"));
    held.get("/api/shop/x").await.problem(401, "auth.required");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_begins_at_the_name_where_it_will_end() {
    let world = World::new().await;
    let call = world.browser().call(&Method::GET, "/auth/login?return_to=%2Fx&tenant=beta");
    let reply = call.header("host", "127.0.0.2:99").await.expect(303);
    let expected = format!("{}/auth/login?return_to=%2Fx&tenant=beta", world.url);
    assert_eq!(reply.header("location"), expected);
}
