//! Every test of the edge that goes through its HTTP surface.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so, and may start tasks"
)]

mod harness;

#[path = "pages/tests.rs"]
mod pages;
#[path = "proxy/tests.rs"]
mod proxy;
#[path = "routing/tests.rs"]
mod routing;
#[path = "session/tests.rs"]
mod session;
#[path = "signin/tests.rs"]
mod signin;
#[path = "site/tests.rs"]
mod site;
