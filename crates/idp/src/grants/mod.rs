//! What a person let a client have: one authorization, its code, its refresh tokens. Invariants: a
//! code works once; a refresh token works once and gives the next; using either twice revokes
//! everything that came from the same authorization.
pub(crate) mod model;
pub(crate) mod queries;
