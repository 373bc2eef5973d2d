//! `/token`: codes and refresh tokens become tokens. Invariants: the client proves itself first; a
//! code or refresh token works once; a second use revokes everything that came of the first.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod routes;
