//! The Kernel's tests: through HTTP, on a real PostgreSQL. One line per noun.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod fixture;
mod proofs;

#[path = "audit/tests.rs"]
mod audit;
#[path = "connections/tests.rs"]
mod connections;
#[path = "edge_config/tests.rs"]
mod edge_config;
#[path = "entitlements/tests.rs"]
mod entitlements;
#[path = "entitlements/window/tests.rs"]
mod entitlements_window;
#[path = "events/tests.rs"]
mod events;
#[path = "identity/tests.rs"]
mod identity;
#[path = "limits/tests.rs"]
mod limits;
#[path = "members/tests.rs"]
mod members;
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
#[path = "tenants/tests.rs"]
mod tenants;
#[path = "usage/tests.rs"]
mod usage;
