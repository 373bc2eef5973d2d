//! Takes due jobs and gives them to their handlers, a few at a time, until the process stops.
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use leme_base::limits::ATTEMPTS_MAX;
use leme_base::time::{Clock, DateTime};
use tokio::task::{JoinHandle, JoinSet};

use super::lease::Held;
use super::model::{Job, Waiting};
use super::queries::{self, Claim};
use crate::db::Db;
use crate::db::bell::Topic;
use crate::error::{Chain, Error, Result};
use crate::limits::{LEASE_S, WORKER_SLOTS};
use crate::retry::Backoff;
use crate::tasks::Tasks;
use crate::wake::Wake;

/// Looks for due jobs this often even when nobody called.
const POLL: Duration = Duration::from_secs(1);
const LAG_EVERY: Duration = Duration::from_secs(5);
const BACKOFF: Backoff = Backoff { first_ms: 100, factor: 2, longest_ms: 10_000 };

type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
type Handler = Arc<dyn Fn(Job) -> Work + Send + Sync>;

/// Handlers by kind of job.
pub struct Worker {
    db: Db,
    clock: Clock,
    lease: Duration,
    handlers: BTreeMap<&'static str, Handler>,
}

impl Worker {
    /// A worker that does nothing yet.
    pub fn new(db: &Db, clock: &Clock) -> Self {
        Self {
            db: db.clone(),
            clock: clock.clone(),
            lease: Duration::from_secs(LEASE_S),
            handlers: BTreeMap::new(),
        }
    }

    /// Owns a job for this long before another may take it; extended while its handler works.
    #[must_use]
    pub const fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// Handles jobs of this kind. A job may come more than once: be idempotent, or end the
    /// transaction that does the work with [`Job::finish`].
    #[must_use]
    pub fn handle<F>(
        mut self,
        kind: &'static str,
        handler: impl Fn(Job) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Works until the process stops, then lets the running handlers end.
    pub fn start(self, tasks: &Tasks) -> JoinHandle<()> {
        self.watch(tasks);
        let stop = tasks.clone();
        tasks.spawn("worker", async move { self.run(&stop).await })
    }

    async fn run(self, stop: &Tasks) {
        let mut running = JoinSet::new();
        let mut wake = Wake::new(&self.db, Topic::Jobs);
        let mut failures = 0;
        while !stop.is_stopping() {
            let wait = match self.take(&mut running).await {
                Ok(taken) => {
                    failures = 0;
                    if taken > 0 { Duration::ZERO } else { POLL }
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %Chain(&error), "claiming jobs failed");
                    BACKOFF.after(failures)
                }
            };
            tokio::select! {
                () = stop.stopping() => {}
                Some(_) = running.join_next() => {}
                () = wake.called_or(wait), if running.len() < WORKER_SLOTS => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn take(&self, running: &mut JoinSet<()>) -> Result<usize> {
        let free = WORKER_SLOTS.saturating_sub(running.len());
        if free == 0 {
            return Ok(0);
        }
        let jobs = self.claim(free).await?;
        let taken = jobs.len();
        for job in jobs {
            let Some(handler) = self.handlers.get(job.kind.as_str()) else { continue };
            let work = guarded(handler(job.clone()));
            let (db, clock) = (self.db.clone(), self.clock.clone());
            let held = Held { db, clock, lease: self.lease, job };
            running.spawn(held.run(work));
        }
        Ok(taken)
    }

    async fn claim(&self, free: usize) -> Result<Vec<Job>> {
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        let token = format!("{:016x}", rand::random::<u64>());
        let claim = Claim {
            kinds: &kinds,
            token: &token,
            now: self.clock.now(),
            until: self.clock.now() + self.lease,
            slots: i64::try_from(free).unwrap_or(i64::MAX),
            attempts_max: i32::try_from(ATTEMPTS_MAX).unwrap_or(i32::MAX),
        };
        let mut tx = self.db.platform("jobs: claim").await?;
        let buried = queries::bury(&mut tx, &claim).await?;
        let jobs = queries::claim(&mut tx, &claim).await?;
        tx.commit().await?;
        if buried > 0 {
            tracing::error!(buried, "gave up jobs whose workers ended before they did");
        }
        Ok(jobs)
    }

    fn watch(&self, tasks: &Tasks) {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        tasks.every("jobs lag", LAG_EVERY, move || {
            let (db, now, kinds) = (db.clone(), clock.now(), kinds.clone());
            async move {
                if let Ok(waiting) = waiting(&db, &kinds, now).await {
                    let gauge = |value: i64| f64::from(i32::try_from(value).unwrap_or(i32::MAX));
                    let labels = [("schema", db.schema())];
                    metrics::gauge!("jobs_due", &labels).set(gauge(waiting.jobs));
                    metrics::gauge!("jobs_lag_seconds", &labels).set(gauge(waiting.seconds));
                }
            }
        });
    }
}

/// What is due and not done.
pub async fn waiting(db: &Db, kinds: &[&'static str], now: DateTime) -> Result<Waiting> {
    let mut tx = db.platform("jobs: measure lag").await?;
    let (jobs, oldest) = queries::waiting(&mut tx, kinds, now).await?;
    let seconds = oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    Ok(Waiting { jobs, seconds })
}

/// A handler that panics has failed like any other.
async fn guarded(work: Work) -> Result<()> {
    use futures_util::FutureExt;
    let caught = std::panic::AssertUnwindSafe(work).catch_unwind().await;
    caught.unwrap_or_else(|_| Err(Error::internal("doing a job", "its handler panicked")))
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Worker for {:?}", self.handlers.keys())
    }
}
