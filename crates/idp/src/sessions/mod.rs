//! Browsers in which somebody is signed in. Invariants: only the hash of the cookie is kept; every
//! sign-in makes a new session and ends the one the browser had; an ended one never comes back.
pub(crate) mod model;
pub(crate) mod queries;
