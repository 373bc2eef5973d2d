//! Telling the Kernel: audit and usage events leave the disk in batches, exactly once in effect.
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use leme_base::ids::{RuntimeId, TenantId};
use leme_base::limits::BATCH_EVENTS_MAX;
use leme_contract::codes;
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::check::off_thread;
use crate::error::{At, Error, Result};
use crate::inner::Inner;
use crate::register::BackOff;
use crate::spool::Spool;

/// Between two attempts to deliver what belongs to a suspended tenant.
const WAITING: Duration = Duration::from_secs(30);

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Audit,
    Usage,
}

impl Topic {
    const fn path(self) -> &'static str {
        match self {
            Self::Audit => "/kernel/audit/events",
            Self::Usage => "/kernel/usage/events",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Usage => "usage",
        }
    }
}

/// One topic: the queue, and a second one for events of tenants that are suspended for now.
#[derive(Debug)]
pub(crate) struct Lane {
    topic: Topic,
    queue: Spool,
    waiting: Spool,
    /// Events that the Kernel will never take, for a person to look at.
    dead: PathBuf,
    stuck: AtomicBool,
    retry: Notify,
    kernel_is_back: Notify,
}

impl Lane {
    fn open(folder: &Path, topic: Topic, limit_bytes: u64) -> Result<Self> {
        let name = topic.name();
        Ok(Self {
            topic,
            queue: Spool::open(&folder.join(name), limit_bytes)?,
            waiting: Spool::open(&folder.join(format!("{name}-waiting")), limit_bytes)?,
            dead: folder.join(format!("{name}-dead.jsonl")),
            stuck: AtomicBool::new(false),
            retry: Notify::new(),
            kernel_is_back: Notify::new(),
        })
    }

    pub(crate) async fn append<E: Serialize>(&self, event: &E) -> Result<()> {
        self.queue.append(serde_json::to_vec(event).unwrap_or_default()).await
    }
}

/// Both topics.
#[derive(Debug)]
pub(crate) struct Lanes {
    pub(crate) audit: Arc<Lane>,
    pub(crate) usage: Arc<Lane>,
}

impl Lanes {
    pub(crate) fn open(data_dir: &Path, limit_bytes: u64) -> Result<Self> {
        let folder = data_dir.join("spool");
        Ok(Self {
            audit: Arc::new(Lane::open(&folder, Topic::Audit, limit_bytes)?),
            usage: Arc::new(Lane::open(&folder, Topic::Usage, limit_bytes)?),
        })
    }

    fn both(&self) -> [&Lane; 2] {
        [&self.audit, &self.usage]
    }

    pub(crate) fn pending_bytes(&self) -> u64 {
        self.both().iter().map(|l| l.queue.pending_bytes() + l.waiting.pending_bytes()).sum()
    }

    pub(crate) fn is_stuck(&self) -> bool {
        self.both().iter().any(|lane| lane.stuck.load(Ordering::Relaxed))
    }

    pub(crate) fn kernel_is_back(&self) {
        self.both().iter().for_each(|lane| lane.kernel_is_back.notify_one());
    }

    pub(crate) fn retry_waiting(&self) {
        self.both().iter().for_each(|lane| lane.retry.notify_one());
    }
}

/// Delivers a topic until the runtime is stopped.
pub(crate) async fn run(inner: Arc<Inner>, lane: Arc<Lane>) {
    let mut back_off = BackOff::default();
    loop {
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = lane.queue.filled() => {}
        }
        let end = lane.queue.end();
        let Err(error) = drain(&inner, &lane, &lane.queue, end).await else {
            lane.stuck.store(false, Ordering::Relaxed);
            back_off = BackOff::default();
            continue;
        };
        if back_off.failures() == 0 {
            tracing::warn!(%error, topic = lane.topic.name(), "events wait on disk");
        }
        lane.stuck.store(true, Ordering::Relaxed);
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = lane.kernel_is_back.notified() => {}
            () = tokio::time::sleep(back_off.next()) => {}
        }
    }
}

/// Tries what belongs to suspended tenants again, now and then and when the policy moves.
pub(crate) async fn run_waiting(inner: Arc<Inner>, lane: Arc<Lane>) {
    loop {
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = lane.retry.notified() => {}
            () = tokio::time::sleep(WAITING) => {}
        }
        let end = lane.waiting.end();
        if let Err(error) = drain(&inner, &lane, &lane.waiting, end).await {
            tracing::debug!(%error, topic = lane.topic.name(), "events of suspended tenants wait");
        }
    }
}

/// Delivers everything before `end`. On an error the batch at hand stays where it is.
async fn drain(inner: &Inner, lane: &Lane, spool: &Spool, end: u64) -> Result<()> {
    while spool.position() < end {
        let batch = spool.peek(BATCH_EVENTS_MAX).await?;
        for (tenant, events) in by_tenant(&batch.events, inner.session()?.runtime) {
            deliver(inner, lane, tenant, events).await?;
        }
        spool.advance(batch.next).await?;
    }
    Ok(())
}

/// A call speaks for one tenant. The runtime's name is put on here: it may have changed since.
fn by_tenant(events: &[Vec<u8>], runtime: RuntimeId) -> BTreeMap<TenantId, Vec<Value>> {
    let mut groups: BTreeMap<TenantId, Vec<Value>> = BTreeMap::new();
    for event in events {
        let Ok(mut event) = serde_json::from_slice::<Value>(event) else { continue };
        let tenant = event.get("tenant_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let Some(tenant) = tenant else { continue };
        event["runtime_id"] = json!(runtime.to_string());
        groups.entry(tenant).or_default().push(event);
    }
    groups
}

/// Sends; when the Kernel will not take a batch, finds out which events are to blame by halves.
async fn deliver(inner: &Inner, lane: &Lane, tenant: TenantId, events: Vec<Value>) -> Result<()> {
    let mut heaps = vec![events];
    while let Some(mut heap) = heaps.pop() {
        let to = (Method::POST, lane.topic.path());
        let body = json!({ "events": heap });
        let answer: Result<Value> = inner.ask("telling events", to, tenant, Some(&body)).await;
        match answer {
            Ok(_) => {}
            Err(Error::Refused { code, .. }) if code == codes::TENANT_SUSPENDED => {
                wait(lane, &heap).await?;
            }
            Err(error) if !is_poison(&error) => return Err(error),
            Err(_) if heap.len() > 1 => {
                let half = heap.split_off(heap.len() / 2);
                heaps.extend([half, heap]);
            }
            Err(error) => bury(lane, &heap, &error).await?,
        }
    }
    Ok(())
}

/// Whether the Kernel will say the same again whatever we do.
fn is_poison(error: &Error) -> bool {
    let ours = [codes::RUNTIME_SUSPENDED, codes::RUNTIME_FORBIDDEN];
    matches!(error, Error::Refused { status, code, .. }
        if *status != 401 && !ours.contains(&code.as_str()))
}

async fn wait(lane: &Lane, events: &[Value]) -> Result<()> {
    let appends = events.iter().map(|event| lane.waiting.append(event.to_string().into_bytes()));
    futures_util::future::try_join_all(appends).await.map(|_| ())
}

async fn bury(lane: &Lane, events: &[Value], error: &Error) -> Result<()> {
    tracing::error!(%error, topic = lane.topic.name(), "the Kernel will not take an event; kept aside");
    let refused = error.to_string();
    let buried = |event: &Value| format!("{}\n", json!({ "refused": refused, "event": event }));
    let (path, lines) = (lane.dead.clone(), events.iter().map(buried).collect::<String>());
    off_thread(move || {
        let mut options = OpenOptions::new();
        let opened = options.append(true).create(true).mode(0o600).open(&path);
        let mut file = opened.at("opening", &path)?;
        file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).at("writing", &path)
    })
    .await
}
