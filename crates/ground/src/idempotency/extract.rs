//! The `Idempotency-Key` of a request, with the fingerprint of what it asks for.
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use leme_contract::codes;
use leme_contract::headers::IDEMPOTENCY_KEY;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::http::extract::{body, parse, require_json};
use crate::limits::IDEMPOTENCY_KEY_CHARS_MAX;

/// The key, when the caller gave one, and what the request asks for. As an extractor of its own it
/// is for requests without a body; for those with one, see [`Idempotent`].
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    pub(super) key: Option<String>,
    pub(super) fingerprint: [u8; 32],
}

/// A JSON body together with the key: `Idempotent { body, key }: Idempotent<NewTenant>`.
#[derive(Clone, Debug)]
pub struct Idempotent<T> {
    /// The body, as `Json` would give it.
    pub body: T,
    /// For [`super::once`].
    pub key: IdempotencyKey,
}

impl IdempotencyKey {
    /// The key of a request whose body has been read by other means.
    pub fn of(headers: &HeaderMap, method: &Method, uri: &Uri, body: &[u8]) -> Result<Self> {
        let mut hash = Sha256::new();
        for part in [method.as_str(), uri.path(), uri.query().unwrap_or_default()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(body);
        Ok(Self { key: key(headers)?, fingerprint: hash.finalize().into() })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let sane = (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if sane {
        return Ok(Some(text.to_owned()));
    }
    let public = "`Idempotency-Key` must have 1 to 128 printable ASCII characters.";
    Err(Error::bad_request(codes::REQUEST_MALFORMED, public))
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Self::of(&parts.headers, &parts.method, &parts.uri, &[])
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Idempotent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        require_json(request.headers())?;
        let (parts, unread) = request.into_parts();
        let bytes = body(Request::from_parts(parts.clone(), unread), state).await?;
        let key = IdempotencyKey::of(&parts.headers, &parts.method, &parts.uri, &bytes)?;
        Ok(Self { body: parse(&bytes)?, key })
    }
}
