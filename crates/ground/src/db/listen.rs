//! Hears `NOTIFY`: a hint to look now. What was missed is found by polling, which is the truth.
use sqlx::PgPool;
use sqlx::postgres::PgListener;

use crate::error::{During, Result};

/// A connection that listens on one channel and comes back by itself after an outage.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    pub(super) async fn open(pool: &PgPool, channel: &str) -> Result<Self> {
        let mut listener = PgListener::connect_with(pool).await.during("opening a listener")?;
        listener.listen(channel).await.during("listening")?;
        Ok(Self(listener))
    }

    /// The payload of the next notification; `None` when the connection was lost and made anew,
    /// so that anything may have been missed.
    pub async fn next(&mut self) -> Result<Option<String>> {
        let heard = self.0.try_recv().await.during("hearing a notification")?;
        Ok(heard.map(|notification| notification.payload().to_owned()))
    }
}
