//! Signing in with e-mail and password. Invariants: the same sentence for every wrong pair, after
//! the same work; the session is always a new one; the form works only where it was shown.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod routes;
