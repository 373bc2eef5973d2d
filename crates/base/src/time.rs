//! Time is given, never taken: a `Clock` is injected, so tests move a year in a millisecond.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{SubsecRound, TimeDelta, Utc};

/// An instant in UTC with microsecond precision (what PostgreSQL stores).
/// The name is the one that the API generator knows as `format: date-time`.
pub type DateTime = chrono::DateTime<Utc>;

/// Where "now" comes from. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that moves only when a test moves it.
    Test(TestClock),
}

impl Clock {
    /// The current instant, cut to microseconds so that what is stored equals what was held.
    pub fn now(&self) -> DateTime {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Test(clock) => clock.now(),
        }
    }
}

/// A clock for tests: starts at a given instant and is moved by hand.
#[derive(Clone, Debug)]
pub struct TestClock {
    micros: Arc<AtomicI64>,
}

impl TestClock {
    /// Starts at `start`.
    pub fn at(start: DateTime) -> Self {
        Self { micros: Arc::new(AtomicI64::new(start.timestamp_micros())) }
    }

    /// Moves forward.
    pub fn advance(&self, by: TimeDelta) {
        self.micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::SeqCst);
    }

    /// Where the clock stands.
    pub fn now(&self) -> DateTime {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

impl From<TestClock> for Clock {
    fn from(clock: TestClock) -> Self {
        Self::Test(clock)
    }
}
