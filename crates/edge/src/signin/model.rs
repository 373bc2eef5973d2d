//! Pure parts of a sign-in: where it may lead, what it carries, PKCE.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::kernel::Connection;
use crate::limits::{RETURN_TO_CHARS_MAX, SIGNIN_MINUTES};
use crate::session::model::secret;

/// A sign-in under way; sealed in its cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// Comes back in the query: proves that the way back belongs to this browser.
    pub state: String,
    /// Comes back in the ID token: proves that the token was made for this sign-in.
    pub nonce: String,
    /// Proves to the token endpoint that we began.
    pub verifier: String,
    /// Where to go afterwards.
    pub return_to: String,
    /// The organisation asked for.
    pub tenant: Option<String>,
    /// Where the person signs in.
    pub connection: Connection,
    /// When it began.
    pub begun_at: DateTime,
}

impl Pending {
    /// Begins a sign-in.
    pub fn begin(
        connection: Connection,
        return_to: String,
        tenant: Option<String>,
        now: DateTime,
    ) -> Self {
        let (state, nonce, verifier) = (secret(), secret(), secret());
        Self { state, nonce, verifier, return_to, tenant, connection, begun_at: now }
    }

    /// The PKCE challenge (S256) of the verifier.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }

    /// Whether it took too long.
    pub fn late(&self, now: DateTime) -> bool {
        now - self.begun_at > TimeDelta::minutes(SIGNIN_MINUTES)
    }
}

/// The path to return to, if it is one of ours; `/` for everything else.
pub fn return_to(asked: Option<&str>, origin: &str) -> String {
    asked.and_then(|path| own_path(path, origin)).unwrap_or_else(|| "/".to_owned())
}

/// Reads the text as browsers do and takes it only if it stays on our origin.
fn own_path(text: &str, origin: &str) -> Option<String> {
    let plain = text.chars().all(|c| !c.is_control() && c != '\\');
    let rooted = text.starts_with('/') && !text.starts_with("//");
    if !plain || !rooted || text.len() > RETURN_TO_CHARS_MAX {
        return None;
    }
    let base = Url::parse(origin).ok()?;
    let url = base.join(text).ok().filter(|url| url.origin() == base.origin())?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|part| format!("#{part}")).unwrap_or_default();
    let loops = url.path().starts_with("/auth/") || url.path().starts_with("//");
    (!loops).then(|| format!("{}{query}{fragment}", url.path()))
}

/// The path that begins a sign-in and comes back to `here`.
pub fn login_path(here: &str) -> String {
    let here: String = byte_serialize(here.as_bytes()).collect();
    format!("/auth/login?return_to={here}")
}

#[cfg(test)]
mod tests {
    use super::{login_path, return_to};

    const ORIGIN: &str = "https://leme.example";

    #[test]
    fn a_path_of_ours_is_kept_with_query_and_fragment() {
        assert_eq!(return_to(Some("/courses/x?tab=1#top"), ORIGIN), "/courses/x?tab=1#top");
        assert_eq!(return_to(None, ORIGIN), "/");
    }

    #[test]
    fn nothing_leads_away_from_our_origin() {
        for evil in [
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "@evil.example",
            "/auth/login?return_to=/",
            "",
            " /x",
        ] {
            assert_eq!(return_to(Some(evil), ORIGIN), "/", "{evil:?}");
        }
        assert_eq!(return_to(Some(&format!("/{}", "x".repeat(3000))), ORIGIN), "/");
    }

    #[test]
    fn a_path_survives_the_way_through_the_query() {
        assert_eq!(login_path("/a?b=c&d=e"), "/auth/login?return_to=%2Fa%3Fb%3Dc%26d%3De");
    }
}
