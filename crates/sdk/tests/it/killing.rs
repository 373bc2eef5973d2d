//! Killed without warning, again and again, while it tells: nothing acknowledged is lost.
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use leme_base::ids::{AuditEventId, TenantId};
use leme_contract::audit::ActorType;
use leme_sdk::fake::{FakeKernel, Fault};
use leme_sdk::runtime::Runtime;
use serde_json::Map;
use tempfile::TempDir;

const KILLS: u64 = 12;

/// Not a test of its own: the process that is killed. Prints the id of each event acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_tells_until_it_is_killed() {
    let Ok(setup) = std::env::var("SDK_TEST_CHILD") else { return };
    let mut words = setup.split(' ');
    let mut word = || words.next().unwrap().to_owned();
    let (url, internal, tenant, folder) = (word(), word(), word(), PathBuf::from(word()));
    let tenant: TenantId = tenant.parse().unwrap();
    let mut config = leme_sdk::config::Config::new(&url, internal.parse().unwrap(), folder);
    config.enrolment_token = Some(leme_base::secret::Secret::new("lme_enr_0".to_owned()));
    config.call_timeout = Duration::from_millis(500);
    let runtime = Runtime::start(config).await.unwrap();
    let tell = |runtime: Runtime| async move {
        loop {
            let event = runtime.event(tenant, (ActorType::System, "x".into()), "a.b", Map::new());
            runtime.audit(&event).await.unwrap();
            let mut out = std::io::stdout().lock();
            writeln!(out, "told {}", event.event_id).unwrap();
            out.flush().unwrap();
        }
    };
    let tellers = (0..8).map(|_| tokio::spawn(tell(runtime.clone())));
    futures_util::future::join_all(tellers).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_acknowledged_before_kill_9_arrives_exactly_once() {
    let kernel = FakeKernel::start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let config = kernel.config(folder.path());
    let tenant = kernel.tenant();
    let setup =
        format!("{} {} {tenant} {}", kernel.url(), kernel.internal(), folder.path().display());
    let mut acknowledged = BTreeSet::new();
    for kill in 0..KILLS {
        kernel.fail("/kernel/audit/events", Fault::AnswerLost, 2);
        kernel.fail("/kernel/audit/events", Fault::Status(503), 1);
        let (setup, run) = (setup.clone(), Duration::from_millis(40 + kill * 37 % 200));
        let told = tokio::task::spawn_blocking(move || run_and_kill(&setup, run)).await.unwrap();
        assert!(!told.is_empty(), "the child told nothing");
        acknowledged.extend(told);
    }
    kernel.heal();
    let runtime = Runtime::start(config).await.unwrap();
    assert!(runtime.drain(Duration::from_secs(20)).await);
    runtime.stop();
    let mut arrivals: BTreeMap<AuditEventId, usize> = BTreeMap::new();
    for event in kernel.audit() {
        *arrivals.entry(event.event_id).or_default() += 1;
    }
    let lost = acknowledged.iter().filter(|id| !arrivals.contains_key(id)).count();
    assert_eq!(lost, 0, "of {} acknowledged", acknowledged.len());
    assert!(arrivals.values().all(|count| *count == 1));
}

/// Runs the child until it has told something and some time has passed, then kills it.
fn run_and_kill(setup: &str, run: Duration) -> BTreeSet<AuditEventId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killing::child_tells_until_it_is_killed", "--nocapture"])
        .env("SDK_TEST_CHILD", setup)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let id = |line: &str| line.split_once("told ")?.1.parse::<AuditEventId>().ok();
    let mut told = BTreeSet::new();
    while told.is_empty() {
        let line = lines.next().expect("the child lives").unwrap();
        told.extend(id(&line));
    }
    let reader = std::thread::spawn(move || {
        // The last line may be cut short by the kill: it was acknowledged, but we cannot read it.
        let whole = lines.map_while(Result::ok).filter_map(|line| id(&line));
        whole.collect::<Vec<_>>()
    });
    std::thread::sleep(run);
    child.kill().unwrap();
    child.wait().unwrap();
    told.extend(reader.join().unwrap());
    told
}
