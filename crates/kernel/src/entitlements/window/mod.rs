//! Windows: the spans of time in which a quota is counted.
pub mod model;

pub use model::{Span, span};
