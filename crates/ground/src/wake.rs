//! Waits for a call on a channel, or until it is time to look anyway.
use std::time::Duration;

use crate::db::Db;
use crate::db::listen::Listener;

/// A call is a hint: whoever waits looks for itself, and looks now and then without one.
#[derive(Debug)]
pub(crate) struct Wake<'d> {
    db: &'d Db,
    channel: String,
    listener: Option<Listener>,
}

impl<'d> Wake<'d> {
    pub(crate) const fn new(db: &'d Db, channel: String) -> Self {
        Self { db, channel, listener: None }
    }

    /// Completes at the next call, and after `wait` at the latest.
    pub(crate) async fn called_or(&mut self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        let time_over = tokio::time::sleep(wait);
        tokio::select! {
            () = time_over => {}
            () = self.called() => {}
        }
    }

    async fn called(&mut self) {
        let Some(listener) = &mut self.listener else {
            match self.db.listen(&self.channel).await {
                // Somebody may have called before we listened: look once more.
                Ok(listener) => self.listener = Some(listener),
                // While it cannot be opened, the time-out is what wakes.
                Err(_) => std::future::pending().await,
            }
            return;
        };
        if listener.next().await.is_err() {
            self.listener = None;
            std::future::pending::<()>().await;
        }
    }
}
