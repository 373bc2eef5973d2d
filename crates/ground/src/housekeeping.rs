//! Forgets what has served its time, and tells the metrics how the process is doing.
use std::time::Duration;

use leme_base::time::{Clock, DateTime};

use crate::db::Db;
use crate::error::{Chain, Result};
use crate::limits::{IDEMPOTENCY_HOURS, JOB_DAYS, OUTBOX_DAYS};
use crate::tasks::Tasks;
use crate::{idempotency, jobs, outbox};

const EVERY: Duration = Duration::from_mins(10);
/// How long a count of work across tenants may live in memory only.
const COUNT_EVERY: Duration = Duration::from_secs(10);

/// Keeps the schema's own tables small, until the process stops.
pub fn start(db: &Db, clock: &Clock, tasks: &Tasks) {
    let counted = db.clone();
    tasks.every("platform-access", COUNT_EVERY, move || {
        let db = counted.clone();
        async move {
            if let Err(error) = db.flush_platform_access().await {
                tracing::warn!(error = %Chain(&error), "platform access is not written yet");
            }
        }
    });
    let (db, clock) = (db.clone(), clock.clone());
    tasks.every("housekeeping", EVERY, move || {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            if let Err(error) = sweep(&db, clock.now()).await {
                tracing::warn!(error = %Chain(&error), "housekeeping failed; it comes again");
            }
        }
    });
}

/// One round of it.
pub async fn sweep(db: &Db, now: DateTime) -> Result<()> {
    let mut tx = db.platform("housekeeping").await?;
    idempotency::sweep(&mut tx, now - chrono::TimeDelta::hours(IDEMPOTENCY_HOURS)).await?;
    outbox::sweep(&mut tx, now - chrono::TimeDelta::days(OUTBOX_DAYS)).await?;
    jobs::sweep(&mut tx, now - chrono::TimeDelta::days(JOB_DAYS)).await?;
    tx.commit().await?;
    db.flush_platform_access().await
}
