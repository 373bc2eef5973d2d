//! A client for addresses that a tenant typed in: it never reaches into our own network.
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::error::{During, Error, Result};

/// Fetches documents over https from public addresses only. The check is made on the addresses
/// that are then connected to, so a name that changes its mind (DNS rebinding) gains nothing.
#[derive(Clone, Debug)]
pub struct Guarded {
    client: reqwest::Client,
    allow_private: bool,
}

impl Guarded {
    /// `allow_private` is for development: http and private addresses are let through.
    pub fn new(total: Duration, allow_private: bool) -> Result<Self> {
        rustls::crypto::ring::default_provider().install_default().ok();
        #[expect(clippy::disallowed_methods, reason = "made here so that it is always guarded")]
        let builder = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(total)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look the name up itself, behind the guard's back.
            .no_proxy();
        let builder =
            if allow_private { builder } else { builder.dns_resolver(Arc::new(PublicOnly)) };
        let client = builder.build().during("building a guarded HTTP client")?;
        Ok(Self { client, allow_private })
    }

    /// Refuses an address that must not be fetched, with a sentence that says why.
    pub fn check(&self, url: &str) -> std::result::Result<Url, &'static str> {
        let url = Url::parse(url).map_err(|_| "must be a URL")?;
        if self.allow_private {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err("must begin with https://");
        }
        let private = match url.host() {
            Some(Host::Ipv4(ip)) => !is_public(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => !is_public(IpAddr::V6(ip)),
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            None => true,
        };
        if private { Err("must not be a private address") } else { Ok(url) }
    }

    /// The client, for requests to addresses that [`Guarded::check`] let through.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Gets a JSON document of at most `bytes_max`.
    pub async fn json<T: DeserializeOwned>(&self, url: &str, bytes_max: usize) -> Result<T> {
        let doing = "fetching a document from an identity provider";
        let url =
            self.check(url).map_err(|why| Error::unavailable(doing, format!("{url} {why}")))?;
        let response = self.client.get(url).send().await.during(doing)?;
        let response = response.error_for_status().during(doing)?;
        let mut body = Vec::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.during(doing)?);
            if body.len() > bytes_max {
                return Err(Error::unavailable(doing, "the document is too large"));
            }
        }
        serde_json::from_slice(&body).map_err(|error| Error::unavailable(doing, error))
    }
}

#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|addr| is_public(addr.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            let addrs: Addrs = Box::new(public.into_iter());
            Ok(addrs)
        })
    }
}

/// Whether an address belongs to the open internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_broadcast()
                || ip.is_documentation()
                || a == 0
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b))
                || a >= 240)
        }
        IpAddr::V6(ip) => {
            if let Some(mapped) = ip.to_ipv4_mapped() {
                return is_public(IpAddr::V4(mapped));
            }
            let first = ip.segments()[0];
            // Global unicast, less documentation and the translations that hide IPv4 inside.
            (first & 0xe000) == 0x2000
                && !(first == 0x2001 && matches!(ip.segments()[1], 0x0db8 | 0x0000))
                && first != 0x2002
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Guarded, is_public};

    #[test]
    fn addresses_of_our_own_network_are_never_public() {
        for inside in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        assert!(is_public("8.8.8.8".parse().unwrap()));
        assert!(is_public("2606:4700::1111".parse().unwrap()));
    }

    #[test]
    fn an_address_that_points_inside_is_refused_by_its_look() {
        let http = Guarded::new(Duration::from_secs(1), false).unwrap();
        for bad in
            ["http://example.com", "https://127.0.0.1/x", "https://localhost", "ftp://x", "x"]
        {
            assert!(http.check(bad).is_err(), "{bad}");
        }
        assert!(http.check("https://login.example.com/tenant").is_ok());
    }
}
