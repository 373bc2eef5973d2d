//! A POST that is safe to repeat: the first answer is kept for 24 hours, in the transaction that
//! made it true, and given again. Only successes are kept: after a failure nothing has happened.
mod extract;
mod once;
mod queries;
mod replay;

pub use extract::{IdempotencyKey, Idempotent};
pub use once::once;
pub(crate) use queries::sweep;
pub(crate) use replay::layer;
