//! Events: durable before they are acknowledged, told once whatever fails.
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_contract::audit::{ActorType, AuditEvent};
use leme_sdk::error::Error;
use leme_sdk::fake::Fault;
use leme_sdk::spool::Spool;
use serde_json::{Map, json};
use tempfile::TempDir;

use crate::support::{Pair, until};

const AUDIT: &str = "/kernel/audit/events";

fn event(pair: &Pair, tenant: TenantId, kind: &str) -> AuditEvent {
    pair.runtime.event(tenant, (ActorType::User, "ada".to_owned()), kind, Map::new())
}

async fn tell(pair: &Pair, tenant: TenantId, count: usize) -> Vec<AuditEvent> {
    let events: Vec<AuditEvent> = (0..count).map(|_| event(pair, tenant, "thing.done")).collect();
    let told = futures_util::future::join_all(events.iter().map(|e| pair.runtime.audit(e))).await;
    for outcome in told {
        outcome.unwrap();
    }
    events
}

#[tokio::test]
async fn events_of_several_tenants_all_arrive() {
    let pair = Pair::new().await;
    let (one, two) = (pair.kernel.tenant(), pair.kernel.tenant());
    let mut told = tell(&pair, one, 700).await;
    told.extend(tell(&pair, two, 30).await);
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    let mut arrived: Vec<_> = pair.kernel.audit().iter().map(|event| event.event_id).collect();
    let mut expected: Vec<_> = told.iter().map(|event| event.event_id).collect();
    arrived.sort();
    expected.sort();
    assert_eq!(arrived, expected);
}

#[tokio::test]
async fn errors_silence_and_lost_answers_neither_lose_nor_double() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.fail(AUDIT, Fault::AnswerLost, 1);
    pair.kernel.fail(AUDIT, Fault::Status(500), 1);
    pair.kernel.fail(AUDIT, Fault::Slow(Duration::from_secs(2)), 1);
    let told = tell(&pair, tenant, 50).await;
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    assert_eq!(pair.kernel.audit().len(), told.len());
    assert!(pair.kernel.duplicates() > 0, "the Kernel saw them more than once");
}

#[tokio::test]
async fn events_taken_in_during_an_outage_arrive_after_it() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.go_down();
    let told = tell(&pair, tenant, 20).await;
    assert!(pair.runtime.status().pending_bytes > 0);
    pair.kernel.come_back().await.unwrap();
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    assert_eq!(pair.kernel.audit().len(), told.len());
}

#[tokio::test]
async fn an_event_the_kernel_will_never_take_does_not_hold_up_the_others() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let nobody: TenantId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
    tell(&pair, tenant, 10).await;
    pair.runtime.audit(&event(&pair, tenant, "")).await.unwrap();
    pair.runtime.audit(&event(&pair, nobody, "thing.done")).await.unwrap();
    tell(&pair, tenant, 10).await;
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    assert_eq!(pair.kernel.audit().len(), 20);
    let dead = pair.folder.path().join("spool/audit-dead.jsonl");
    let dead = std::fs::read_to_string(dead).unwrap();
    assert_eq!(dead.lines().count(), 2);
    assert!(dead.contains("tenant.forbidden") && dead.contains("request.invalid"));
}

#[tokio::test]
async fn events_of_a_suspended_tenant_wait_without_holding_up_the_others() {
    let pair = Pair::new().await;
    let (tenant, other) = (pair.kernel.tenant(), pair.kernel.tenant());
    pair.kernel.suspend(tenant, true);
    tell(&pair, tenant, 3).await;
    tell(&pair, other, 3).await;
    until("the others arrived", || pair.kernel.audit().len() == 3).await;
    assert!(pair.runtime.status().pending_bytes > 0);
    pair.kernel.suspend(tenant, false);
    until("all arrived", || pair.kernel.audit().len() == 6).await;
}

#[tokio::test]
async fn a_use_is_counted_once() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.fail("/kernel/usage/events", Fault::AnswerLost, 1);
    let using = pair.runtime.use_of(tenant, "report.export", 2).unwrap();
    pair.runtime.usage(&using).await.unwrap();
    pair.runtime.usage(&using).await.unwrap();
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    assert_eq!(pair.kernel.used(tenant, "report.export"), 2);
}

#[tokio::test]
async fn a_full_spool_says_so_and_takes_in_again_after_delivery() {
    let folder = TempDir::new().unwrap();
    let spool = Spool::open(folder.path(), 1_000).unwrap();
    let full = loop {
        if let Err(error) = spool.append(vec![b'x'; 200]).await {
            break error;
        }
    };
    assert!(matches!(full, Error::SpoolFull { limit_bytes: 1_000, .. }), "{full}");
}

#[tokio::test]
async fn an_event_that_is_too_large_is_refused_at_the_door() {
    let folder = TempDir::new().unwrap();
    let spool = Spool::open(folder.path(), u64::MAX).unwrap();
    let error = spool.append(vec![b'x'; 300 * 1024]).await.unwrap_err();
    assert!(matches!(error, Error::EventTooLarge { .. }));
}

#[tokio::test]
async fn a_torn_tail_is_cut_and_what_came_before_arrives() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    let folder = TempDir::new().unwrap();
    let queue = folder.path().join("spool/audit");
    let spool = Spool::open(&queue, 1 << 20).unwrap();
    let events: Vec<_> = (0..5).map(|_| event(&pair, tenant, "thing.done")).collect();
    for event in &events {
        spool.append(serde_json::to_vec(event).unwrap()).await.unwrap();
    }
    drop(spool);
    let log = queue.join(format!("{:020}.log", 0));
    let mut bytes = std::fs::read(&log).unwrap();
    let half = bytes[..bytes.len() / 10].to_vec();
    bytes.extend(half);
    std::fs::write(&log, bytes).unwrap();
    let mut config = pair.kernel.config(folder.path());
    config.clock = pair.config.clock.clone();
    let runtime = leme_sdk::runtime::Runtime::start(config).await.unwrap();
    assert!(runtime.drain(Duration::from_secs(20)).await);
    let arrived: Vec<_> = pair.kernel.audit().iter().map(|event| event.event_id).collect();
    assert_eq!(arrived, events.iter().map(|event| event.event_id).collect::<Vec<_>>());
    // And the spool is whole again: what is told now arrives too.
    let one_more = runtime.event(tenant, (ActorType::User, "x".into()), "a.b", Map::new());
    runtime.audit(&one_more).await.unwrap();
    until("one more", || pair.kernel.audit().len() == 6).await;
    runtime.stop();
}

#[tokio::test]
async fn a_long_queue_spans_files_and_leaves_none_behind() {
    let pair = Pair::new().await;
    let tenant = pair.kernel.tenant();
    pair.kernel.go_down();
    let mut large = Map::new();
    large.insert("text".to_owned(), json!("x".repeat(200 * 1024)));
    for _ in 0..60 {
        let event = pair.runtime.event(tenant, (ActorType::User, "x".into()), "a.b", large.clone());
        pair.runtime.audit(&event).await.unwrap();
    }
    let queue = pair.folder.path().join("spool/audit");
    let logs = || {
        let entries = std::fs::read_dir(&queue).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|ext| ext == "log")).count()
    };
    assert!(logs() >= 2, "{}", logs());
    pair.kernel.come_back().await.unwrap();
    assert!(pair.runtime.drain(Duration::from_secs(20)).await);
    assert_eq!(pair.kernel.audit().len(), 60);
    assert_eq!(logs(), 1);
}
