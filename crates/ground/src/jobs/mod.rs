//! Background work: asked for in the transaction that needs it, done at least once, by one worker
//! at a time. A lease that runs out is taken by another worker; whoever lost it cannot finish.
//!
//! A handler that calls [`Job::finish`] in its own transaction has exactly one effect.
mod lease;
mod model;
mod queries;
mod worker;

pub use model::{Job, NewJob, Waiting};
pub use queries::enqueue;
pub(crate) use queries::sweep;
pub use worker::{Worker, waiting};
