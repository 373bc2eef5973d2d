//! One thing wrong with an input, and where it is.
use serde::{Deserialize, Serialize};

/// A field error of a problem document (RFC 9457 extension `violations`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Violation {
    /// JSON Pointer (RFC 6901) to the field, for example `/policies/time_zone`.
    pub pointer: String,
    /// Stable code for programs, for example `too_long`.
    pub code: String,
    /// Sentence for people.
    pub detail: String,
}

impl Violation {
    /// Builds a violation.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.into(), detail: detail.into() }
    }
}
