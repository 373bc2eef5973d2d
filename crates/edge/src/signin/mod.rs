//! Signing in: the edge is a relying party of OpenID Connect (code flow, PKCE S256, state, nonce).
//!
//! Invariants: what a sign-in needs travels in a sealed cookie of ten minutes, bound to its state;
//! an ID token counts only with the right issuer, audience, time, nonce and signature; the way back
//! leads to a path of our own, nowhere else.
pub mod claims;
pub mod model;
pub mod oidc;
pub mod provider;
pub mod routes;
