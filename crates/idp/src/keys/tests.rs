//! Signing keys and their rotation.
use chrono::TimeDelta;
use leme_idp::keys::rotate;

use crate::harness::Idp;
use crate::harness::browser::Browser;
use crate::harness::flow::{head, text};

async fn published(idp: &Idp) -> Vec<String> {
    let answer = Browser::new().get(&idp.at("/jwks.json")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    let keys = answer.json();
    let keys = keys["keys"].as_array().unwrap();
    for key in keys {
        let shown: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(shown.len(), 7, "only public parts: {shown:?}");
        assert!(key["d"].is_null());
    }
    keys.iter().map(|key| text(key, "kid").to_owned()).collect()
}

#[tokio::test]
async fn old_tokens_stay_valid_after_a_rotation_and_new_ones_use_the_new_key() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let before = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let lead = TimeDelta::minutes(5);
    let kid = rotate(&idp.db, &idp.sealer, idp.clock.now(), lead).await.unwrap();

    // Published at once, signing later: whoever caches the keys knows it by then.
    idp.clock.advance(TimeDelta::seconds(31));
    assert!(published(&idp).await.contains(&kid));
    let during = idp.tokens(&mut Browser::new(), &client, &ada).await;
    assert_eq!(head(text(&during, "id_token"))["kid"], head(text(&before, "id_token"))["kid"]);

    idp.clock.advance(lead);
    let after = idp.tokens(&mut Browser::new(), &client, &ada).await;
    assert_eq!(text(&head(text(&after, "id_token")), "kid"), kid);
    assert_eq!(published(&idp).await.len(), 2);
    for tokens in [&before, &during, &after] {
        assert_eq!(idp.userinfo(text(tokens, "access_token")).await.status, 200);
    }
}

#[tokio::test]
async fn a_replaced_key_is_published_for_a_day_and_then_verifies_nothing() {
    let idp = Idp::start().await;
    let (client, ada) = (idp.confidential().await, idp.person("ada@leme.test").await);
    let old = idp.tokens(&mut Browser::new(), &client, &ada).await;
    let old_kid = text(&head(text(&old, "id_token")), "kid").to_owned();
    idp.clock.advance(TimeDelta::seconds(1));
    rotate(&idp.db, &idp.sealer, idp.clock.now(), TimeDelta::zero()).await.unwrap();
    idp.clock.advance(TimeDelta::hours(23));
    assert!(published(&idp).await.contains(&old_kid));
    idp.clock.advance(TimeDelta::hours(1));
    assert!(!published(&idp).await.contains(&old_kid));
}

#[tokio::test]
async fn the_first_key_is_made_once_however_many_ask() {
    let idp = Idp::start().await;
    let asked = tokio::join!(published(&idp), published(&idp), published(&idp), published(&idp));
    assert_eq!(asked.0.len(), 1);
    assert!(asked.0 == asked.1 && asked.1 == asked.2 && asked.2 == asked.3);
}

#[tokio::test]
async fn the_private_half_is_sealed_in_the_database() {
    let idp = Idp::start().await;
    published(&idp).await;
    let mut owner = idp.database.owner().await;
    let sealed: Vec<u8> = sqlx::query_scalar("select private_sealed from idp.signing_keys")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    // A PKCS #8 document begins with this.
    assert!(!sealed.windows(3).any(|bytes| bytes == [0x30, 0x81, 0x87]));
    assert!(idp.sealer.open_global("idp.signing_key", &sealed).is_ok());
    assert!(idp.sealer.open_global("idp.form", &sealed).is_err());
}
