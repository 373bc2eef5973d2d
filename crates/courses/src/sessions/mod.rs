//! Visits: a learner's session begins with the first request and ends after half an hour without.
//!
//! Invariant: each session is told to the audit once when it starts and once when it ends.
//! Events: `session.started`, `session.ended`.
pub mod jobs;
pub mod model;
mod queries;

use std::time::Duration;

use leme_base::ids::{IdentityId, TenantId};
use leme_ground::ctx::Ctx;
use leme_ground::error::Result;
use leme_ground::jobs::enqueue;
use moka::sync::Cache;
use serde_json::json;

use crate::app::App;
use crate::ids::SessionId;
use crate::telling::tell;

/// Learners whose visit was written down within the last minute.
pub(crate) type Seen = Cache<(TenantId, IdentityId), ()>;

const SEEN_MAX: u64 = 50_000;

pub(crate) fn seen_lately() -> Seen {
    Cache::builder().max_capacity(SEEN_MAX).time_to_live(Duration::from_mins(1)).build()
}

/// Notes that a learner is here; begins a session when there is none.
pub(crate) async fn seen(app: &App, ctx: &Ctx, identity: IdentityId) -> Result<()> {
    let who = (ctx.tenant, identity);
    if app.seen.contains_key(&who) {
        return Ok(());
    }
    let mut tx = app.db.tenant(ctx.tenant).await?;
    let new = SessionId::at(ctx.now);
    let current =
        queries::touch(&mut tx, identity, new, ctx.now, model::idle_since(ctx.now)).await?;
    if current == new {
        let facts = json!({ "session_id": new });
        tell(&mut tx, ctx, identity, "session.started", facts).await?;
        enqueue(&mut tx, ctx, jobs::end(identity, new, ctx.now)).await?;
    }
    tx.commit().await?;
    app.seen.insert(who, ());
    Ok(())
}
