//! The tests that need a database or a socket; each stands beside what it tests.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test fails by panicking, may start tasks and may say what it measured"
)]
#[path = "db/tests.rs"]
mod db;
#[path = "http/tests.rs"]
mod http;
#[path = "idempotency/tests.rs"]
mod idempotency;
#[path = "jobs/tests.rs"]
mod jobs;
#[path = "outbox/tests.rs"]
mod outbox;
#[path = "db/proof.rs"]
mod proof;
#[path = "telemetry/tests.rs"]
mod telemetry;
