//! How long somebody stays signed in, and what a session is known by.
use chrono::TimeDelta;

use crate::harness::Idp;
use crate::harness::browser::Browser;

#[tokio::test]
async fn a_session_ends_after_a_week() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    idp.tokens(&mut browser, &client, &ada).await;
    idp.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    assert!(browser.get(&idp.authorize(&client, &[])).await.sent("code").is_some());
    idp.clock.advance(TimeDelta::seconds(1));
    assert_eq!(browser.get(&idp.authorize(&client, &[])).await.status, 200);
}

#[tokio::test]
async fn nothing_in_the_database_can_be_used_as_a_cookie_code_or_token() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let tokens = idp.tokens(&mut browser, &client, &ada).await;
    let mut owner = idp.database.owner().await;
    let mut rows: Vec<String> = Vec::new();
    for statement in [
        "select coalesce(string_agg(t::text, ' '), '') from idp.sessions t",
        "select coalesce(string_agg(t::text, ' '), '') from idp.refresh_tokens t",
        "select coalesce(string_agg(t::text, ' '), '') from idp.clients t",
        "select coalesce(string_agg(t::text, ' '), '') from idp.throttles t",
    ] {
        rows.push(sqlx::query_scalar(statement).fetch_one(&mut owner).await.unwrap());
    }
    let stored = rows.join(" ");
    assert!(!stored.contains(&browser.cookies["leme_idp"]));
    assert!(!stored.contains(tokens["refresh_token"].as_str().unwrap()));
    assert!(!stored.contains(client.secret.as_deref().unwrap()));
    assert!(!stored.contains(&ada.email));
}
