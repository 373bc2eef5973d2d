//! Follows the outbox: each event is handled at least once, in order, and none blocks for ever.
use std::future::Future;
use std::time::Duration;

use leme_base::limits::ATTEMPTS_MAX;
use leme_base::time::Clock;

use super::model::{Lag, Stored};
use super::queries::{self, Dead};
use super::restore;
use crate::db::Db;
use crate::db::bell::Topic;
use crate::error::{Chain, Error, Result};
use crate::http::correlation;
use crate::limits::CONSUMER_BATCH;
use crate::retry::Backoff;
use crate::tasks::Tasks;
use crate::wake::Wake;

/// Looks again after this long even when nobody called.
const POLL: Duration = Duration::from_secs(1);
/// Looks again after this long while an open transaction holds back newer events.
const HELD_BACK: Duration = Duration::from_millis(20);
const LAG_EVERY: Duration = Duration::from_secs(5);
/// An event that cannot be handled holds up those behind it for five seconds and no longer.
const BACKOFF: Backoff = Backoff { first_ms: 100, factor: 2, longest_ms: 1_000 };

/// Handles every event of the schema, from the first on, until the process stops.
///
/// `handler` must be idempotent by `event_id`: after a crash up to a hundred events come again.
/// It is tried eight times, then the event is parked in `outbox_dead` and the next one follows.
/// An [`Error::Unavailable`] is no fault of the event: it is tried until it is over.
pub fn consume<H, F>(db: &Db, tasks: &Tasks, name: &'static str, handler: H)
where
    H: Fn(Stored) -> F + Send + Sync + 'static,
    F: Future<Output = Result<()>> + Send,
{
    let (db, stop) = (db.clone(), tasks.clone());
    watch(&db, tasks, name);
    tasks.spawn("outbox consumer", async move {
        let consumer = Consumer { db: &db, name, handler: &handler, stop: &stop };
        let mut wake = Wake::new(&db, Topic::Outbox);
        let (mut failures, mut is_numbered) = (0, false);
        while !stop.is_stopping() {
            let wait = match consumer.look(&mut is_numbered).await {
                Ok(wait) => {
                    failures = 0;
                    wait
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(consumer = name, error = %Chain(&error), "reading events failed");
                    BACKOFF.after(failures)
                }
            };
            tokio::select! {
                () = stop.stopping() => {}
                () = wake.called_or(wait) => {}
            }
        }
    });
}

/// How far a consumer is behind.
pub async fn lag(db: &Db, name: &str) -> Result<Lag> {
    let mut tx = db.platform("outbox: measure lag").await?;
    let cursor = queries::cursor(&mut tx, name).await?;
    let (events, oldest) = queries::waiting(&mut tx, cursor).await?;
    let age = oldest.map_or(0, |oldest| (Clock::System.now() - oldest).num_seconds().max(0));
    Ok(Lag { events, seconds: age })
}

fn watch(db: &Db, tasks: &Tasks, name: &'static str) {
    let db = db.clone();
    tasks.every("outbox lag", LAG_EVERY, move || {
        let db = db.clone();
        async move {
            // An outage shows in the consumer's own log.
            if let Ok(lag) = lag(&db, name).await {
                let labels = [("schema", db.schema()), ("consumer", name)];
                let gauge = |value: i64| f64::from(i32::try_from(value).unwrap_or(i32::MAX));
                metrics::gauge!("outbox_lag_events", &labels).set(gauge(lag.events));
                metrics::gauge!("outbox_lag_seconds", &labels).set(gauge(lag.seconds));
            }
        }
    });
}

struct Consumer<'c, H> {
    db: &'c Db,
    name: &'static str,
    handler: &'c H,
    stop: &'c Tasks,
}

impl<H, F> Consumer<'_, H>
where
    H: Fn(Stored) -> F,
    F: Future<Output = Result<()>> + Send,
{
    async fn look(&self, is_numbered: &mut bool) -> Result<Duration> {
        if !*is_numbered {
            restore::renumber(self.db).await?;
            *is_numbered = true;
        }
        self.step().await
    }

    /// Handles the next events; gives the time after which to look again.
    async fn step(&self) -> Result<Duration> {
        let mut tx = self.db.platform("outbox: read").await?;
        let mut at = queries::cursor(&mut tx, self.name).await?;
        let batch = queries::read_after(&mut tx, at, CONSUMER_BATCH).await?;
        let held_back = batch.is_empty() && queries::waiting(&mut tx, at).await?.0 > 0;
        tx.commit().await?;
        let from = at;
        for event in &batch {
            match self.handle(event).await {
                Outcome::Done => at = event.cursor(),
                Outcome::Stopping => break,
                Outcome::GaveUp(error) => {
                    at = event.cursor();
                    self.park(event, &error).await?;
                }
            }
        }
        if at != from {
            let mut tx = self.db.platform("outbox: move on").await?;
            if !queries::move_cursor(&mut tx, self.name, from, at, Clock::System.now()).await? {
                tracing::info!(consumer = self.name, "another process handled these events too");
            }
            tx.commit().await?;
        }
        Ok(match (batch.is_empty(), held_back) {
            (false, _) => Duration::ZERO,
            (true, true) => HELD_BACK,
            (true, false) => POLL,
        })
    }

    async fn handle(&self, event: &Stored) -> Outcome {
        let (mut failures, mut waits) = (0, 0);
        loop {
            let work = (self.handler)(event.clone());
            let error = match correlation::within(event.correlation_id.clone(), work).await {
                Ok(()) => return Outcome::Done,
                Err(error) => error,
            };
            waits += 1;
            if !matches!(error, Error::Unavailable { .. }) {
                failures += 1;
            }
            tracing::warn!(
                consumer = self.name, event.id = %event.event_id, event.kind = event.kind,
                attempt = waits, error = %Chain(&error), "handling an event failed"
            );
            if failures >= ATTEMPTS_MAX {
                return Outcome::GaveUp(Chain(&error).to_string());
            }
            tokio::select! {
                () = self.stop.stopping() => return Outcome::Stopping,
                () = tokio::time::sleep(BACKOFF.after(waits)) => {}
            }
        }
    }

    async fn park(&self, event: &Stored, error: &str) -> Result<()> {
        tracing::error!(
            consumer = self.name, event.id = %event.event_id, event.kind = event.kind,
            "parked an event after {ATTEMPTS_MAX} attempts"
        );
        metrics::counter!("outbox_parked_total", "consumer" => self.name).increment(1);
        let mut tx = self.db.platform("outbox: park").await?;
        let attempts = i32::try_from(ATTEMPTS_MAX).unwrap_or(i32::MAX);
        let now = Clock::System.now();
        let dead = Dead { event, consumer: self.name, attempts, error, now };
        queries::park(&mut tx, &dead).await?;
        tx.commit().await
    }
}

enum Outcome {
    Done,
    GaveUp(String),
    Stopping,
}
