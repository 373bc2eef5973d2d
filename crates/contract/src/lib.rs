//! What Kernel and Runtime say to each other (Kernel Contract v0.1): types, no logic.
//!
//! Requests refuse unknown fields; responses may grow, so readers ignore what they do not know.
//! The normative text is `specs/kernel-contract/v0.1/`.
pub mod audit;
pub mod codes;
pub mod entitlement;
pub mod headers;
pub mod identity;
pub mod manifest;
pub mod runtime;
pub mod tenant;
pub mod usage;

/// The version this crate speaks.
pub const VERSION: &str = "v0.1";
/// Every version that the Kernel serves, newest first.
pub const SERVED: &[&str] = &[VERSION];
