//! Whether a request with a session cookie was meant by the person: cross-site request forgery.
pub mod model;
