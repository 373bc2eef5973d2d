//! What happens to headers on the way through.
pub mod model;
