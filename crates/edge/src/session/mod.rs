//! A browser session: a cookie outside, tokens and the active organisation inside.
//!
//! Invariants: the cookie holds a random secret and the table only its hash; tokens never leave the
//! server; a session ends after 8 h without use and after 7 days at the latest; ending it anywhere
//! ends it everywhere within a moment (`NOTIFY edge_sessions`).
pub mod admit;
pub mod cookie;
pub mod csrf;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod refresh;
pub mod routes;
pub mod store;
