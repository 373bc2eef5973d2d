//! The headers of every call.

/// The tenant in whose context the call happens.
pub const TENANT_ID: &str = "x-tenant-id";
/// The calling runtime (all calls but register).
pub const RUNTIME_ID: &str = "x-runtime-id";
/// The contract version that the caller speaks.
pub const CONTRACT_VERSION: &str = "x-contract-version";
/// One id for a request across all processes; made when absent, always echoed.
pub const CORRELATION_ID: &str = "x-correlation-id";
/// Makes a POST safe to repeat for 24 hours.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
