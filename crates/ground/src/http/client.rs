//! The one place where HTTP clients for other services are made.
use std::time::Duration;

use reqwest::Client;

use crate::error::{During, Result};

/// A client with sane limits: 2 s to connect, `total` for the whole call, no redirects.
pub fn client(total: Duration) -> Result<Client> {
    // The process may have chosen its TLS provider before; either way there is one.
    rustls::crypto::ring::default_provider().install_default().ok();
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    let builder = Client::builder();
    builder
        .connect_timeout(Duration::from_secs(2))
        .timeout(total)
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
        .build()
        .during("building an HTTP client")
}
