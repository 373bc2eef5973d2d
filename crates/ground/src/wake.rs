//! Waits for a call, from this process or another one, or until it is time to look anyway.
use std::time::Duration;

use tokio::sync::watch;

use crate::db::Db;
use crate::db::bell::Topic;
use crate::db::listen::Listener;

/// A call is a hint: whoever waits looks for itself, and looks now and then without one.
#[derive(Debug)]
pub(crate) struct Wake<'d> {
    db: &'d Db,
    channel: String,
    here: watch::Receiver<u64>,
    listener: Option<Listener>,
}

impl<'d> Wake<'d> {
    pub(crate) fn new(db: &'d Db, topic: Topic) -> Self {
        let (channel, here) = (topic.channel(db.schema()), db.bell().hear(topic));
        Self { db, channel, here, listener: None }
    }

    /// Completes at the next call, and after `wait` at the latest.
    pub(crate) async fn called_or(&mut self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        let Self { db, channel, here, listener } = self;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            Ok(()) = here.changed() => {}
            () = called_from_outside(db, channel, listener) => {}
        }
    }
}

async fn called_from_outside(db: &Db, channel: &str, listener: &mut Option<Listener>) {
    let Some(open) = listener else {
        match db.listen(channel).await {
            // Somebody may have called before we listened: look once more.
            Ok(open) => *listener = Some(open),
            // While it cannot be opened, the time-out is what wakes.
            Err(_) => std::future::pending::<()>().await,
        }
        return;
    };
    loop {
        match open.next().await {
            Ok(Some(caller)) if caller == db.bell().name() => {}
            Ok(_) => return,
            Err(_) => break,
        }
    }
    *listener = None;
    std::future::pending::<()>().await;
}
