//! `/end-session` (OIDC RP-Initiated Logout): the session ends, and with it what was granted in it.
//! Invariants: without proof that the person means it they are asked; a browser goes on only to an
//! address that the client has registered for this.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod routes;
