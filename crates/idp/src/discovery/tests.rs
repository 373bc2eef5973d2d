//! The discovery document.
use crate::harness::Idp;
use crate::harness::browser::Browser;
use crate::harness::flow::text;

#[tokio::test]
async fn every_address_it_names_is_under_the_issuer_and_answers() {
    let idp = Idp::start().await;
    let mut browser = Browser::new();
    let document = browser.get(&idp.at("/.well-known/openid-configuration")).await.json();
    assert_eq!(text(&document, "issuer"), idp.issuer);
    let named = document.as_object().unwrap();
    let addresses =
        named.iter().filter(|(key, _)| key.ends_with("_endpoint") || *key == "jwks_uri");
    let mut count = 0;
    for (key, value) in addresses {
        let url = value.as_str().unwrap();
        assert!(url.starts_with(&idp.issuer), "{key}");
        assert_ne!(browser.get(url).await.status, 404, "{key}");
        count += 1;
    }
    assert_eq!(count, 6);
    assert_eq!(document["code_challenge_methods_supported"], serde_json::json!(["S256"]));
}
