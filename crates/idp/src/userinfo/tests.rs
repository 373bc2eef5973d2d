//! What the bearer of an access token is told.
use chrono::TimeDelta;
use leme_idp::accounts::set_disabled;

use crate::harness::Idp;
use crate::harness::browser::Browser;
use crate::harness::flow::text;

#[tokio::test]
async fn it_tells_what_the_scope_covers() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let answer = idp.userinfo(text(&tokens, "access_token")).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let info = answer.json();
    assert_eq!(text(&info, "sub"), ada.id.to_string());
    assert_eq!(text(&info, "email"), "ada@leme.test");
    assert_eq!(text(&info, "name"), "Ada Lima");
    assert_eq!(text(&info, "locale"), "pt-BR");
}

#[tokio::test]
async fn only_a_live_access_token_of_ours_is_taken() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let access = text(&tokens, "access_token");
    let forged = format!("{}AA", &access[..access.len() - 2]);
    let (_, rest) = access.split_once('.').unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{rest}");
    let refresh = text(&tokens, "refresh_token");
    for token in ["x", text(&tokens, "id_token"), refresh, &forged, &unsigned] {
        let answer = idp.userinfo(token).await;
        assert_eq!(answer.status, 401);
        assert!(answer.header("www-authenticate").contains("invalid_token"));
    }
    let bare = Browser::new().get(&idp.at("/userinfo")).await;
    assert_eq!(bare.status, 401);
    assert_eq!(bare.header("www-authenticate"), "Bearer realm=\"leme\"");
    idp.clock.advance(TimeDelta::minutes(10));
    assert_eq!(idp.userinfo(access).await.status, 401);
}

#[tokio::test]
async fn a_disabled_account_is_told_of_no_more() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let tokens = idp.tokens(&mut Browser::new(), &client, &ada).await;
    set_disabled(&idp.db, idp.clock.now(), &ada.email.parse().unwrap(), true).await.unwrap();
    assert_eq!(idp.userinfo(text(&tokens, "access_token")).await.status, 401);
}
