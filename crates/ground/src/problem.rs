//! The face of an error: problem details (RFC 9457).
use leme_base::violation::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `application/problem+json`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/problems/<code>`: a page that says what to do.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short sentence, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable code for programs.
    pub code: String,
    /// What happened this time; empty for faults of ours.
    pub detail: String,
    /// Names the request in our logs.
    pub correlation_id: String,
    /// What is wrong with the input, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";
