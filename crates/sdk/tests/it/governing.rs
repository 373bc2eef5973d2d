//! Orders of the Kernel: obeyed before they are acknowledged, and at once.
use std::time::{Duration, Instant};

use leme_contract::codes;
use leme_contract::entitlement::CheckCode;
use leme_contract::runtime::{Directive, SwitchScope};
use leme_sdk::fake::Fault;

use crate::support::{Pair, until};

#[tokio::test]
async fn a_suspension_stops_execution_within_one_heartbeat() {
    let pair = Pair::new().await;
    assert!(pair.runtime.admit().is_ok());
    pair.kernel.direct(Directive::Suspend, None);
    let start = Instant::now();
    until("refused", || pair.runtime.admit().is_err()).await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(pair.runtime.admit().unwrap_err().code, codes::RUNTIME_SUSPENDED);
    let tenant = pair.kernel.tenant();
    let decision = pair.check(tenant, "anything").await.unwrap();
    assert_eq!(decision.code, CheckCode::RuntimeSuspended);
    pair.kernel.direct(Directive::Continue, None);
    until("admitted again", || pair.runtime.admit().is_ok()).await;
}

#[tokio::test]
async fn a_kill_switch_is_acknowledged_only_when_it_is_in_force_and_then_at_once() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant(tenant, "report.export:monthly");
    let switch = pair.kernel.switch(SwitchScope::Feature, None, Some("report.*"));
    // The next beat after the one that brings it would come much too late.
    pair.kernel.set_heartbeat(60);
    let acknowledged =
        || pair.kernel.beats().iter().any(|applied| applied.kill_switches.contains(&switch));
    until("in force", || pair.runtime.status().kill_switches.contains(&switch)).await;
    let decision = pair.check(tenant, "report.export:monthly").await.unwrap();
    assert_eq!(decision.code, CheckCode::KillSwitch);
    assert_eq!(decision.source, [format!("switch:{switch}")]);
    until("acknowledged", acknowledged).await;
}

#[tokio::test]
async fn a_switch_that_was_cleared_stops_nothing_any_more() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.grant(tenant, "report.export:monthly");
    let switch = pair.kernel.switch(SwitchScope::Feature, None, Some("report.*"));
    until("in force", || pair.runtime.status().kill_switches.contains(&switch)).await;
    pair.kernel.clear_switches();
    until("cleared", || pair.runtime.status().kill_switches.is_empty()).await;
    assert!(pair.check(tenant, "report.export:monthly").await.unwrap().allowed);
}

#[tokio::test]
async fn a_switch_on_one_tenant_leaves_the_others_alone() {
    let pair = Pair::new().await;
    let (stopped, other) = (pair.kernel.tenant(), pair.kernel.tenant());
    pair.kernel.grant(stopped, "report.export");
    pair.kernel.grant(other, "report.export");
    let switch = pair.kernel.switch(SwitchScope::Tenant, Some(stopped), None);
    until("in force", || pair.runtime.status().kill_switches.contains(&switch)).await;
    assert!(pair.runtime.admit().is_ok());
    let refused = pair.check(stopped, "report.export").await.unwrap();
    assert_eq!(refused.code, CheckCode::KillSwitch);
    assert!(pair.check(other, "report.export").await.unwrap().allowed);
}

#[tokio::test]
async fn a_global_switch_closes_the_door() {
    let pair = Pair::new().await;
    let switch = pair.kernel.switch(SwitchScope::Global, None, None);
    until("in force", || pair.runtime.status().kill_switches.contains(&switch)).await;
    assert_eq!(pair.runtime.admit().unwrap_err().code, "entitlement.kill_switch");
}

#[tokio::test]
async fn a_limit_admits_that_many_and_no_more() {
    let pair = Pair::new().await;
    pair.kernel.direct(Directive::Limit, Some(2));
    until("limited", || pair.runtime.status().directive == Directive::Limit).await;
    let first = pair.runtime.admit().unwrap();
    let _second = pair.runtime.admit().unwrap();
    let refusal = pair.runtime.admit().unwrap_err();
    assert_eq!((refusal.status, refusal.code), (503, codes::RUNTIME_LIMITED));
    assert_eq!(refusal.retry_after_s, Some(1));
    drop(first);
    assert!(pair.runtime.admit().is_ok());
}

#[tokio::test]
async fn a_heartbeat_that_fails_is_tried_again_and_the_orders_stay() {
    let pair = Pair::new().await;
    pair.kernel.direct(Directive::Suspend, None);
    until("suspended", || pair.runtime.admit().is_err()).await;
    let heartbeat = format!("/kernel/runtimes/{}/heartbeat", pair.runtime.id().unwrap());
    pair.kernel.fail(&heartbeat, Fault::Status(500), 6);
    until("noticed", || !pair.runtime.status().connected).await;
    assert!(pair.runtime.admit().is_err(), "an outage lifts no suspension");
    until("connected again", || pair.runtime.status().connected).await;
}
