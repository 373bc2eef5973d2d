//! Signing out.
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::harness::browser::{Answer, Browser, Pairs};
use crate::harness::flow::text;
use crate::harness::{Client, Idp, Person};

const BYE: &str = "https://app.example/bye";

async fn signed_in() -> (Idp, Client, Person, Browser, Value) {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let tokens = idp.tokens(&mut browser, &client, &ada).await;
    (idp, client, ada, browser, tokens)
}

async fn end(idp: &Idp, browser: &mut Browser, query: Pairs<'_>) -> Answer {
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    browser.get(&idp.at(&format!("/end-session?{query}"))).await
}

#[tokio::test]
async fn with_a_hint_the_session_and_its_refresh_tokens_end_and_the_browser_goes_on() {
    let (idp, client, _, mut browser, tokens) = signed_in().await;
    let query = [
        ("id_token_hint", text(&tokens, "id_token")),
        ("post_logout_redirect_uri", BYE),
        ("state", "s 1"),
    ];
    let answer = end(&idp, &mut browser, &query).await;
    assert_eq!(answer.location().as_str(), "https://app.example/bye?state=s+1");
    assert!(!browser.cookies.contains_key("leme_idp"));
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
    assert_eq!(browser.get(&idp.authorize(&client, &[])).await.status, 200);
    // A second time it is a matter of course.
    assert_eq!(end(&idp, &mut browser, &query).await.status, 303);
}

#[tokio::test]
async fn a_client_may_send_it_as_a_form() {
    let (idp, client, _, mut browser, tokens) = signed_in().await;
    let form = [("id_token_hint", text(&tokens, "id_token"))];
    let answer = browser.post(&idp.at("/end-session"), &form).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("You are signed out"));
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
}

#[tokio::test]
async fn an_old_hint_still_says_whose_session_it_is() {
    let (idp, client, _, mut browser, tokens) = signed_in().await;
    idp.clock.advance(chrono::TimeDelta::hours(2));
    let query = [("id_token_hint", text(&tokens, "id_token"))];
    assert_eq!(end(&idp, &mut browser, &query).await.status, 200);
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
}

#[tokio::test]
async fn without_a_hint_the_person_is_asked_and_only_their_own_form_counts() {
    let (idp, client, _, mut browser, tokens) = signed_in().await;
    let query = [("client_id", "leme-edge"), ("post_logout_redirect_uri", BYE)];
    let page = end(&idp, &mut browser, &query).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Sign out?"), "{}", page.body);
    // Somebody else's page may post here; without our token it only asks again.
    let forged = browser.post(&idp.action(&page), &[("form_token", "made-up")]).await;
    assert!(forged.body.contains("Sign out?"));
    assert!(browser.get(&idp.authorize(&client, &[])).await.sent("code").is_some());
    let token = page.attribute("name=\"form_token\"", "value");
    let answer = browser.post(&idp.action(&page), &[("form_token", &token)]).await;
    assert_eq!(answer.location().as_str(), BYE);
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
}

#[tokio::test]
async fn somebody_elses_hint_asks_instead_of_ending_this_session() {
    let (idp, client, _, _, tokens) = signed_in().await;
    let eve = idp.person("eve@leme.test").await;
    let mut eves = Browser::new();
    idp.tokens(&mut eves, &client, &eve).await;
    let answer = end(&idp, &mut eves, &[("id_token_hint", text(&tokens, "id_token"))]).await;
    assert!(answer.body.contains("Sign out?"));
    assert!(eves.get(&idp.authorize(&client, &[])).await.sent("code").is_some());
}

#[tokio::test]
async fn a_browser_never_goes_on_to_an_address_that_is_not_registered() {
    let (idp, _, _, mut browser, tokens) = signed_in().await;
    idp.client("other", Some("o".repeat(40)), "https://app.example/other").await;
    let hint = ("id_token_hint", text(&tokens, "id_token"));
    let bad: &[Pairs<'_>] = &[
        &[hint, ("post_logout_redirect_uri", "https://evil.example/")],
        &[hint, ("post_logout_redirect_uri", "https://app.example/bye/")],
        &[hint, ("post_logout_redirect_uri", "https://app.example/callback?kept=1")],
        &[("post_logout_redirect_uri", BYE)],
        &[("client_id", "nobody"), ("post_logout_redirect_uri", BYE)],
        &[hint, ("client_id", "other"), ("post_logout_redirect_uri", BYE)],
    ];
    for query in bad {
        let answer = end(&idp, &mut browser, query).await;
        assert_eq!(answer.status, 400, "{query:?}");
        assert!(answer.headers.get("location").is_none());
    }
    assert!(browser.cookies.contains_key("leme_idp"));
}
