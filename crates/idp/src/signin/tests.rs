//! Signing in by the form.
use chrono::TimeDelta;
use leme_idp::accounts::{set_disabled, set_password};

use crate::harness::browser::Browser;
use crate::harness::flow::text;
use crate::harness::{Idp, PASSWORD};

#[tokio::test]
async fn wrong_password_unknown_account_and_disabled_account_look_the_same() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let gone = idp.person("gone@leme.test").await;
    set_disabled(&idp.db, idp.clock.now(), &gone.email.parse().unwrap(), true).await.unwrap();
    let mut seen = Vec::new();
    for (email, password) in [
        (ada.email.as_str(), "wrong password here"),
        ("nobody@leme.test", PASSWORD),
        ("not an address", PASSWORD),
        (gone.email.as_str(), PASSWORD),
        (ada.email.as_str(), ""),
        (ada.email.as_str(), &"x".repeat(4000)),
    ] {
        let mut browser = Browser::new();
        let page = browser.get(&idp.authorize(&client, &[])).await;
        let answer = idp.submit(&mut browser, &page, email, password).await;
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("do not match"), "{}", answer.body);
        assert!(!browser.cookies.contains_key("leme_idp"));
        let token = answer.attribute("name=\"form_token\"", "value");
        seen.push(answer.body.replace(&token, "").replace(email, ""));
    }
    assert!(seen.iter().all(|page| *page == seen[0]));
}

#[tokio::test]
async fn the_email_may_be_typed_in_any_case() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    idp.person("ada@leme.test").await;
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    let answer = idp.submit(&mut browser, &page, "  Ada@LEME.test ", PASSWORD).await;
    assert!(answer.sent("code").is_some());
}

#[tokio::test]
async fn a_form_works_only_in_the_browser_it_was_made_for_and_not_for_ever() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let (mut hers, mut other) = (Browser::new(), Browser::new());
    let page = hers.get(&idp.authorize(&client, &[])).await;
    let forged = idp.submit(&mut Browser::new(), &page, &ada.email, PASSWORD).await;
    assert_eq!(forged.status, 403);
    assert!(forged.body.contains("had expired"));
    other.get(&idp.authorize(&client, &[])).await;
    assert_eq!(idp.submit(&mut other, &page, &ada.email, PASSWORD).await.status, 403);
    let without = [("email", ada.email.as_str()), ("password", PASSWORD)];
    assert_eq!(hers.post(&idp.action(&page), &without).await.status, 403);
    let made_up = [without[0], without[1], ("form_token", "AAAA")];
    assert_eq!(hers.post(&idp.action(&page), &made_up).await.status, 403);
    idp.clock.advance(TimeDelta::hours(3));
    let stale = idp.submit(&mut hers, &page, &ada.email, PASSWORD).await;
    assert_eq!(stale.status, 403);
    // The page that said so is a fresh one.
    let answer = idp.submit(&mut hers, &stale, &ada.email, PASSWORD).await;
    assert!(answer.sent("code").is_some());
}

#[tokio::test]
async fn the_form_answers_the_request_it_was_made_for_checked_again() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    let token = page.attribute("name=\"form_token\"", "value");
    let action = idp.action(&page).replace("app.example", "evil.example");
    let fields = [("form_token", token.as_str()), ("email", &ada.email), ("password", PASSWORD)];
    assert_eq!(browser.post(&action, &fields).await.status, 400);
}

#[tokio::test]
async fn every_sign_in_makes_a_new_session_and_ends_the_old_one() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    idp.tokens(&mut browser, &client, &ada).await;
    let mut fixed = browser.clone();
    let old = browser.cookies["leme_idp"].clone();
    let again = idp.authorize(&client, &[("prompt", "login")]);
    idp.sign_in(&mut browser, &again, &ada).await;
    assert_ne!(browser.cookies["leme_idp"], old);
    assert_eq!(fixed.get(&idp.authorize(&client, &[])).await.status, 200);
    assert!(browser.get(&idp.authorize(&client, &[])).await.sent("code").is_some());
}

#[tokio::test]
async fn a_reload_of_a_failed_attempt_starts_over() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let mut browser = Browser::new();
    let page = browser.get(&idp.authorize(&client, &[])).await;
    let to = browser.get(&idp.action(&page)).await.location();
    assert!(to.as_str().starts_with(&idp.at("/authorize?client_id=leme-edge")), "{to}");
}

#[tokio::test]
async fn a_new_password_signs_out_everywhere() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let tokens = idp.tokens(&mut browser, &client, &ada).await;
    let email = ada.email.parse().unwrap();
    set_password(&idp.db, idp.clock.now(), &email, "another long password").await.unwrap();
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
    let page = browser.get(&idp.authorize(&client, &[])).await;
    assert_eq!(idp.submit(&mut browser, &page, &ada.email, PASSWORD).await.status, 403);
    let answer = idp.submit(&mut browser, &page, &ada.email, "another long password").await;
    assert!(answer.sent("code").is_some());
}
