//! Events told in the transaction that makes them true, and read without gaps.
//!
//! A row's number is drawn before its transaction commits, so numbers become visible out of order.
//! Readers go by `(xid, position)` and stop below the oldest transaction still open: nothing can
//! appear behind them any more. One long transaction delays readers, it never makes them skip.
//! Order: a transaction that began to write after another had committed is read after it.
mod consumer;
mod model;
mod queries;
mod restore;

pub use consumer::{consume, lag};
pub use model::{Cursor, Lag, NewEvent, Stored};
pub(crate) use queries::sweep;
pub use queries::{append, append_for, parked, read_after, read_tenant_after};
