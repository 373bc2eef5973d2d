//! `./leme bench chaos`: mixed calls while the database is killed and comes back. Each client
//! repeats what was not acknowledged, as an SDK does; afterwards every audit event must be there
//! once, and nothing but 503 with `Retry-After` may have been answered during the outage.
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use leme_base::ids::AuditEventId;
use leme_base::time::Clock;
use reqwest::{RequestBuilder, StatusCode};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::sync::Mutex;

use crate::installation::Installation;
use crate::results;
use crate::runtime::{BenchRuntime, register};

/// The goal: back this soon after the database is.
const RECOVERY_S_MAX: f64 = 5.0;

/// How long, how many, how often.
pub(crate) struct Plan {
    pub(crate) seconds: u64,
    pub(crate) clients: usize,
    pub(crate) kills: u32,
    pub(crate) dry: bool,
}

/// What the clients saw.
#[derive(Default)]
struct Seen {
    answers: Mutex<BTreeMap<String, u64>>,
    wrong: Mutex<Vec<String>>,
    acknowledged: AtomicU64,
    duplicates: AtomicU64,
    /// Microseconds since the start at which a call last succeeded.
    last_success: AtomicU64,
    stop: AtomicBool,
}

/// Runs it and fails when anything was lost, doubled or answered wrongly.
pub(crate) async fn run(leme: &Path, plan: &Plan) -> Result<()> {
    let installation = Installation::up(leme, 2)?;
    let runtime = register(&installation).await?;
    let person = installation.ctl(&["--email", "learner@acme.test", "token"])?;
    let seen = Arc::new(Seen::default());
    let begun = Instant::now();
    let clients: Vec<_> = (0..plan.clients)
        .map(|number| {
            let (runtime, seen, person) = (runtime.clone(), Arc::clone(&seen), person.clone());
            tokio::spawn(async move { client(number, &runtime, &person, &seen, begun).await })
        })
        .collect();
    let recoveries = kill_and_watch(&installation, plan, &seen, begun).await?;
    seen.stop.store(true, Ordering::Release);
    for client in clients {
        client.await??;
    }
    report(&installation, &runtime, plan, &seen, &recoveries).await
}

/// Kills the database, evenly spread; gives seconds from its return to the first success.
async fn kill_and_watch(
    installation: &Installation,
    plan: &Plan,
    seen: &Seen,
    begun: Instant,
) -> Result<Vec<f64>> {
    let slice = Duration::from_secs(plan.seconds) / (plan.kills + 1);
    let mut recoveries = Vec::new();
    for _ in 0..plan.kills {
        tokio::time::sleep(slice).await;
        let pid = installation.pid("database")?;
        kill_process(Pid::from_raw(pid).context("no process")?, Signal::KILL)?;
        let back = until_database(installation).await?;
        let before = seen.last_success.load(Ordering::Acquire);
        while seen.last_success.load(Ordering::Acquire) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if back.elapsed() > Duration::from_secs(30) {
                bail!("no call succeeds 30 s after the database is back");
            }
        }
        recoveries.push(back.elapsed().as_secs_f64());
    }
    let left = Duration::from_secs(plan.seconds).saturating_sub(begun.elapsed());
    tokio::time::sleep(left).await;
    Ok(recoveries)
}

async fn until_database(installation: &Installation) -> Result<Instant> {
    let url = installation.database_url()?;
    // The killed server's last connections may still answer for a moment.
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..6_000 {
        if let Ok(mut connection) = PgConnection::connect(&url).await
            && connection.ping().await.is_ok()
        {
            return Ok(Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bail!("the database did not come back within a minute")
}

async fn client(
    number: usize,
    runtime: &BenchRuntime,
    person: &str,
    seen: &Seen,
    begun: Instant,
) -> Result<()> {
    let mut turn = number;
    let mut open: Option<Value> = None;
    while !seen.stop.load(Ordering::Acquire) || open.is_some() {
        turn += 1;
        let event = open.take().unwrap_or_else(|| event(runtime));
        let calls = [
            ("check", runtime.post("/kernel/entitlements/check").json(&check(runtime)?)),
            ("resolve", runtime.post("/kernel/identity/resolve").json(&resolve(runtime, person))),
        ];
        if let Some((name, call)) = calls.into_iter().nth(turn % 4) {
            send(name, call, seen, begun).await;
        }
        let call = runtime.post("/kernel/audit/events").json(&event);
        match send("audit", call, seen, begun).await {
            Some(receipt) => {
                let count = |name: &str| receipt[name].as_array().map_or(0, Vec::len);
                seen.acknowledged.fetch_add(1, Ordering::Relaxed);
                let doubled = u64::try_from(count("duplicates"))?;
                seen.duplicates.fetch_add(doubled, Ordering::Relaxed);
            }
            None => open = Some(event),
        }
    }
    Ok(())
}

fn event(runtime: &BenchRuntime) -> Value {
    let now = Clock::System.now();
    json!({
        "event_id": AuditEventId::at(now), "tenant_id": runtime.tenant, "actor_type": "runtime",
        "actor_id": runtime.runtime_id, "type": "chaos.happened", "timestamp": now,
        "correlation_id": "chaos", "payload": {},
    })
}

fn check(runtime: &BenchRuntime) -> Result<Value> {
    Ok(serde_json::from_str(&runtime.check_body())?)
}

fn resolve(runtime: &BenchRuntime, person: &str) -> Value {
    json!({ "tenant_id": runtime.tenant, "external_token": person })
}

/// Sends once. `Some` is success; a refusal that is not 503 with `Retry-After` is noted as wrong.
async fn send(name: &str, call: RequestBuilder, seen: &Seen, begun: Instant) -> Option<Value> {
    let answer = match call.send().await {
        Ok(answer) => answer,
        Err(error) => {
            seen.wrong.lock().await.push(format!("{name}: {error:?}"));
            return None;
        }
    };
    let status = answer.status();
    *seen.answers.lock().await.entry(format!("{name} {}", status.as_u16())).or_default() += 1;
    if status.is_success() {
        let now = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        seen.last_success.store(now, Ordering::Release);
        return answer.json().await.ok();
    }
    let may_retry = answer.headers().contains_key("retry-after");
    if status != StatusCode::SERVICE_UNAVAILABLE || !may_retry {
        let text = answer.text().await.unwrap_or_default();
        seen.wrong.lock().await.push(format!("{name}: {status} {text}"));
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    None
}

async fn report(
    installation: &Installation,
    runtime: &BenchRuntime,
    plan: &Plan,
    seen: &Seen,
    recoveries: &[f64],
) -> Result<()> {
    let mut connection = PgConnection::connect(&installation.database_url()?).await?;
    let tenant: uuid::Uuid = runtime.tenant.parse()?;
    let (kept, last, highest): (i64, i64, i64) = sqlx::query_as(
        "select count(*) filter (where type = 'chaos.happened'), count(*), max(seq)
         from kernel.audit_events where tenant_id = $1",
    )
    .bind(tenant)
    .fetch_one(&mut connection)
    .await?;
    let acknowledged = i64::try_from(seen.acknowledged.load(Ordering::Acquire))?;
    let wrong = seen.wrong.lock().await;
    let answers = seen.answers.lock().await;
    println!("{} clients, {} s, database killed {} times", plan.clients, plan.seconds, plan.kills);
    for (what, count) in answers.iter() {
        println!("  {what:<14}{count:>9}");
    }
    println!("audit events acknowledged {acknowledged}, kept {kept}, lost {}", acknowledged - kept);
    let repeated = seen.duplicates.load(Ordering::Acquire);
    println!("told again after a lost answer and counted once: {repeated}");
    println!("numbers without gaps: {}", last == highest);
    println!("answers that were neither success nor 503 with Retry-After: {}", wrong.len());
    for text in wrong.iter().take(10) {
        println!("  {text}");
    }
    println!("seconds from the database's return to the first success: {recoveries:.2?}");
    let figures = json!({
        "acknowledged": acknowledged, "kept": kept, "wrong": wrong.len(),
        "recoveries_s": recoveries, "answers": *answers,
    });
    if !plan.dry {
        results::keep("chaos", &figures)?;
    }
    let slow = recoveries.iter().any(|seconds| *seconds > RECOVERY_S_MAX);
    if kept != acknowledged || last != highest || !wrong.is_empty() || slow {
        println!("0 passed, 1 failed");
        bail!("the promise was not kept");
    }
    println!("1 passed, 0 failed");
    Ok(())
}
