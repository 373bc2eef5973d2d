//! `/userinfo`: what the bearer of an access token may know of the person. Invariant: it is answered
//! from the account as it is now, and never for a grant that was revoked.
pub(crate) mod routes;
