//! `/revoke` (RFC 7009): a client gives a refresh token back, and the whole grant ends with it.
pub(crate) mod routes;
