//! What is known of an identity provider: its addresses and its keys, asked for once and kept.
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use leme_ground::error::{During, Error, Result};
use leme_ground::http::guarded::Guarded;
use moka::future::Cache;
use reqwest::{Client, Method, RequestBuilder};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::kernel::read;
use crate::limits::BACKCHANNEL;
use crate::settings::Settings;

/// How long addresses and keys are believed.
const KEPT: Duration = Duration::from_mins(10);
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
    /// Where tokens are given back.
    #[serde(default)]
    pub revocation_endpoint: Option<String>,
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
    inside: Client,
    outside: Guarded,
    met: Cache<String, Arc<Provider>>,
    own_issuer: String,
    idp_url: Option<String>,
}

impl Providers {
    /// None met yet.
    pub fn new(inside: Client, settings: &Settings) -> Result<Self> {
        Ok(Self {
            inside,
            outside: Guarded::new(BACKCHANNEL, settings.allow_private_idps)?,
            met: Cache::builder().max_capacity(1000).time_to_live(KEPT).build(),
            own_issuer: settings.own_issuer(),
            idp_url: settings.idp_url.clone(),
        })
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
        let mut request = self.request(Method::POST, url)?.form(form);
        request = request.header("accept", "application/json");
        if let Some((name, secret)) = basic {
            request = request.basic_auth(name, Some(secret));
        }
        request.send().await.during("asking for tokens")
    }

    async fn get<T: serde::de::DeserializeOwned>(
        &self,
        url: &str,
        doing: &'static str,
    ) -> Result<T> {
        let response = self.request(Method::GET, url)?.send().await.during(doing)?;
        read(response, doing).await
    }

    /// A request to an address that a provider named: our own provider is reached inside; others
    /// must be outside, over TLS, unless the operator allows more.
    fn request(&self, method: Method, url: &str) -> Result<RequestBuilder> {
        if let (Some(inside), Some(rest)) = (&self.idp_url, url.strip_prefix(&self.own_issuer))
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return Ok(self.inside.request(method, format!("{inside}{rest}")));
        }
        let checked = self.outside.check(url).map_err(|why| {
            Error::unavailable("reaching an identity provider", format!("{url} {why}"))
        })?;
        Ok(self.outside.client().request(method, checked))
    }
}
