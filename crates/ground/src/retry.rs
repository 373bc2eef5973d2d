//! How long to wait before trying again: exponential, capped, with jitter so that many do not
//! return at once.
use std::time::Duration;

/// First wait, growth and cap.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first_ms: u64,
    /// Each further wait is this many times the one before.
    pub factor: u64,
    /// No wait is longer.
    pub longest_ms: u64,
}

impl Backoff {
    /// The wait after the given failed attempt (1 is the first), ± 25 %.
    pub fn after(self, attempt: u32) -> Duration {
        let growth = self.factor.saturating_pow(attempt.saturating_sub(1));
        let wait = self.first_ms.saturating_mul(growth).min(self.longest_ms);
        let percent = 75 + u64::from(rand::random::<u8>()) * 50 / 255;
        Duration::from_millis(wait.saturating_mul(percent) / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn waits_grow_stay_under_the_cap_and_differ() {
        let backoff = Backoff { first_ms: 1_000, factor: 4, longest_ms: 60_000 };
        for (attempt, expected) in [(1, 1_000), (2, 4_000), (3, 16_000), (4, 60_000), (90, 60_000)]
        {
            let waits: Vec<_> = (0..64).map(|_| backoff.after(attempt).as_millis()).collect();
            assert!(waits.iter().all(|wait| (expected * 3 / 4..=expected * 5 / 4).contains(wait)));
            assert!(waits.iter().any(|wait| *wait != waits[0]));
        }
    }
}
