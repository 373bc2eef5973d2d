//! The hourly round. Every step is idempotent; a failed round is tried again in the next hour.
use std::time::Duration;

use chrono::TimeDelta;
use leme_base::time::DateTime;
use leme_ground::error::{Chain, Result};
use leme_ground::tasks::Tasks;

use super::queries;
use crate::app::App;
use crate::throttle::model::FORGET_AFTER;
use crate::{keys, store};

const EVERY: Duration = Duration::from_hours(1);
/// Memory that nobody signed in with for so long is given back.
const REST: Duration = Duration::from_mins(1);
/// How long ended things stay for whoever asks what happened.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Starts the rounds.
pub(crate) fn start(app: &App, tasks: &Tasks, key_life: TimeDelta) {
    let passwords = app.passwords.clone();
    tasks.every("idp.rest", REST, move || {
        passwords.rest();
        std::future::ready(())
    });
    let app = app.clone();
    tasks.every("idp.sweep", EVERY, move || {
        let app = app.clone();
        async move {
            if let Err(error) = round(&app, app.clock.now(), key_life).await {
                tracing::warn!(error = %Chain(&error), "a sweep failed; the next is in an hour");
            }
        }
    });
}

/// One round.
pub(crate) async fn round(app: &App, now: DateTime, key_life: TimeDelta) -> Result<()> {
    keys::jobs::rotate_if_due(app, now, key_life).await?;
    let mut tx = store::open(&app.db).await?;
    let grants = queries::grants(&mut tx, now - KEPT).await?;
    let codes = queries::codes(&mut tx, now - KEPT).await?;
    let sessions = queries::sessions(&mut tx, now - KEPT).await?;
    let throttles = queries::throttles(&mut tx, now - FORGET_AFTER).await?;
    tx.commit().await?;
    tracing::debug!(grants, codes, sessions, throttles, "swept");
    app.db.flush_platform_access().await
}
