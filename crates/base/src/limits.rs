//! The limits that hold everywhere. Each crate keeps its own beside these; `/v1/limits` shows them.

/// Rows on one page of a list.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows on a page when the caller does not say.
pub const PAGE_ROWS_DEFAULT: u32 = 50;
/// Bytes of a request body.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Characters of a display name.
pub const NAME_CHARS_MAX: usize = 120;
/// Characters of a slug (a DNS label).
pub const SLUG_CHARS_MAX: usize = 63;
/// Events in one batch.
pub const BATCH_EVENTS_MAX: usize = 500;
/// Attempts before a job or delivery is parked as dead.
pub const ATTEMPTS_MAX: u32 = 8;
