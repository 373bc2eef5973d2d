//! Ends sessions. Retry: the worker's, eight times. Deadline: none; a late end is still an end.
use leme_base::ids::IdentityId;
use leme_base::time::DateTime;
use leme_ground::error::Result;
use leme_ground::jobs::{Job, NewJob, Worker, enqueue};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{model, queries};
use crate::app::App;
use crate::ids::SessionId;
use crate::telling::tell;

const END: &str = "session.end";

#[derive(Serialize, Deserialize)]
struct Payload {
    identity_id: IdentityId,
    session_id: SessionId,
}

/// The job that ends a session unless the learner is seen again.
pub(crate) fn end(identity: IdentityId, session: SessionId, last_seen: DateTime) -> NewJob {
    let payload = Payload { identity_id: identity, session_id: session };
    NewJob::new(END, json!(payload)).at(model::over_at(last_seen))
}

/// Teaches a worker this noun's jobs.
pub fn register(app: &App, worker: Worker) -> Worker {
    let app = app.clone();
    worker.handle(END, move |job| {
        let app = app.clone();
        async move { end_if_idle(&app, &job).await }
    })
}

async fn end_if_idle(app: &App, job: &Job) -> Result<()> {
    let Payload { identity_id, session_id } = job.read()?;
    let ctx = job.ctx(app.clock.now());
    let mut tx = app.db.tenant(job.tenant_id).await?;
    let open = queries::open(&mut tx, identity_id).await?;
    match open.filter(|row| row.session_id == session_id) {
        Some(row) if row.last_seen_at >= model::idle_since(ctx.now) => {
            enqueue(&mut tx, &ctx, end(identity_id, session_id, row.last_seen_at)).await?;
        }
        // A session that another has followed is over as well, and nobody has told it yet.
        row => {
            if row.is_some() {
                queries::end(&mut tx, identity_id, ctx.now).await?;
            }
            let facts = json!({ "session_id": session_id });
            tell(&mut tx, &ctx, identity_id, "session.ended", facts).await?;
        }
    }
    job.finish(&mut tx, ctx.now).await?;
    tx.commit().await
}
