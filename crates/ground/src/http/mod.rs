//! HTTP, the same way in every service: extractors, correlation, limits, health, drain, documents.
pub mod client;
pub mod correlation;
pub mod document;
pub mod extract;
pub mod guarded;
pub mod health;
pub mod observe;
pub mod serve;
