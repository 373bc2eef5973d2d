//! Back to a fresh clone: everything stopped, the state folder gone.
use std::fs;

use anyhow::{Context, Result};
use leme_cluster::{Cluster, Options};

use crate::down;
use crate::state::StateDir;

/// Stops everything, removes the private database and the state folder.
pub(crate) async fn run(state: &StateDir) -> Result<()> {
    down::stop_everything(state).await?;
    if !state.path().exists() {
        return Ok(());
    }
    Cluster::destroy(&state.database(), &Options::default())?;
    fs::remove_dir_all(state.path())
        .with_context(|| format!("removing {}", state.path().display()))?;
    println!("Removed {}.", state.path().display());
    Ok(())
}
