//! The words of the house: ids, time, money, names, pages and violations. No I/O lives here.
pub mod id;
pub mod ids;
pub mod limits;
pub mod money;
pub mod name;
pub mod page;
pub mod secret;
pub mod time;
pub mod violation;
