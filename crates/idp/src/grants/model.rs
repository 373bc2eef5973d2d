//! A grant, and how a code is proved (PKCE, RFC 7636).
use leme_base::id::{Id, Kind};
use leme_base::time::DateTime;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::accounts::UserId;
use crate::opaque;
use crate::sessions::model::SessionId;

/// The kind of a grant's id.
#[derive(Debug)]
pub(crate) enum GrantKind {}

impl Kind for GrantKind {
    const NAME: &'static str = "grant";
}

/// Names a grant.
pub(crate) type GrantId = Id<GrantKind>;

/// What one authorization gave.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Grant {
    pub(crate) grant_id: GrantId,
    pub(crate) client_id: String,
    pub(crate) user_id: UserId,
    pub(crate) session_id: SessionId,
    pub(crate) scope: String,
    pub(crate) auth_time: DateTime,
    pub(crate) expires_at: DateTime,
    pub(crate) revoked_at: Option<DateTime>,
}

impl Grant {
    /// Whether it may still give tokens.
    pub(crate) fn is_live(&self, now: DateTime) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Whether the scope was granted.
    pub(crate) fn has(&self, scope: &str) -> bool {
        has_scope(&self.scope, scope)
    }
}

/// Whether a list of scopes holds one.
pub(crate) fn has_scope(list: &str, scope: &str) -> bool {
    list.split(' ').any(|held| held == scope)
}

/// Whether a verifier answers the challenge of its authorization. Without a challenge there must be
/// no verifier: somebody may have stripped it from the request.
pub(crate) fn proves(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let hash = opaque::encode(&Sha256::digest(verifier.as_bytes()));
            is_verifier(verifier) && bool::from(hash.as_bytes().ct_eq(challenge.as_bytes()))
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn is_verifier(text: &str) -> bool {
    let unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    (43..=128).contains(&text.len()) && text.chars().all(unreserved)
}
