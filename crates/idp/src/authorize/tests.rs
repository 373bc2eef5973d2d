//! Authorization requests: what is answered where.
use crate::harness::browser::Browser;
use crate::harness::flow::{claims, text};
use crate::harness::{Client, Idp};
use chrono::TimeDelta;

async fn refused(idp: &Idp, client: &Client, extra: &[(&str, &str)]) -> (String, String) {
    let answer = Browser::new().get(&idp.authorize(client, extra)).await;
    let to = answer.location();
    assert!(to.as_str().starts_with(&client.redirect), "{to}");
    assert_eq!(answer.sent("state").unwrap_or_default(), "a state/&=");
    assert_eq!(answer.sent("iss").unwrap(), idp.issuer);
    assert!(answer.sent("code").is_none());
    (answer.sent("error").unwrap(), answer.sent("error_description").unwrap())
}

#[tokio::test]
async fn a_code_comes_back_with_the_state_and_the_issuer_and_the_query_is_kept() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let answer = idp.sign_in(&mut Browser::new(), &idp.authorize(&client, &[]), &ada).await;
    assert!(answer.location().as_str().starts_with("https://app.example/callback?kept=1&code="));
    assert_eq!(answer.sent("state").unwrap(), "a state/&=");
    assert_eq!(answer.sent("iss").unwrap(), idp.issuer);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn a_signed_in_browser_is_not_asked_again() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    idp.sign_in(&mut browser, &idp.authorize(&client, &[]), &ada).await;
    for prompt in ["", "none", "consent"] {
        let answer = browser.get(&idp.authorize(&client, &[("prompt", prompt)])).await;
        assert!(answer.sent("code").is_some());
    }
}

#[tokio::test]
async fn an_unknown_client_or_redirect_gets_a_page_and_never_a_redirect() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let mut browser = Browser::new();
    let cases = [
        [("client_id", "nobody"), ("x", "")],
        [("client_id", ""), ("x", "")],
        [("redirect_uri", ""), ("x", "")],
        [("redirect_uri", "https://evil.example/callback?kept=1"), ("x", "")],
        [("redirect_uri", "https://app.example/callback"), ("x", "")],
        [("redirect_uri", "https://app.example/callback?kept=1&more=2"), ("x", "")],
        [("redirect_uri", "https://app.example/callback?kept=1#f"), ("x", "")],
        [("redirect_uri", "https://app.example/callback/../x?kept=1"), ("x", "")],
        [("redirect_uri", "HTTPS://app.example/callback?kept=1"), ("x", "")],
        [("redirect_uri", "https://app.example@evil.example/?kept=1"), ("x", "")],
        [("redirect_uri", "javascript:alert(1)"), ("x", "")],
    ];
    for case in cases {
        let answer = browser.get(&idp.authorize(&client, &case)).await;
        assert_eq!(answer.status, 400, "{case:?}");
        assert!(answer.headers.get("location").is_none(), "{case:?}");
        assert!(answer.body.contains("This link does not work"), "{case:?}");
        assert!(!answer.body.contains("evil.example"), "{case:?}");
    }
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", idp.authorize(&client, &[]));
    assert_eq!(browser.get(&twice).await.status, 400);
}

#[tokio::test]
async fn a_public_client_may_use_any_port_of_its_loopback_address_and_nothing_else() {
    let idp = Idp::start().await;
    let client = idp.public().await;
    let mut browser = Browser::new();
    for good in ["http://127.0.0.1:49152/callback", "http://127.0.0.1/callback"] {
        let answer = browser.get(&idp.authorize(&client, &[("redirect_uri", good)])).await;
        assert_eq!(answer.status, 200, "{good}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("form-action 'self' http://127.0.0.1"), "{policy}");
    }
    for bad in [
        "http://127.0.0.1:49152/other",
        "https://127.0.0.1:49152/callback",
        "http://127.0.0.2:49152/callback",
        "http://localhost:49152/callback",
        "http://127.0.0.1.evil.example:80/callback",
        "http://user@127.0.0.1:49152/callback",
        "http://127.0.0.1:49152/callback?x=1",
        "http://127.0.0.1:49\n152/callback",
    ] {
        let answer = browser.get(&idp.authorize(&client, &[("redirect_uri", bad)])).await;
        assert_eq!(answer.status, 400, "{bad}");
    }
    let server = idp.client("server", Some("s".repeat(40)), "http://127.0.0.1/callback").await;
    let other = [("redirect_uri", "http://127.0.0.1:49152/callback")];
    assert_eq!(browser.get(&idp.authorize(&server, &other)).await.status, 400);
}

#[tokio::test]
async fn what_is_wrong_after_that_goes_back_to_the_client() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let long = "s".repeat(2049);
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "")], "invalid_scope"),
        (&[("scope", "email profile")], "invalid_scope"),
        (&[("request", "eyJ")], "request_not_supported"),
        (&[("request_uri", "https://x")], "request_uri_not_supported"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "create")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("nonce", &long)], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (extra, code) in cases {
        assert_eq!(refused(&idp, &client, extra).await.0, *code, "{extra:?}");
    }
    let twice = format!("{}&scope=openid", idp.authorize(&client, &[]));
    assert_eq!(Browser::new().get(&twice).await.sent("error").unwrap(), "invalid_request");
}

#[tokio::test]
async fn a_public_client_without_pkce_is_refused_and_a_confidential_one_is_not() {
    let idp = Idp::start().await;
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let public = idp.public().await;
    assert_eq!(refused(&idp, &public, &without).await.0, "invalid_request");
    let server = idp.confidential().await;
    assert_eq!(Browser::new().get(&idp.authorize(&server, &without)).await.status, 200);
}

#[tokio::test]
async fn the_request_may_come_as_a_form_and_nothing_else() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let url: url::Url = idp.authorize(&client, &[]).parse().unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let mut browser = Browser::new();
    let page = browser.post(&idp.at("/authorize"), &pairs).await;
    assert_eq!(page.status, 200);
    let ada = idp.person("ada@leme.test").await;
    let answer = idp.submit(&mut browser, &page, &ada.email, crate::harness::PASSWORD).await;
    assert!(answer.sent("code").is_some());
    let http = leme_ground::http::client::client(std::time::Duration::from_secs(5)).unwrap();
    let json = http.post(idp.at("/authorize")).json(&serde_json::json!({})).send().await.unwrap();
    assert_eq!(json.status(), 400);
}

#[tokio::test]
async fn prompt_login_and_an_old_sign_in_ask_again_and_auth_time_is_new() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let mut browser = Browser::new();
    let first = idp.tokens(&mut browser, &client, &ada).await;
    idp.clock.advance(TimeDelta::seconds(60));
    for extra in [("prompt", "login"), ("prompt", "select_account"), ("max_age", "30")] {
        assert_eq!(browser.get(&idp.authorize(&client, &[extra])).await.status, 200, "{extra:?}");
    }
    let recent = browser.get(&idp.authorize(&client, &[("max_age", "600")])).await;
    assert!(recent.sent("code").is_some());
    let silent = [("max_age", "30"), ("prompt", "none")];
    let answer = browser.get(&idp.authorize(&client, &silent)).await;
    assert_eq!(answer.sent("error").unwrap(), "login_required");
    let again = idp.authorize(&client, &[("max_age", "0")]);
    let sent = idp.sign_in(&mut browser, &again, &ada).await;
    let second = idp.redeem(&client, &sent.sent("code").unwrap()).await.json();
    let time = |tokens| claims(text(tokens, "id_token"))["auth_time"].as_i64().unwrap();
    assert_eq!(time(&second) - time(&first), 60);
}

#[tokio::test]
async fn a_hint_for_somebody_else_is_not_answered_with_this_session() {
    let idp = Idp::start().await;
    let client = idp.confidential().await;
    let (ada, eve) = (idp.person("ada@leme.test").await, idp.person("eve@leme.test").await);
    let (mut adas, mut eves) = (Browser::new(), Browser::new());
    let of_ada = idp.tokens(&mut adas, &client, &ada).await;
    idp.tokens(&mut eves, &client, &eve).await;
    let hint = [("id_token_hint", text(&of_ada, "id_token")), ("prompt", "none")];
    assert!(adas.get(&idp.authorize(&client, &hint)).await.sent("code").is_some());
    let answer = eves.get(&idp.authorize(&client, &hint)).await;
    assert_eq!(answer.sent("error").unwrap(), "login_required");
    let wanted = [("id_token_hint", text(&of_ada, "id_token")), ("prompt", "login")];
    let answer = idp.sign_in(&mut eves, &idp.authorize(&client, &wanted), &eve).await;
    assert_eq!(answer.sent("error").unwrap(), "login_required");
    let garbled = [("id_token_hint", "not.a.token"), ("prompt", "none")];
    let answer = adas.get(&idp.authorize(&client, &garbled)).await;
    assert_eq!(answer.sent("error").unwrap(), "login_required");
}

#[tokio::test]
async fn only_known_scopes_that_the_client_may_have_are_granted() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let request = idp.authorize(&client, &[("scope", "openid email admin")]);
    let sent = idp.sign_in(&mut Browser::new(), &request, &ada).await;
    let tokens = idp.redeem(&client, &sent.sent("code").unwrap()).await.json();
    assert_eq!(text(&tokens, "scope"), "openid email");
    assert!(tokens["refresh_token"].is_null());
    let id = claims(text(&tokens, "id_token"));
    assert_eq!(text(&id, "email"), "ada@leme.test");
    assert!(id["name"].is_null());
}
