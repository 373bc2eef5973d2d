//! Loads the picture at start and keeps it true: notified when possible, polled always.
use std::time::Duration;

use leme_ground::db::listen::Listener;
use leme_ground::error::Result;
use leme_ground::tasks::Tasks;

use super::queries;
use crate::app::App;

/// How late a change may be seen when notifications are lost.
const POLL: Duration = Duration::from_secs(1);
const REASON: &str = "directory: every call must know tenants, runtimes and switches";

/// Reads everything.
pub async fn load(app: &App) -> Result<()> {
    let mut tx = app.db.platform(REASON).await?;
    let version = queries::version(&mut tx).await?;
    app.directory.put_tenants(queries::tenants(&mut tx, None).await?);
    app.directory.put_runtimes(queries::runtimes(&mut tx).await?);
    app.directory.put_switches(queries::switches(&mut tx).await?);
    app.directory.set_version(u64::try_from(version).unwrap_or_default());
    Ok(())
}

/// Reads what changed since the version in memory.
pub async fn refresh(app: &App) -> Result<()> {
    let known = i64::try_from(app.directory.version()).unwrap_or_default();
    let mut tx = app.db.platform(REASON).await?;
    // The version first: what commits after it is read now and once more at the next turn.
    let version = queries::version(&mut tx).await?;
    if version == known {
        return Ok(());
    }
    let changed = queries::changed_since(&mut tx, known).await?;
    app.directory.put_tenants(queries::tenants(&mut tx, Some(&changed)).await?);
    app.directory.put_runtimes(queries::runtimes(&mut tx).await?);
    app.directory.put_switches(queries::switches(&mut tx).await?);
    let version = u64::try_from(version).unwrap_or_default();
    app.directory.note_changes(&changed, version);
    app.directory.set_version(version);
    Ok(())
}

/// Follows changes until the process stops.
pub fn follow(app: &App, tasks: &Tasks) {
    let app = app.clone();
    let stopping = tasks.stopping();
    tasks.spawn("directory", async move {
        tokio::pin!(stopping);
        let mut listener = None;
        loop {
            tokio::select! {
                () = &mut stopping => return,
                () = wake(&app, &mut listener) => {}
            }
            if let Err(error) = refresh(&app).await {
                tracing::warn!(%error, "the directory is as old as the outage");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    });
}

/// Waits for a notification, at most the poll interval.
async fn wake(app: &App, listener: &mut Option<Listener>) {
    if listener.is_none() {
        *listener = app.db.listen("leme_kernel_policy").await.ok();
    }
    match listener {
        Some(open) => {
            if let Ok(Err(_)) = tokio::time::timeout(POLL, open.next()).await {
                *listener = None;
            }
        }
        None => tokio::time::sleep(POLL).await,
    }
}
