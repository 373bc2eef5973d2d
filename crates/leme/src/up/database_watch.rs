//! The private database server is watched too: when it dies, it is started again.
use std::future::Future;
use std::time::Duration;

use anyhow::Result;
use leme_cluster::Cluster;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::Options;
use super::children::Event;
use crate::state::StateDir;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Watches the database beside other work, until that work ends.
pub(crate) async fn beside(
    state: &StateDir,
    options: &Options,
    events: mpsc::UnboundedSender<Event>,
    work: impl Future<Output = Result<()>>,
) -> Result<()> {
    if options.database_url.is_some() {
        return work.await;
    }
    tokio::select! {
        ended = work => ended,
        () = keep_running(state, events) => Ok(()),
    }
}

async fn keep_running(state: &StateDir, events: mpsc::UnboundedSender<Event>) {
    loop {
        sleep(LOOK_EVERY).await;
        let folder = state.database();
        let look = move || {
            let options = leme_cluster::Options::default();
            if Cluster::find(&folder, &options)?.is_some() {
                return Ok(None);
            }
            Cluster::open(&folder, &options).map(|cluster| Some(cluster.pid()))
        };
        match tokio::task::spawn_blocking(look).await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(pid))) => {
                let _ = events.send(Event::Started { name: "database", pid });
            }
            Ok(Err(error)) => println!("database does not start: {error:#}"),
            Err(_) => return,
        }
    }
}
