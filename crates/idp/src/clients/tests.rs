//! Registering clients.
use leme_base::secret::Secret;
use leme_idp::clients::{ClientKind, NewClient, ensure_client};

use crate::harness::browser::Browser;
use crate::harness::{Client, Idp};

fn server() -> NewClient {
    NewClient {
        client_id: "leme-edge".into(),
        name: "Leme".into(),
        kind: ClientKind::Confidential(Secret::new("s".repeat(32))),
        redirect_uris: vec!["https://app.example/callback".into()],
        post_logout_redirect_uris: vec![],
        scopes: vec!["openid".into()],
    }
}

#[tokio::test]
async fn ensuring_makes_the_client_be_as_described() {
    let idp = Idp::start().await;
    let now = idp.clock.now();
    ensure_client(&idp.db, now, &server()).await.unwrap();
    let moved = NewClient { redirect_uris: vec!["https://new.example/cb".into()], ..server() };
    ensure_client(&idp.db, now, &moved).await.unwrap();
    let as_seen =
        |redirect: &str| Client { id: "leme-edge".into(), secret: None, redirect: redirect.into() };
    let mut browser = Browser::new();
    let old = idp.authorize(&as_seen("https://app.example/callback"), &[]);
    assert_eq!(browser.get(&old).await.status, 400);
    let new = idp.authorize(&as_seen("https://new.example/cb"), &[]);
    assert_eq!(browser.get(&new).await.status, 200);
}

#[tokio::test]
async fn weak_secrets_odd_redirects_and_unknown_scopes_are_refused() {
    let idp = Idp::start().await;
    let kind = ClientKind::Confidential(Secret::new("short".into()));
    let mut bad = vec![
        NewClient { kind, ..server() },
        NewClient { client_id: "No Good".into(), ..server() },
        NewClient { scopes: vec!["admin".into()], ..server() },
    ];
    for uri in ["javascript:x", "https://a.example/#f", "https://u:p@a.example/", "/cb", "http://"]
    {
        bad.push(NewClient { redirect_uris: vec![uri.into()], ..server() });
    }
    for client in bad {
        let refused = ensure_client(&idp.db, idp.clock.now(), &client).await.unwrap_err();
        assert_eq!(refused.status(), 422, "{client:?}");
    }
}
