//! What an ID token must say before it counts.
pub mod model;
