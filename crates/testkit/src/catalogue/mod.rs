//! What must hold for every table and every statement, read from the database's own catalogue.
mod prepare;
mod source;
mod tables;

pub use prepare::prepare_all;
pub use tables::{tables, tables_except};
