//! A private PostgreSQL cluster in a folder: made when absent, kept across runs, adopted when it
//! is still running. It needs nothing but a PostgreSQL server on the machine.
#![expect(
    clippy::disallowed_methods,
    reason = "this crate starts processes from the machine's environment and has no ground"
)]

mod account;
mod binaries;
mod cluster;
mod initdb;
mod place;
mod server;
mod settings;
mod url;
mod wire;

pub use account::Account;
pub use binaries::{Binaries, INSTALL_HINT, MINIMUM_MAJOR};
pub use cluster::{Cluster, OWNER, Options, Origin};
