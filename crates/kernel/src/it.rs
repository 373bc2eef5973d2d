//! The Kernel's tests: through HTTP, on a real PostgreSQL. One line per noun.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so"
)]

mod fixture;

#[path = "edge_config/tests.rs"]
mod edge_config;
#[path = "events/tests.rs"]
mod events;
#[path = "runtimes/tests.rs"]
mod runtimes;
#[path = "runtimes/enrolments/tests.rs"]
mod runtimes_enrolments;
#[path = "runtimes/heartbeats/tests.rs"]
mod runtimes_heartbeats;
#[path = "runtimes/registration/tests.rs"]
mod runtimes_registration;
#[path = "switches/tests.rs"]
mod switches;
