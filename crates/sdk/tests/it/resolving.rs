//! Who is it: asked once, believed shortly, forgotten when the policy moves.
use leme_base::ids::TenantId;
use leme_sdk::error::Error;
use leme_sdk::fake::Fault;

use crate::support::{Pair, until};

const RESOLVE: &str = "/kernel/identity/resolve";

#[tokio::test]
async fn many_who_ask_for_one_token_make_one_call() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let token = pair.kernel.person(tenant, "ada");
    pair.kernel.fail(RESOLVE, Fault::Slow(std::time::Duration::from_millis(100)), 1);
    let many = (0..50).map(|_| pair.runtime.resolve(tenant, &token));
    for answer in futures_util::future::join_all(many).await {
        assert_eq!(answer.unwrap().identity.external_id, "ada");
    }
    assert_eq!(pair.kernel.calls(RESOLVE), 1);
}

#[tokio::test]
async fn a_policy_that_moved_makes_the_kernel_be_asked_again() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let token = pair.kernel.person(tenant, "ada");
    pair.runtime.resolve(tenant, &token).await.unwrap();
    pair.kernel.forget_person(&token);
    assert!(pair.runtime.resolve(tenant, &token).await.is_ok(), "believed for a while");
    pair.kernel.grant(tenant, "anything");
    let version = pair.kernel.policy_version();
    until("policy", || pair.runtime.status().policy_version == version).await;
    let error = pair.runtime.resolve(tenant, &token).await.unwrap_err();
    assert_eq!(error.code(), Some("identity.token_invalid"));
}

#[tokio::test]
async fn a_token_is_never_believed_in_another_tenant() {
    let pair = Pair::new().await;
    let (home, foreign) = (pair.kernel.tenant(), pair.kernel.tenant());
    let token = pair.kernel.person(home, "ada");
    pair.runtime.resolve(home, &token).await.unwrap();
    let error = pair.runtime.resolve(foreign, &token).await.unwrap_err();
    assert_eq!(error.code(), Some("identity.unknown"));
    let nobody: TenantId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
    let error = pair.runtime.resolve(nobody, &token).await.unwrap_err();
    assert_eq!(error.code(), Some("tenant.forbidden"));
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let token = pair.kernel.person(tenant, "ada");
    pair.kernel.fail(RESOLVE, Fault::Status(500), 1);
    let error = pair.runtime.resolve(tenant, &token).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }));
    assert!(pair.runtime.resolve(tenant, &token).await.is_ok());
}
