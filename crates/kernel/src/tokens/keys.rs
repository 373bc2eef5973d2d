//! The public keys of identity providers, fetched and cached.
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey};
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use leme_ground::http::guarded::Guarded;
use serde::Deserialize;
use tokio::sync::Mutex;

/// How long keys are used without asking again.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// How often an unknown key id may make us ask again.
const ASK_AGAIN: TimeDelta = TimeDelta::seconds(5);
/// Bytes of a discovery document or key set.
const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

pub(super) struct KeyStore {
    http: Guarded,
    issuers: Mutex<HashMap<String, Arc<Mutex<Known>>>>,
}

/// What is known of an issuer. While it is away, keys that were good yesterday still verify, and
/// it is not asked for every token.
#[derive(Default)]
struct Known {
    fetched: Option<Fetched>,
    failed_at: Option<DateTime>,
}

struct Fetched {
    keys: JwkSet,
    at: DateTime,
}

impl Known {
    fn pick(&self, kid: Option<&str>, alg: Algorithm) -> Option<&Jwk> {
        pick(&self.fetched.as_ref()?.keys, kid, alg)
    }

    fn is_younger(&self, than: TimeDelta, now: DateTime) -> bool {
        self.fetched.as_ref().is_some_and(|fetched| now - fetched.at < than)
    }

    fn has_just_failed(&self, now: DateTime) -> bool {
        self.failed_at.is_some_and(|at| now - at < ASK_AGAIN)
    }
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl KeyStore {
    pub(super) fn new(allow_private: bool) -> Result<Self> {
        let http = Guarded::new(Duration::from_secs(5), allow_private)?;
        Ok(Self { http, issuers: Mutex::default() })
    }

    pub(super) fn guard(&self) -> &Guarded {
        &self.http
    }

    /// The key that a token names, of the issuer that the tenant trusts.
    pub(super) async fn find(
        &self,
        issuer: &str,
        kid: Option<&str>,
        alg: Algorithm,
        now: DateTime,
    ) -> Result<DecodingKey> {
        // One fetch at a time for one issuer; another issuer that hangs hinders nobody.
        let slot = self.issuers.lock().await.entry(issuer.to_owned()).or_default().clone();
        let mut known = slot.lock().await;
        if known.is_younger(FRESH, now)
            && let Some(key) = known.pick(kid, alg)
        {
            return decoding(key);
        }
        if known.is_younger(ASK_AGAIN, now) {
            return Err(unknown_key());
        }
        if !known.has_just_failed(now) {
            match self.fetch(issuer).await {
                Ok(keys) => {
                    *known = Known { fetched: Some(Fetched { keys, at: now }), failed_at: None };
                    return known.pick(kid, alg).ok_or_else(unknown_key).and_then(decoding);
                }
                Err(error) => {
                    known.failed_at = Some(now);
                    return known.pick(kid, alg).map_or(Err(error), decoding);
                }
            }
        }
        known.pick(kid, alg).ok_or_else(away).and_then(decoding)
    }

    async fn fetch(&self, issuer: &str) -> Result<JwkSet> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let discovery: Discovery = self.http.json(&url, DOCUMENT_BYTES_MAX).await?;
        if discovery.issuer != issuer {
            let public = "The identity provider's discovery document names another issuer.";
            return Err(Error::unauthenticated(codes::IDENTITY_TOKEN_INVALID, public));
        }
        self.http.json(&discovery.jwks_uri, DOCUMENT_BYTES_MAX).await
    }
}

fn pick<'k>(keys: &'k JwkSet, kid: Option<&str>, alg: Algorithm) -> Option<&'k Jwk> {
    let fits = |key: &&Jwk| {
        let named = key.common.key_algorithm.map(|named| named.to_string());
        named.is_none_or(|named| named == format!("{alg:?}"))
    };
    match kid {
        Some(kid) => keys.find(kid).filter(fits),
        // Without a key id there must be no doubt.
        None => match keys.keys.iter().filter(fits).collect::<Vec<_>>().as_slice() {
            [only] => Some(*only),
            _ => None,
        },
    }
}

fn decoding(key: &Jwk) -> Result<DecodingKey> {
    DecodingKey::from_jwk(key).map_err(|_| unknown_key())
}

fn away() -> Error {
    let doing = "fetching the keys of an identity provider";
    Error::unavailable(doing, "it did not answer a moment ago")
}

fn unknown_key() -> Error {
    let public = "The token cannot be used: its key is not one of the issuer's.";
    Error::unauthenticated(codes::IDENTITY_TOKEN_INVALID, public)
}
