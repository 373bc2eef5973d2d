//! `/authorize`: who asks, may they, and is somebody signed in? Invariants: nothing is sent to an
//! address before the client and its redirect are known; after that every refusal goes there.
pub(crate) mod jobs;
pub(crate) mod model;
pub(crate) mod routes;
