//! Carries requests to upstreams and answers back, streaming both ways.
//!
//! Invariants: nothing is buffered; hop-by-hop headers end here; what an upstream is told about the
//! caller (tenant, token, address) is written by the edge; an upstream that is away, slow or broken
//! is a problem with `Retry-After`, never a bare connection error.
pub mod headers;
pub mod routes;
mod tunnel;
pub mod upload;
pub mod upstream;
