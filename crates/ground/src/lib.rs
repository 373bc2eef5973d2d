//! The ground that services stand on: database, HTTP, errors, configuration, telemetry, tasks.
pub mod config;
pub mod ctx;
pub mod db;
pub mod error;
pub mod housekeeping;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod limits;
pub mod outbox;
pub mod problem;
pub mod retry;
pub mod seal;
pub mod tasks;
pub mod telemetry;
mod wake;
