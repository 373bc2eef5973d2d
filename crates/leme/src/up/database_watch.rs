//! The private database server is watched too: when it dies, it is started again.
use std::future::Future;
use std::time::Duration;

use anyhow::Result;
use leme_cluster::Cluster;
use tokio::time::sleep;

use super::Options;
use crate::state::StateDir;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Watches the database beside other work, until that work ends.
pub(crate) async fn beside(
    state: &StateDir,
    options: &Options,
    work: impl Future<Output = Result<()>>,
) -> Result<()> {
    if options.database_url.is_some() {
        return work.await;
    }
    tokio::select! {
        ended = work => ended,
        () = keep_running(state) => Ok(()),
    }
}

async fn keep_running(state: &StateDir) {
    loop {
        sleep(LOOK_EVERY).await;
        let folder = state.database();
        let look = move || {
            let options = leme_cluster::Options::default();
            if Cluster::find(&folder, &options)?.is_some() {
                return Ok(false);
            }
            Cluster::open(&folder, &options).map(|_| true)
        };
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => println!("database had ended and was started again"),
            Ok(Err(error)) => println!("database does not start: {error:#}"),
            Err(_) => return,
        }
    }
}
