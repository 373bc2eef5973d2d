//! The SDK against a Kernel in memory that fails when told to.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests start tasks and processes, and may wait for them"
)]

mod checking;
mod entering;
mod gate;
mod governing;
mod killing;
mod resolving;
mod spooling;
mod support;
