//! Codes, refresh tokens and client authentication.
use chrono::TimeDelta;
use leme_idp::accounts::set_disabled;
use serde_json::Value;

use crate::harness::browser::{Answer, Browser, Pairs};
use crate::harness::flow::{VERIFIER, claims, head, text};
use crate::harness::{Client, Idp, Person};

async fn setting() -> (Idp, Client, Person) {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    (idp, client, ada)
}

async fn code(idp: &Idp, client: &Client, ada: &Person, extra: Pairs<'_>) -> String {
    let request = idp.authorize(client, extra);
    idp.sign_in(&mut Browser::new(), &request, ada).await.sent("code").unwrap()
}

fn expect(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, text(&answer.json(), "error")), (status, error), "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("pragma"), "no-cache");
}

#[tokio::test]
async fn tokens_say_who_for_whom_and_until_when() {
    let (idp, client, ada) = setting().await;
    let answer = idp.redeem(&client, &code(&idp, &client, &ada, &[]).await).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let tokens = answer.json();
    assert_eq!(text(&tokens, "token_type"), "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let (access, id) = (text(&tokens, "access_token"), text(&tokens, "id_token"));
    assert_eq!((&head(access)["typ"], &head(access)["alg"]), (&"at+jwt".into(), &"ES256".into()));
    let (access_claims, id_claims) = (claims(access), claims(id));
    for (name, value) in [
        ("iss", Value::from(idp.issuer.as_str())),
        ("sub", ada.id.to_string().into()),
        ("aud", "leme".into()),
        ("client_id", "leme-edge".into()),
        ("scope", "openid profile email offline_access".into()),
        ("email", "ada@leme.test".into()),
        ("name", "Ada Lima".into()),
    ] {
        assert_eq!(access_claims[name], value, "{name}");
    }
    let life = |claims: &Value| claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!((life(&access_claims), life(&id_claims)), (600, 600));
    assert!(!text(&access_claims, "jti").is_empty());
    for (name, value) in [
        ("aud", Value::from("leme-edge")),
        ("azp", "leme-edge".into()),
        ("nonce", "n-1".into()),
        ("sub", ada.id.to_string().into()),
        ("email_verified", true.into()),
        ("locale", "pt-BR".into()),
    ] {
        assert_eq!(id_claims[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_code_used_twice_revokes_everything_that_came_of_it() {
    let (idp, client, ada) = setting().await;
    let code = code(&idp, &client, &ada, &[]).await;
    let tokens = idp.redeem(&client, &code).await.json();
    assert_eq!(idp.userinfo(text(&tokens, "access_token")).await.status, 200);
    expect(&idp.redeem(&client, &code).await, 400, "invalid_grant");
    let refreshed = idp.refresh(&client, text(&tokens, "refresh_token")).await;
    expect(&refreshed, 400, "invalid_grant");
    assert_eq!(idp.userinfo(text(&tokens, "access_token")).await.status, 401);
}

#[tokio::test]
async fn of_two_who_redeem_a_code_at_once_one_gets_tokens_and_they_die() {
    let (idp, client, ada) = setting().await;
    let code = code(&idp, &client, &ada, &[]).await;
    let (one, two) = tokio::join!(idp.redeem(&client, &code), idp.redeem(&client, &code));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    let won = if one.status == 200 { one } else { two };
    let refreshed = idp.refresh(&client, text(&won.json(), "refresh_token")).await;
    expect(&refreshed, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let (idp, client, ada) = setting().await;
    let code = code(&idp, &client, &ada, &[]).await;
    idp.clock.advance(TimeDelta::seconds(60));
    expect(&idp.redeem(&client, &code).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_redirect_and_verifier() {
    let (idp, client, ada) = setting().await;
    let other = idp.client("other", Some("o".repeat(40)), "https://app.example/other").await;
    let stolen = code(&idp, &client, &ada, &[]).await;
    let theft = Client { redirect: client.redirect.clone(), ..other };
    expect(&idp.redeem(&theft, &stolen).await, 400, "invalid_grant");
    assert_eq!(idp.redeem(&client, &stolen).await.status, 200);

    let wrong_redirect = Client { redirect: "https://app.example/".into(), ..client.clone() };
    let tried = code(&idp, &client, &ada, &[]).await;
    expect(&idp.redeem(&wrong_redirect, &tried).await, 400, "invalid_grant");
    // It was shown, so it is used.
    expect(&idp.redeem(&client, &tried).await, 400, "invalid_grant");

    for verifier in ["", "too-short", &VERIFIER.replace('a', "b"), &format!("{VERIFIER}\u{e9}")] {
        let code = code(&idp, &client, &ada, &[]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", client.redirect.as_str()),
            ("code_verifier", verifier),
        ];
        expect(&idp.call(&client, "/token", &form).await, 400, "invalid_grant");
    }
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused_for_the_challenge_was_stripped() {
    let (idp, client, ada) = setting().await;
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let stripped = code(&idp, &client, &ada, &without).await;
    expect(&idp.redeem(&client, &stripped).await, 400, "invalid_grant");
    let plain = code(&idp, &client, &ada, &without).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", plain.as_str()),
        ("redirect_uri", client.redirect.as_str()),
    ];
    assert_eq!(idp.call(&client, "/token", &form).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_reuse_kills_the_family() {
    let (idp, client, ada) = setting().await;
    let first = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let second = idp.refresh(&client, text(&first, "refresh_token")).await.json();
    let third = idp.refresh(&client, text(&second, "refresh_token")).await.json();
    assert_ne!(text(&first, "refresh_token"), text(&second, "refresh_token"));
    let (old, new) = (claims(text(&first, "id_token")), claims(text(&third, "id_token")));
    assert_eq!((&old["sub"], &old["auth_time"]), (&new["sub"], &new["auth_time"]));
    assert!(new["nonce"].is_null());
    let stolen = idp.refresh(&client, text(&first, "refresh_token")).await;
    expect(&stolen, 400, "invalid_grant");
    let honest = idp.refresh(&client, text(&third, "refresh_token")).await;
    expect(&honest, 400, "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client_and_a_stranger_does_not_use_it_up() {
    let (idp, client, ada) = setting().await;
    let other = idp.client("other", Some("o".repeat(40)), "https://app.example/other").await;
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let token = text(&tokens, "refresh_token");
    expect(&idp.refresh(&other, token).await, 400, "invalid_grant");
    expect(&idp.refresh(&client, "made-up").await, 400, "invalid_grant");
    assert_eq!(idp.refresh(&client, token).await.status, 200);
}

#[tokio::test]
async fn a_refresh_may_narrow_the_scope_and_never_widen_it() {
    let (idp, client, ada) = setting().await;
    let narrow = [("scope", "openid email offline_access")];
    let code = code(&idp, &client, &ada, &narrow).await;
    let tokens = idp.redeem(&client, &code).await.json();
    let ask = async |scope: &str, token: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        idp.call(&client, "/token", &form).await
    };
    let token = text(&tokens, "refresh_token");
    expect(&ask("openid email profile", token).await, 400, "invalid_scope");
    let answer = ask("openid", token).await.json();
    assert!(claims(text(&answer, "access_token"))["email"].is_null());
}

#[tokio::test]
async fn refresh_ends_with_idleness_with_the_grant_and_with_the_account() {
    let (idp, client, ada) = setting().await;
    let idle = idp.tokens(&mut Browser::new(), &client, &ada).await;
    idp.clock.advance(TimeDelta::days(14));
    expect(&idp.refresh(&client, text(&idle, "refresh_token")).await, 400, "invalid_grant");

    let mut token = idp.tokens(&mut Browser::new(), &client, &ada).await;
    for _ in 0..8 {
        idp.clock.advance(TimeDelta::days(10));
        token = idp.refresh(&client, text(&token, "refresh_token")).await.json();
    }
    idp.clock.advance(TimeDelta::days(10));
    expect(&idp.refresh(&client, text(&token, "refresh_token")).await, 400, "invalid_grant");

    let fresh = idp.tokens(&mut Browser::new(), &client, &ada).await;
    set_disabled(&idp.db, idp.clock.now(), &ada.email.parse().unwrap(), true).await.unwrap();
    expect(&idp.refresh(&client, text(&fresh, "refresh_token")).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_client_proves_itself_by_basic_or_post_and_never_by_both() {
    let (idp, client, ada) = setting().await;
    let secret = client.secret.clone().unwrap();
    let bare = Client { secret: None, ..client.clone() };
    let form = |code| {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", client.redirect.as_str()),
            ("code_verifier", VERIFIER),
        ]
    };
    let one = code(&idp, &client, &ada, &[]).await;
    let mut posted = form(&one);
    expect(&idp.call(&bare, "/token", &posted).await, 401, "invalid_client");
    posted.push(("client_secret", "wrong"));
    expect(&idp.call(&bare, "/token", &posted).await, 401, "invalid_client");
    expect(&idp.call(&client, "/token", &posted).await, 400, "invalid_request");
    posted.pop();
    posted.push(("client_secret", &secret));
    assert_eq!(idp.call(&bare, "/token", &posted).await.status, 200);

    let wrong = Client { secret: Some("wrong".into()), ..client.clone() };
    let refused = idp.redeem(&wrong, "any").await;
    expect(&refused, 401, "invalid_client");
    assert_eq!(refused.header("www-authenticate"), "Basic realm=\"leme\"");
    let nobody = Client { id: "nobody".into(), ..client.clone() };
    expect(&idp.redeem(&nobody, "any").await, 401, "invalid_client");
    let public = idp.public().await;
    let pretending = Client { secret: Some("s".into()), ..public.clone() };
    expect(&idp.redeem(&pretending, "any").await, 401, "invalid_client");
    let two_names = [("client_id", "leme-cli"), ("grant_type", "refresh_token")];
    expect(&idp.call(&client, "/token", &two_names).await, 400, "invalid_request");
}

#[tokio::test]
async fn malformed_token_requests_are_named() {
    let (idp, client, _) = setting().await;
    let cases: &[(Pairs<'_>, &str)] = &[
        (&[], "invalid_request"),
        (&[("grant_type", "")], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "client_credentials")], "unsupported_grant_type"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("code", "made-up")], "invalid_grant"),
        (&[("grant_type", "refresh_token"), ("grant_type", "refresh_token")], "invalid_request"),
    ];
    for (form, error) in cases {
        expect(&idp.call(&client, "/token", form).await, 400, error);
    }
    let http = leme_ground::http::client::client(std::time::Duration::from_secs(5)).unwrap();
    let json = http.post(idp.at("/token")).json(&serde_json::json!({"grant_type": "x"}));
    expect(&Answer::of(json.send().await.unwrap()).await, 400, "invalid_request");
    assert_eq!(http.get(idp.at("/token")).send().await.unwrap().status(), 405);
}
