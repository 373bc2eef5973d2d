//! Giving tokens back.
use crate::harness::Idp;
use crate::harness::browser::Browser;
use crate::harness::flow::text;

#[tokio::test]
async fn a_refresh_token_given_back_ends_its_grant() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let form = [("token", text(&tokens, "refresh_token")), ("token_type_hint", "refresh_token")];
    assert_eq!(idp.call(&client, "/revoke", &form).await.status, 200);
    assert_eq!(idp.call(&client, "/revoke", &form).await.status, 200);
    assert_eq!(idp.refresh(&client, text(&tokens, "refresh_token")).await.status, 400);
    assert_eq!(idp.userinfo(text(&tokens, "access_token")).await.status, 401);
}

#[tokio::test]
async fn a_stranger_revokes_nothing_and_learns_nothing() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let other = idp.client("other", Some("o".repeat(40)), "https://app.example/other").await;
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let token = text(&tokens, "refresh_token");
    for form in [[("token", token)], [("token", "made-up")]] {
        assert_eq!(idp.call(&other, "/revoke", &form).await.status, 200);
    }
    assert_eq!(idp.refresh(&client, token).await.status, 200);
    let nobody = crate::harness::Client { id: "nobody".into(), ..other };
    let answer = idp.call(&nobody, "/revoke", &[("token", token)]).await;
    assert_eq!((answer.status, text(&answer.json(), "error")), (401, "invalid_client"));
}

#[tokio::test]
async fn an_access_token_cannot_be_called_back_and_we_say_so() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let form = [("token", text(&tokens, "access_token"))];
    let answer = idp.call(&client, "/revoke", &form).await;
    assert_eq!((answer.status, text(&answer.json(), "error")), (400, "unsupported_token_type"));
    let none = idp.call(&client, "/revoke", &[]).await;
    assert_eq!((none.status, text(&none.json(), "error")), (400, "invalid_request"));
}
