//! What a session is, and the pure decisions about its life.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kernel::{Connection, Me};
use crate::limits::{REFRESH_AHEAD_S, SESSION_DAYS, SESSION_IDLE_H};

/// Names a session in the database: SHA-256 of the secret in the cookie.
pub type Hash = [u8; 32];

/// What only the edge knows about a session; sealed in the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tokens {
    /// What the Kernel takes.
    pub bearer: String,
    /// Makes new tokens.
    pub refresh: Option<String>,
    /// Proves to the identity provider whose session ends.
    pub id_token: String,
    /// Where they come from.
    pub connection: Connection,
}

/// A membership as the console sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organisation.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its short name.
    pub slug: String,
    /// The roles there.
    pub roles: Vec<String>,
}

/// A session as it is held in memory.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name in the database.
    pub hash: Hash,
    /// Who says who it is.
    pub issuer: String,
    /// Who it is.
    pub subject: String,
    /// What people call them.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// The tokens.
    pub tokens: Tokens,
    /// Until when the Kernel takes the bearer token.
    pub bearer_expires_at: DateTime,
    /// Where they belong, as far as was heard last.
    pub memberships: Vec<Membership>,
    /// The organisation they act for.
    pub active: Option<TenantId>,
    /// What unsafe methods must know.
    pub csrf_token: String,
    /// When it began.
    pub created_at: DateTime,
    /// When it was used last, to the minute.
    pub last_seen_at: DateTime,
    /// When it ends at the latest.
    pub expires_at: DateTime,
}

impl Session {
    /// Whether it is over, having been seen last at `seen`.
    pub fn over(&self, seen: DateTime, now: DateTime) -> bool {
        now >= self.expires_at || seen <= idle_since(now)
    }

    /// Whether its bearer token holds for a while.
    pub fn fresh(&self, now: DateTime) -> bool {
        now + TimeDelta::seconds(REFRESH_AHEAD_S) < self.bearer_expires_at
    }

    /// Whether its bearer token holds at all.
    pub fn usable(&self, now: DateTime) -> bool {
        now + TimeDelta::seconds(2) < self.bearer_expires_at
    }
}

/// When a session that begins now ends at the latest.
pub fn expiry(now: DateTime) -> DateTime {
    now + TimeDelta::days(SESSION_DAYS)
}

/// Sessions that were not used since this instant are over.
pub fn idle_since(now: DateTime) -> DateTime {
    now - TimeDelta::hours(SESSION_IDLE_H)
}

/// A new random secret of 256 bits, as text.
pub fn secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The name of the session whose secret this is; `None` for what cannot be a secret of ours.
pub fn hash(secret: &str) -> Option<Hash> {
    let bytes = URL_SAFE_NO_PAD.decode(secret).ok().filter(|bytes| bytes.len() == 32)?;
    Some(Sha256::digest(bytes).into())
}

/// The memberships that the Kernel told.
pub fn memberships(me: &Me) -> Vec<Membership> {
    let one = |held: &crate::kernel::KernelMembership| Membership {
        tenant_id: held.tenant.tenant_id,
        name: held.tenant.name.clone(),
        kind: held.tenant.kind.clone(),
        slug: held.tenant.slug.clone(),
        roles: held.roles.clone(),
    };
    me.memberships.iter().map(one).collect()
}

/// The organisation to act for: the one asked for, else the last one, else the first.
pub fn choose(held: &[Membership], slug: Option<&str>, last: Option<TenantId>) -> Option<TenantId> {
    let asked = held.iter().find(|one| Some(one.slug.as_str()) == slug);
    let last = held.iter().find(|one| Some(one.tenant_id) == last);
    asked.or(last).or(held.first()).map(|one| one.tenant_id)
}

#[cfg(test)]
mod tests {
    use leme_base::ids::TenantId;
    use leme_base::time::DateTime;

    use super::{Membership, choose, hash, secret};

    fn member(slug: &str, second: i64) -> Membership {
        let at = DateTime::from_timestamp(second, 0).unwrap();
        let (name, kind) = (slug.to_owned(), "company".to_owned());
        let tenant_id = TenantId::at(at);
        Membership { tenant_id, name, kind, slug: slug.into(), roles: vec![] }
    }

    #[test]
    fn the_organisation_asked_for_wins_then_the_last_then_the_first() {
        let held = [member("a", 1), member("b", 2), member("c", 3)];
        let (a, b, c) = (held[0].tenant_id, held[1].tenant_id, held[2].tenant_id);
        assert_eq!(choose(&held, Some("b"), Some(c)), Some(b));
        assert_eq!(choose(&held, Some("not-mine"), Some(c)), Some(c));
        assert_eq!(choose(&held, None, None), Some(a));
        assert_eq!(choose(&[], Some("a"), Some(a)), None);
    }

    #[test]
    fn only_a_secret_of_ours_has_a_hash() {
        assert!(hash(&secret()).is_some());
        assert!(hash("short").is_none() && hash("").is_none() && hash("'; drop").is_none());
    }
}
