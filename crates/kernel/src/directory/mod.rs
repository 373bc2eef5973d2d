//! Tenants, runtimes and switches in memory: what every call must know without asking the database.
//!
//! Invariants: loaded whole at start; afterwards the policy version is polled (and notified), and
//! the tenants and runtimes of the events since are read again. A change is visible in every
//! Kernel process within the poll interval even when notifications are lost.
pub mod jobs;
pub mod model;
pub(crate) mod queries;

pub use model::Directory;
