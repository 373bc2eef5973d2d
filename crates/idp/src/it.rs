//! All tests of the crate that go through HTTP and a real database.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod harness;

#[path = "accounts/tests.rs"]
mod accounts;
#[path = "authorize/tests.rs"]
mod authorize;
#[path = "clients/tests.rs"]
mod clients;
#[path = "discovery/tests.rs"]
mod discovery;
#[path = "keys/tests.rs"]
mod keys;
#[path = "pages/tests.rs"]
mod pages;
#[path = "peers/tests.rs"]
mod peers;
#[path = "revoke/tests.rs"]
mod revoke;
#[path = "sessions/tests.rs"]
mod sessions;
#[path = "signin/tests.rs"]
mod signin;
#[path = "signout/tests.rs"]
mod signout;
#[path = "sweep/tests.rs"]
mod sweep;
#[path = "throttle/tests.rs"]
mod throttle;
#[path = "token/tests.rs"]
mod token;
#[path = "userinfo/tests.rs"]
mod userinfo;
