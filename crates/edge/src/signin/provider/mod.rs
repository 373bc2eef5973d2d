//! What is known of an identity provider: its addresses and its keys, asked for once and kept.
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use leme_ground::error::{During, Error, Result};
use moka::future::Cache;
use reqwest::Client;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::{Host, Url};

use crate::kernel::read;
use crate::settings::Settings;

/// How long addresses and keys are believed.
const KEPT: Duration = Duration::from_secs(600);
/// Keys are not asked for again sooner: an unknown key id must not become a flood.
const KEYS_AGAIN: Duration = Duration::from_secs(5);

/// The discovery document, as far as the edge reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    /// Must be the issuer that was asked.
    pub issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where the keys are.
    pub jwks_uri: String,
    /// Where people sign out.
    #[serde(default)]
    pub end_session_endpoint: Option<String>,
    /// How we may name ourselves at the token endpoint.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// What may be asked for.
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    /// Whether the way back names the issuer (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// One identity provider.
#[derive(Debug)]
pub struct Provider {
    /// Its addresses.
    pub metadata: Metadata,
    keys: Mutex<Option<(Instant, JwkSet)>>,
}

/// All identity providers that were met.
#[derive(Clone, Debug)]
pub struct Providers {
    client: Client,
    met: Cache<String, Arc<Provider>>,
    own_issuer: String,
    idp_url: Option<String>,
    allow_private: bool,
}

impl Providers {
    /// None met yet.
    pub fn new(client: Client, settings: &Settings) -> Self {
        Self {
            client,
            met: Cache::builder().max_capacity(1000).time_to_live(KEPT).build(),
            own_issuer: settings.own_issuer(),
            idp_url: settings.idp_url.clone(),
            allow_private: settings.allow_private_idps,
        }
    }

    /// The provider of an issuer.
    pub async fn of(&self, issuer: &str) -> Result<Arc<Provider>> {
        if let Some(met) = self.met.get(issuer).await {
            return Ok(met);
        }
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata: Metadata = self.get(&url, "discovering an identity provider").await?;
        if metadata.issuer != issuer {
            let why = format!("{issuer} says that it is {}", metadata.issuer);
            return Err(Error::unavailable("discovering an identity provider", why));
        }
        let provider = Arc::new(Provider { metadata, keys: Mutex::default() });
        self.met.insert(issuer.to_owned(), Arc::clone(&provider)).await;
        Ok(provider)
    }

    /// The key of an id. An unknown one is looked for again: keys rotate.
    pub async fn key(&self, provider: &Provider, kid: Option<&str>) -> Result<Option<Jwk>> {
        let mut keys = provider.keys.lock().await;
        let pick = |set: &JwkSet| match kid {
            Some(kid) => set.find(kid).cloned(),
            None => set.keys.first().filter(|_| set.keys.len() == 1).cloned(),
        };
        if let Some((asked, set)) = keys.as_ref() {
            let found = pick(set);
            let recent = asked.elapsed() < KEYS_AGAIN;
            if (found.is_some() && asked.elapsed() < KEPT) || recent {
                return Ok(found);
            }
        }
        let set: JwkSet = self.get(&provider.metadata.jwks_uri, "reading keys").await?;
        let found = pick(&set);
        *keys = Some((Instant::now(), set));
        Ok(found)
    }

    /// Posts a form to the token endpoint.
    pub async fn post(
        &self,
        url: &str,
        form: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<reqwest::Response> {
        let mut request = self.client.post(self.reachable(url).await?).form(form);
        request = request.header("accept", "application/json");
        if let Some((name, secret)) = basic {
            request = request.basic_auth(name, Some(secret));
        }
        request.send().await.during("asking for tokens")
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, url: &str, doing: &'static str) -> Result<T> {
        let url = self.reachable(url).await?;
        let response = self.client.get(url).send().await.during(doing)?;
        read(response, doing).await
    }

    /// The address to use for one that a provider named: our own provider is inside; others must
    /// be outside, over TLS, unless the operator allows more.
    async fn reachable(&self, url: &str) -> Result<Url> {
        let doing = "reaching an identity provider";
        if let (Some(inside), Some(rest)) = (&self.idp_url, url.strip_prefix(&self.own_issuer))
            && (rest.is_empty() || rest.starts_with('/'))
        {
            let url = format!("{inside}{rest}");
            return Url::parse(&url).map_err(|error| Error::unavailable(doing, error));
        }
        let url = Url::parse(url).map_err(|error| Error::unavailable(doing, error))?;
        if self.allow_private {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err(Error::unavailable(doing, "it is not https"));
        }
        outside(&url).await?;
        Ok(url)
    }
}

async fn outside(url: &Url) -> Result<()> {
    let doing = "reaching an identity provider";
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses: Vec<IpAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![ip.into()],
        Some(Host::Ipv6(ip)) => vec![ip.into()],
        Some(Host::Domain(name)) => {
            let found = tokio::net::lookup_host((name, port)).await;
            found.map_err(|error| Error::unavailable(doing, error))?.map(|a| a.ip()).collect()
        }
        None => Vec::new(),
    };
    if addresses.is_empty() || addresses.iter().any(|ip| private(*ip)) {
        return Err(Error::unavailable(doing, "its address is private"));
    }
    Ok(())
}

fn private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || shared
                || a == 0
                || a >= 240
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b))
        }
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            // Only 2000::/3 is public, without documentation and the bridges to IPv4.
            first & 0xe000 != 0x2000 || (first == 0x2001 && ip.segments()[1] < 0x200)
                || (first == 0x2001 && ip.segments()[1] == 0xdb8)
                || first == 0x2002
        }
    }
}

#[cfg(test)]
mod tests {
    use super::private;

    #[test]
    fn only_public_addresses_are_outside() {
        for inside in [
            "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
            "0.0.0.0", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:a00::1", "224.0.0.1",
        ] {
            assert!(private(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["1.1.1.1", "8.8.8.8", "2606:4700::1111"] {
            assert!(!private(outside.parse().unwrap()), "{outside}");
        }
    }
}
