//! Hears `NOTIFY`: a hint to look now. What was missed is found by polling, which is the truth.
use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::error::{During, Result};

/// A connection that listens on one channel and comes back by itself after an outage.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    pub(super) async fn open(pool: &PgPool, channel: &str) -> Result<Self> {
        // Its own connection: a listener keeps it for good and must not eat the pool's.
        let options = pool.connect_options().as_ref().clone();
        let own = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
        let mut listener = PgListener::connect_with(&own).await.during("opening a listener")?;
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
