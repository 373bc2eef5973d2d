//! Holds a job while its handler works: extends the lease, settles the end, knows when it is lost.
use std::future::Future;
use std::time::Duration;

use chrono::TimeDelta;
use leme_base::time::Clock;
use tracing::Instrument;

use super::model::{BACKOFF, Job};
use super::queries;
use crate::db::Db;
use crate::error::{Chain, Error, Result};
use crate::http::correlation;

/// A job, where it lives and what time it is.
pub(super) struct Held {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) lease: Duration,
    pub(super) job: Job,
}

impl Held {
    /// Runs the handler under the lease and writes down how it ended.
    pub(super) async fn run(self, work: impl Future<Output = Result<()>>) {
        let span = tracing::info_span!(
            "job", job.id = %self.job.job_id, job.kind = %self.job.kind,
            job.attempt = self.job.attempts, tenant_id = %self.job.tenant_id,
            correlation_id = %self.job.correlation_id,
        );
        let id = self.job.correlation_id.clone();
        correlation::within(id, self.work_and_settle(work)).instrument(span).await;
    }

    async fn work_and_settle(&self, work: impl Future<Output = Result<()>>) {
        let outcome = tokio::select! {
            outcome = work => outcome,
            () = self.keep() => {
                tracing::warn!("lost the lease of a job; another worker has it");
                return self.count("lost");
            }
        };
        let settled = match &outcome {
            Ok(()) => self.done().await,
            Err(error) => self.failed(error).await,
        };
        if let Err(error) = settled {
            // Then the lease runs out and the job comes again.
            tracing::warn!(error = %Chain(&error), "could not write down how a job ended");
        }
    }

    /// Extends the lease again and again; completes when it is lost.
    async fn keep(&self) {
        loop {
            tokio::time::sleep(self.lease / 3).await;
            // An outage may end before the lease does: only a clear no is a loss.
            if matches!(self.extend().await, Ok(false)) {
                return;
            }
        }
    }

    async fn extend(&self) -> Result<bool> {
        let mut tx = self.db.tenant(self.job.tenant_id).await?;
        let held = queries::extend(&mut tx, &self.job, self.clock.now() + self.lease).await?;
        tx.commit().await?;
        Ok(held)
    }

    async fn done(&self) -> Result<()> {
        self.count("done");
        let mut tx = self.db.tenant(self.job.tenant_id).await?;
        // The handler may have finished it in its own transaction.
        if queries::is_held(&mut tx, &self.job).await? {
            queries::finish(&mut tx, &self.job, self.clock.now()).await?;
        }
        tx.commit().await
    }

    async fn failed(&self, error: &Error) -> Result<()> {
        let (now, text) = (self.clock.now(), Chain(error).to_string());
        let mut tx = self.db.tenant(self.job.tenant_id).await?;
        if self.job.is_last_attempt() {
            tracing::error!(error = text, "gave a job up");
            self.count("dead");
            queries::give_up(&mut tx, &self.job, now, &text).await?;
        } else {
            tracing::warn!(error = text, "a job failed; it is tried again");
            self.count("failed");
            let attempt = u32::try_from(self.job.attempts).unwrap_or(u32::MAX);
            let wait = TimeDelta::from_std(BACKOFF.after(attempt)).unwrap_or_default();
            queries::retry(&mut tx, &self.job, now + wait, &text).await?;
        }
        tx.commit().await
    }

    fn count(&self, outcome: &'static str) {
        let labels = [("kind", self.job.kind.clone()), ("outcome", outcome.to_owned())];
        metrics::counter!("jobs_total", &labels).increment(1);
    }
}
