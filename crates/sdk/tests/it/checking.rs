//! May it happen: the Kernel's word, and its last signed word while it is away.
use chrono::TimeDelta;
use leme_base::ids::RuntimeId;
use leme_contract::entitlement::CheckCode;
use leme_sdk::error::Error;
use leme_sdk::fake::{Fault, Forgery, Grant};

use crate::support::{Pair, until};

const CHECK: &str = "/kernel/entitlements/check";

fn for_s(max_staleness_s: u32) -> Grant {
    Grant { max_staleness_s, ..Grant::default() }
}

#[tokio::test]
async fn the_kernel_decides_while_it_is_there() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    assert_eq!(pair.check(tenant, "a").await.unwrap().code, CheckCode::NoEntitlement);
    pair.kernel.grant(tenant, "a");
    assert!(pair.check(tenant, "a").await.unwrap().allowed);
    pair.kernel.revoke(tenant, "a");
    assert!(!pair.check(tenant, "a").await.unwrap().allowed);
}

#[tokio::test]
async fn a_suspended_tenant_is_an_answer_not_an_error() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.suspend(tenant, true);
    assert_eq!(pair.check(tenant, "a").await.unwrap().code, CheckCode::TenantSuspended);
}

#[tokio::test]
async fn without_the_kernel_a_feature_holds_for_its_staleness_and_no_longer() {
    let (pair, clock) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "lasting", for_s(300));
    pair.kernel.grant_with(tenant, "lasting.*", for_s(300));
    pair.kernel.grant(tenant, "strict");
    pair.runtime.fetch_licence(tenant).await.unwrap();
    pair.kernel.go_down();
    for feature in ["lasting", "lasting.more"] {
        let decision = pair.check(tenant, feature).await.unwrap();
        assert!(decision.allowed && decision.offline);
    }
    for unknown in ["strict", "never granted"] {
        assert!(pair.check(tenant, unknown).await.unwrap_err().is_away(), "fails closed");
    }
    clock.advance(TimeDelta::seconds(300));
    assert!(pair.check(tenant, "lasting").await.unwrap().allowed);
    clock.advance(TimeDelta::seconds(1));
    assert!(pair.check(tenant, "lasting").await.unwrap_err().is_away());
}

#[tokio::test]
async fn errors_and_silence_of_the_kernel_count_as_away() {
    let (pair, _) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "lasting", for_s(60));
    pair.runtime.fetch_licence(tenant).await.unwrap();
    for fault in [Fault::Status(500), Fault::Status(503), Fault::Slow(pair.config.call_timeout * 2)]
    {
        pair.kernel.fail(CHECK, fault, 1);
        assert!(pair.check(tenant, "lasting").await.unwrap().offline, "{fault:?}");
    }
    assert!(!pair.check(tenant, "lasting").await.unwrap().offline);
}

#[tokio::test]
async fn a_quota_is_never_decided_without_the_one_who_counts() {
    let (pair, _) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    let grant = Grant { quota: Some(5), ..for_s(3_600) };
    pair.kernel.grant_with(tenant, "counted", grant);
    pair.runtime.fetch_licence(tenant).await.unwrap();
    assert_eq!(pair.runtime.check_local(tenant, "counted"), None);
    pair.kernel.go_down();
    assert!(pair.check(tenant, "counted").await.unwrap_err().is_away());
}

#[tokio::test]
async fn a_grant_that_ends_during_an_outage_is_expired() {
    let (pair, clock) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    let until = Some(clock.now() + TimeDelta::seconds(30));
    pair.kernel.grant_with(tenant, "ending", Grant { valid_until: until, ..for_s(3_600) });
    pair.runtime.fetch_licence(tenant).await.unwrap();
    pair.kernel.go_down();
    assert!(pair.check(tenant, "ending").await.unwrap().allowed);
    clock.advance(TimeDelta::seconds(31));
    assert_eq!(pair.check(tenant, "ending").await.unwrap().code, CheckCode::Expired);
}

#[tokio::test]
async fn a_clock_set_back_does_not_make_a_licence_young() {
    let (pair, clock) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "lasting", for_s(300));
    pair.runtime.fetch_licence(tenant).await.unwrap();
    pair.kernel.go_down();
    clock.advance(TimeDelta::seconds(-3_600));
    assert!(pair.check(tenant, "lasting").await.unwrap_err().is_away());
}

#[tokio::test]
async fn a_licence_survives_a_restart_before_the_outage() {
    let (mut pair, _) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "lasting", for_s(300));
    pair.runtime.fetch_licence(tenant).await.unwrap();
    pair.restart().await;
    pair.kernel.go_down();
    assert!(pair.check(tenant, "lasting").await.unwrap().offline);
}

#[tokio::test]
async fn a_local_decision_follows_the_policy_within_a_heartbeat() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant(tenant, "a");
    until("policy", || pair.runtime.status().policy_version == pair.kernel.policy_version()).await;
    assert_eq!(pair.runtime.check_local(tenant, "a"), None, "no licence yet: ask the Kernel");
    let allowed = || pair.runtime.check_local(tenant, "a").is_some_and(|verdict| verdict.allowed);
    until("licence fetched because it was wanted", allowed).await;
    pair.kernel.revoke(tenant, "a");
    until("revoked", || {
        pair.runtime.check_local(tenant, "a").map(|verdict| verdict.code)
            == Some(CheckCode::NoEntitlement)
    })
    .await;
}

#[tokio::test]
async fn a_licence_that_was_tampered_with_is_not_trusted() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "a", for_s(300));
    let forgeries = [
        Forgery(|claims| claims.aud = RuntimeId::from_uuid(claims.tenant_id.uuid())),
        Forgery(|claims| claims.runtime_id = RuntimeId::from_uuid(claims.tenant_id.uuid())),
        Forgery(|claims| claims.iss = "somebody".to_owned()),
        Forgery(|claims| {
            claims.tenant_id = leme_base::ids::TenantId::from_uuid(claims.runtime_id.uuid());
        }),
    ];
    for forgery in forgeries {
        pair.kernel.forge_next_licence(forgery);
        let error = pair.runtime.fetch_licence(tenant).await.unwrap_err();
        assert!(matches!(error, Error::Untrusted(_)), "{error}");
    }
    assert!(pair.runtime.fetch_licence(tenant).await.is_ok());
}

#[tokio::test]
async fn a_licence_on_disk_with_one_letter_changed_is_refused() {
    let (mut pair, _) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant_with(tenant, "lasting", for_s(300));
    pair.runtime.fetch_licence(tenant).await.unwrap();
    let file = pair.folder.path().join(format!("licences/{tenant}.jws"));
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] = if bytes[middle] == b'A' { b'B' } else { b'A' };
    std::fs::write(&file, bytes).unwrap();
    pair.restart().await;
    pair.kernel.go_down();
    assert!(pair.check(tenant, "lasting").await.unwrap_err().is_away());
}

#[tokio::test]
async fn new_keys_of_the_kernel_are_fetched_when_they_are_met() {
    let (pair, clock) = Pair::with_clock().await;
    let tenant = pair.kernel.tenant();
    pair.runtime.fetch_licence(tenant).await.unwrap();
    pair.kernel.rotate_keys();
    clock.advance(TimeDelta::seconds(11));
    pair.runtime.fetch_licence(tenant).await.unwrap();
}

#[test]
fn our_tokens_are_ordinary_tokens() {
    use base64::Engine;
    let folder = tempfile::TempDir::new().unwrap();
    let keys = leme_sdk::keys::Keys::load_or_make(&folder.path().join("key")).unwrap();
    let now = leme_base::time::Clock::System.now();
    let id = RuntimeId::at(now);
    let token = keys.assertion(id, now);
    let key = jsonwebtoken::DecodingKey::from_ed_components(&keys.public()).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    rules.set_audience(&["leme-kernel"]);
    rules.set_issuer(&[id.to_string()]);
    let claims = jsonwebtoken::decode::<serde_json::Value>(&token, &key, &rules).unwrap().claims;
    assert_eq!(claims["sub"], id.to_string());
    // And a token that says `none` is nothing.
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut parts = token.split('.').map(str::to_owned).collect::<Vec<_>>();
    parts[0] = engine.encode(br#"{"alg":"none"}"#);
    let bytes: [u8; 32] = engine.decode(keys.public()).unwrap().try_into().unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).unwrap();
    assert!(leme_sdk::jws::verify::<serde_json::Value>(&parts.join("."), &key).is_err());
}
