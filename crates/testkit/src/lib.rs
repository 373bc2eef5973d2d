//! What tests stand on: a migrated PostgreSQL, services over real HTTP, an identity provider, a
//! mailbox. Real things, small; it knows no product and no part of the Kernel.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a helper of tests fails the test"
)]
pub mod catalogue;
pub mod database;
pub mod http;
pub mod idp;
pub mod mail;
pub mod server;
pub mod service;
pub mod tenant;

pub use database::Database;
pub use http::Http;
pub use idp::Idp;
pub use mail::Mailbox;
pub use server::Server;
pub use service::Service;
