//! Calls whoever waits for new events or jobs, after the commit that made them.
//!
//! `NOTIFY` inside the transaction would be simpler, but PostgreSQL lets only one transaction that
//! notifies commit at a time: 32 writers fell from 16,000 to 3,000 commits a second here. So this
//! process is called directly, and the others by one notification for all commits of a moment.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;

/// Other processes are called at most this often.
const PAUSE: Duration = Duration::from_millis(50);

/// What somebody may wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Outbox,
    Jobs,
}

impl Topic {
    const ALL: [Self; 2] = [Self::Outbox, Self::Jobs];

    pub(crate) fn channel(self, schema: &str) -> String {
        let name = match self {
            Self::Outbox => "outbox",
            Self::Jobs => "jobs",
        };
        format!("leme_{schema}_{name}")
    }
}

/// The topics that a transaction will call when it commits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calls {
    outbox: bool,
    jobs: bool,
}

impl Calls {
    pub(super) const fn add(&mut self, topic: Topic) {
        match topic {
            Topic::Outbox => self.outbox = true,
            Topic::Jobs => self.jobs = true,
        }
    }

    const fn has(self, topic: Topic) -> bool {
        match topic {
            Topic::Outbox => self.outbox,
            Topic::Jobs => self.jobs,
        }
    }
}

/// The bell of one `Db`. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Bell {
    lines: Arc<[Line; 2]>,
    pool: PgPool,
    /// Known from others, so that a process does not answer its own call.
    name: Arc<str>,
}

#[derive(Debug)]
struct Line {
    topic: Topic,
    channel: String,
    rings: watch::Sender<u64>,
    calling: AtomicBool,
}

impl Bell {
    pub(super) fn new(pool: PgPool, schema: &str) -> Self {
        let line = |topic: Topic| Line {
            topic,
            channel: topic.channel(schema),
            rings: watch::Sender::new(0),
            calling: AtomicBool::new(false),
        };
        let name = format!("{:016x}", rand::random::<u64>()).into();
        Self { lines: Arc::new(Topic::ALL.map(line)), pool, name }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Hears the rings of this process from now on.
    pub(crate) fn hear(&self, topic: Topic) -> watch::Receiver<u64> {
        let line = self.lines.iter().find(|line| line.topic == topic);
        line.map_or_else(|| watch::Sender::new(0).subscribe(), |line| line.rings.subscribe())
    }

    /// Wakes those who wait here, and soon those in other processes.
    pub(super) fn ring(&self, calls: Calls) {
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| calls.has(line.topic)) {
            line.rings.send_modify(|count| *count += 1);
            if !line.calling.swap(true, Ordering::SeqCst) {
                let bell = self.clone();
                #[expect(clippy::disallowed_methods, reason = "short; a hint that may be lost")]
                tokio::spawn(async move { bell.call_others(at).await });
            }
        }
    }

    /// One notification for all rings of a moment, and another one while there are more.
    async fn call_others(&self, at: usize) {
        let Some(line) = self.lines.get(at) else { return };
        loop {
            let told = *line.rings.borrow();
            let call =
                sqlx::query("select pg_notify($1, $2)").bind(&line.channel).bind(&*self.name);
            // Lost in an outage: the others look by themselves within a second.
            call.execute(&self.pool).await.ok();
            tokio::time::sleep(PAUSE).await;
            line.calling.store(false, Ordering::SeqCst);
            let more = *line.rings.borrow() != told;
            if !more || line.calling.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    }
}
