//! When a visit is over.
use chrono::TimeDelta;
use leme_base::time::DateTime;

/// Minutes without a request after which a session is over.
pub const IDLE_MINUTES: i64 = 30;

/// Whoever was last seen before this is gone.
pub fn idle_since(now: DateTime) -> DateTime {
    now - TimeDelta::minutes(IDLE_MINUTES)
}

/// When a session last seen at that instant will be over.
pub fn over_at(last_seen: DateTime) -> DateTime {
    last_seen + TimeDelta::minutes(IDLE_MINUTES)
}
