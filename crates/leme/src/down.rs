//! Stopping what `up --detach` started, from another process.
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use leme_cluster::{Cluster, Options};

use crate::state::StateDir;
use crate::up::recover;

const PATIENCE: Duration = Duration::from_secs(45);

/// Stops the supervisor, which stops the rest; then whatever a killed one left behind.
pub(crate) async fn run(state: &StateDir) -> Result<()> {
    if stop_everything(state).await? {
        println!("Stopped.");
    } else {
        println!("Nothing is running.");
    }
    Ok(())
}

/// Says whether there was anything to stop.
pub(crate) async fn stop_everything(state: &StateDir) -> Result<bool> {
    if !state.path().exists() {
        return Ok(false);
    }
    let supervised = stop_supervisor(state).await?;
    let orphans = recover::end_leftovers(state).await?;
    let database = stop_database(state).await?;
    Ok(supervised || orphans || database)
}

async fn stop_supervisor(state: &StateDir) -> Result<bool> {
    if state.lock()?.is_some() {
        return Ok(false);
    }
    let pid = recover::supervisor(state).context("the lock file names no process")?;
    recover::ask_to_stop(pid);
    let deadline = Instant::now() + PATIENCE;
    while state.lock()?.is_none() {
        if Instant::now() > deadline {
            bail!("the supervisor (process {pid}) does not stop; see {}", state.logs().display());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(true)
}

/// Stops the private database server when it runs.
pub(crate) async fn stop_database(state: &StateDir) -> Result<bool> {
    let folder = state.database();
    let stop = move || match Cluster::find(&folder, &Options::default())? {
        Some(cluster) => cluster.stop().map(|()| true),
        None => Ok(false),
    };
    tokio::task::spawn_blocking(stop).await?
}
