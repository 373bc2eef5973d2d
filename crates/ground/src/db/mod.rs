//! The database: a pool is not a thing you can hold. Rows come through `TenantTx` or `PlatformTx`.
mod begin;
pub(crate) mod bell;
pub mod listen;
pub mod migrate;
pub mod outage;
mod platform;
mod pool;
mod tenant;

pub use platform::PlatformTx;
pub use pool::{Db, DbConfig};
pub use tenant::TenantTx;
