//! The stable problem codes of the contract. `docs/problems.md` explains each.

macro_rules! codes {
    ($($name:ident = $code:literal;)*) => {
        $(#[doc = concat!("`", $code, "`, explained in `docs/problems.md`.")]
        pub const $name: &str = $code;)*
        /// All of them, for the tests that hold code and documentation together.
        pub const ALL: &[&str] = &[$($code),*];
    };
}

codes! {
    TENANT_REQUIRED = "tenant.required";
    TENANT_MISMATCH = "tenant.mismatch";
    TENANT_FORBIDDEN = "tenant.forbidden";
    TENANT_SUSPENDED = "tenant.suspended";
    RUNTIME_REQUIRED = "runtime.required";
    RUNTIME_FORBIDDEN = "runtime.forbidden";
    RUNTIME_SUSPENDED = "runtime.suspended";
    RUNTIME_LIMITED = "runtime.limited";
    CONTRACT_VERSION_REQUIRED = "contract.version_required";
    CONTRACT_VERSION_UNSUPPORTED = "contract.version_unsupported";
    REQUEST_UNKNOWN_FIELD = "request.unknown_field";
    REQUEST_INVALID = "request.invalid";
    REQUEST_MALFORMED = "request.malformed";
    REQUEST_TOO_LARGE = "request.too_large";
    REQUEST_TIMEOUT = "request.timeout";
    IDEMPOTENCY_CONFLICT = "idempotency.conflict";
    AUTH_REQUIRED = "auth.required";
    AUTH_INVALID = "auth.invalid";
    AUTH_FORBIDDEN = "auth.forbidden";
    ENROLMENT_INVALID = "enrolment.invalid";
    IDENTITY_TOKEN_INVALID = "identity.token_invalid";
    IDENTITY_UNKNOWN = "identity.unknown";
    NOT_FOUND = "not_found";
    METHOD_NOT_ALLOWED = "method_not_allowed";
    RATE_LIMITED = "rate.limited";
    UNAVAILABLE = "unavailable";
    INTERNAL = "internal";
}
