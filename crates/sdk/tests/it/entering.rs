//! Registration: when it works, when it waits, when it gives up.
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use leme_sdk::error::Error;
use leme_sdk::fake::{FakeKernel, Fault};
use leme_sdk::runtime::Runtime;
use tempfile::TempDir;

use crate::support::{Pair, until};

#[tokio::test]
async fn a_runtime_registers_with_its_enrolment_and_beats_before_start_returns() {
    let pair = Pair::new().await;
    assert!(pair.runtime.id().is_some());
    assert!(!pair.kernel.beats().is_empty());
    assert!(pair.kernel.registrations()[0].public_key.is_some());
}

#[tokio::test]
async fn the_key_is_readable_by_its_owner_only() {
    let pair = Pair::new().await;
    let key = pair.folder.path().join("runtime.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_restarted_runtime_is_the_same_runtime_without_an_enrolment() {
    let mut pair = Pair::new().await;
    let id = pair.runtime.id();
    pair.config.enrolment_token = None;
    pair.restart().await;
    assert_eq!(pair.runtime.id(), id);
}

#[tokio::test]
async fn two_processes_cannot_share_a_folder() {
    let pair = Pair::new().await;
    let second = Runtime::start(pair.config.clone()).await;
    assert!(matches!(second, Err(Error::InUse(_))));
}

#[tokio::test]
async fn a_runtime_waits_for_a_kernel_that_is_away() {
    let kernel = FakeKernel::start().await.unwrap();
    let folder = TempDir::new().unwrap();
    kernel.go_down();
    let start = tokio::spawn(Runtime::start(kernel.config(folder.path())));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!start.is_finished());
    kernel.come_back().await.unwrap();
    let runtime = start.await.unwrap().unwrap();
    assert!(runtime.status().connected);
    runtime.stop();
}

#[tokio::test]
async fn a_wrong_enrolment_ends_the_start_with_the_reason() {
    let kernel = FakeKernel::start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let mut config = kernel.config(folder.path());
    config.enrolment_token = Some(leme_base::secret::Secret::new("lme_enr_made_up".to_owned()));
    let error = Runtime::start(config).await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: 401, .. }), "{error}");
}

#[tokio::test]
async fn an_answer_lost_in_registration_does_not_cost_the_enrolment() {
    let kernel = FakeKernel::start().await.unwrap();
    let folder = TempDir::new().unwrap();
    kernel.fail("/kernel/runtimes/register", Fault::AnswerLost, 2);
    let runtime = Runtime::start(kernel.config(folder.path())).await.unwrap();
    assert!(runtime.id().is_some());
    runtime.stop();
}

#[tokio::test]
async fn a_runtime_that_was_forgotten_registers_again_with_the_enrolment_it_has() {
    let pair = Pair::new().await;
    pair.kernel.forget_runtimes();
    until("a second registration", || pair.kernel.registrations().len() >= 2).await;
    until("connected", || pair.runtime.status().connected).await;
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_is_replaced_without_anybody_noticing() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant(tenant, "report.export");
    pair.kernel.expire_tokens();
    let many = (0..20).map(|_| pair.check(tenant, "report.export"));
    for decision in futures_util::future::join_all(many).await {
        assert!(decision.unwrap().allowed);
    }
    // Twenty noticed at once; few registered.
    assert!(pair.kernel.registrations().len() <= 3);
}
