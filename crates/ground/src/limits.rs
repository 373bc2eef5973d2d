//! What the ground limits for every service; `/v1/limits` shows it.

/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 128;
/// Hours that the answer to a POST is kept.
pub const IDEMPOTENCY_HOURS: i64 = 24;
/// Days that an event is kept after every consumer has passed it.
pub const OUTBOX_DAYS: i64 = 30;
/// Days that a done job is kept.
pub const JOB_DAYS: i64 = 7;
/// Events that a consumer reads at once; after a crash as many may come again.
pub const CONSUMER_BATCH: u32 = 100;
/// Jobs that one worker does at the same time.
pub const WORKER_SLOTS: usize = 4;
/// Seconds that a worker owns a job before another may take it.
pub const LEASE_S: u64 = 30;
