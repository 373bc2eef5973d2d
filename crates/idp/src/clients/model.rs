//! A client, and which redirects it may name.
use leme_base::secret::Secret;
use leme_ground::error::{Error, Result};
use subtle::ConstantTimeEq;
use url::{Host, Url};

use crate::opaque;

/// A secret shorter than this could be guessed.
const SECRET_CHARS_MIN: usize = 32;

/// Whether a client can keep a secret.
#[derive(Clone, Debug)]
pub enum ClientKind {
    /// A server: proves itself with this secret (at least 32 characters, random).
    Confidential(Secret<String>),
    /// A program on somebody's machine: PKCE instead of a secret.
    Public,
}

/// A client as it is to be.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id, `a-z0-9-`.
    pub client_id: String,
    /// What people see on the sign-in page.
    pub name: String,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// Where codes may be sent, to the letter. For a public client `http://127.0.0.1/path` (no
    /// port) stands for every port (RFC 8252).
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// What it may ask for, of `openid profile email offline_access`.
    pub scopes: Vec<String>,
}

/// The scopes there are.
pub(crate) const SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// A client as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Client {
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) secret_hash: Option<Vec<u8>>,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) post_logout_redirect_uris: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

impl Client {
    /// Whether it has no secret and must use PKCE.
    pub(crate) fn is_public(&self) -> bool {
        self.secret_hash.is_none()
    }

    /// Whether this is its secret, in constant time.
    pub(crate) fn has_secret(&self, secret: &str) -> bool {
        let given = opaque::digest(secret);
        self.secret_hash.as_ref().is_some_and(|kept| bool::from(kept.ct_eq(&given)))
    }

    /// Whether codes may be sent there.
    pub(crate) fn accepts_redirect(&self, uri: &str) -> bool {
        let plain = uri.chars().all(|c| c.is_ascii_graphic());
        let known = |kept: &String| kept == uri || (self.is_public() && is_loopback(kept, uri));
        plain && self.redirect_uris.iter().any(known)
    }

    /// Whether a browser may be sent there after signing out.
    pub(crate) fn accepts_post_logout(&self, uri: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|kept| kept == uri)
    }
}

/// Whether `uri` is the registered loopback address on some port.
fn is_loopback(kept: &str, uri: &str) -> bool {
    let (Ok(kept), Ok(mut uri)) = (Url::parse(kept), Url::parse(uri)) else { return false };
    let loopback = match kept.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    loopback
        && kept.scheme() == "http"
        && kept.port().is_none()
        && uri.set_port(None).is_ok()
        && uri == kept
}

/// Checks a client before it is stored.
pub(crate) fn accept(new: &NewClient) -> Result<Client> {
    let uris = new.redirect_uris.iter().chain(&new.post_logout_redirect_uris);
    if let Some(bad) = uris.into_iter().find(|uri| !is_web_address(uri)) {
        let detail = format!("{bad} is not an http(s) address without a fragment");
        return Err(Error::invalid("/redirect_uris", "format", detail));
    }
    if let Some(bad) = new.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(Error::invalid("/scopes", "unknown", format!("{bad} is not a scope")));
    }
    let (kind, secret_hash) = match &new.kind {
        ClientKind::Public => ("public", None),
        ClientKind::Confidential(secret) if secret.reveal().len() < SECRET_CHARS_MIN => {
            let detail = "must have at least 32 characters";
            return Err(Error::invalid("/secret", "too_short", detail));
        }
        ClientKind::Confidential(secret) => ("confidential", Some(opaque::digest(secret.reveal()))),
    };
    Ok(Client {
        client_id: new.client_id.clone(),
        name: new.name.clone(),
        kind: kind.to_owned(),
        secret_hash,
        redirect_uris: new.redirect_uris.clone(),
        post_logout_redirect_uris: new.post_logout_redirect_uris.clone(),
        scopes: new.scopes.clone(),
    })
}

fn is_web_address(uri: &str) -> bool {
    let parsed = Url::parse(uri).ok();
    parsed.is_some_and(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && uri.chars().all(|c| c.is_ascii_graphic())
    })
}
