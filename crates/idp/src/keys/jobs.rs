//! Reads the keys when they are needed, makes the first one, and rotates them in the background.
use std::sync::Arc;

use chrono::TimeDelta;
use leme_base::time::DateTime;
use leme_ground::error::Result;

use super::model::{Ring, generate, is_due, retired};
use super::queries;
use crate::app::App;
use crate::config::KEY_LEAD;
use crate::store;

/// The keys as of now: read at most every half minute, made when there are none.
pub(crate) async fn current(app: &App, now: DateTime) -> Result<Arc<Ring>> {
    if let Some(ring) = app.keys.held(now) {
        return Ok(ring);
    }
    let mut tx = store::open(&app.db).await?;
    let mut rows = queries::all(&mut tx).await?;
    if rows.is_empty() {
        queries::lock(&mut tx).await?;
        rows = queries::all(&mut tx).await?;
    }
    if rows.is_empty() {
        let first = generate(&app.sealer, now, TimeDelta::zero())?;
        queries::insert(&mut tx, &first).await?;
        rows.push(first);
    }
    tx.commit().await?;
    Ok(app.keys.hold(Ring::open(&app.sealer, &rows, now)?))
}

/// Makes the next key when the newest is older than `life`; forgets retired ones. Idempotent, and
/// safe when several processes do it at once.
pub(crate) async fn rotate_if_due(app: &App, now: DateTime, life: TimeDelta) -> Result<()> {
    let mut tx = store::open(&app.db).await?;
    queries::lock(&mut tx).await?;
    let rows = queries::all(&mut tx).await?;
    if is_due(&rows, now, life) {
        let lead = if rows.is_empty() { TimeDelta::zero() } else { KEY_LEAD };
        let next = generate(&app.sealer, now, lead)?;
        queries::insert(&mut tx, &next).await?;
        tracing::info!(kid = next.kid, "a new signing key was made");
    }
    for gone in retired(&rows, now) {
        queries::delete(&mut tx, &gone.kid).await?;
        tracing::info!(kid = gone.kid, "a retired signing key was forgotten");
    }
    tx.commit().await
}
