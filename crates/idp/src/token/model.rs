//! The tokens and what is in them.
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::accounts::{User, UserId};
use crate::config::{AUDIENCE, TOKEN_LIFE};
use crate::grants::model::{Grant, GrantId, has_scope};
use crate::keys::model::Ring;
use crate::opaque;
use crate::sessions::model::SessionId;

/// The type of an access token (RFC 9068).
const ACCESS: &str = "at+jwt";
/// The type of an id token.
const ID: &str = "JWT";

/// What the scopes of a grant let a client know of a person.
#[derive(Debug, Serialize)]
pub(crate) struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
}

impl Person {
    /// What `scope` shows of `user`.
    pub(crate) fn seen(user: &User, scope: &str) -> Self {
        let (email, profile) = (has_scope(scope, "email"), has_scope(scope, "profile"));
        Self {
            email: email.then(|| user.email.clone()),
            email_verified: email.then_some(user.email_verified),
            name: profile.then(|| user.name.clone()),
            locale: profile.then(|| user.locale.clone()),
            updated_at: profile.then(|| user.updated_at.timestamp()),
        }
    }
}

/// For whom tokens are made.
#[derive(Debug)]
pub(crate) struct Subject<'s> {
    pub(crate) issuer: &'s str,
    pub(crate) user: &'s User,
    pub(crate) grant: &'s Grant,
    /// The scope of these tokens, at most that of the grant.
    pub(crate) scope: &'s str,
    pub(crate) nonce: Option<&'s str>,
}

#[derive(Serialize)]
struct AccessClaims<'s> {
    iss: &'s str,
    sub: UserId,
    aud: &'s str,
    client_id: &'s str,
    scope: &'s str,
    auth_time: i64,
    iat: i64,
    exp: i64,
    jti: String,
    sid: SessionId,
    grant: GrantId,
    #[serde(flatten)]
    person: Person,
}

#[derive(Serialize)]
struct IdClaims<'s> {
    iss: &'s str,
    sub: UserId,
    aud: &'s str,
    azp: &'s str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'s str>,
    at_hash: String,
    sid: SessionId,
    #[serde(flatten)]
    person: Person,
}

impl Subject<'_> {
    /// The access token.
    pub(crate) fn access_token(
        &self,
        ring: &Ring,
        now: DateTime,
    ) -> leme_ground::error::Result<String> {
        let claims = AccessClaims {
            iss: self.issuer,
            sub: self.user.user_id,
            aud: AUDIENCE,
            client_id: &self.grant.client_id,
            scope: self.scope,
            auth_time: self.grant.auth_time.timestamp(),
            iat: now.timestamp(),
            exp: (now + TOKEN_LIFE).timestamp(),
            jti: opaque::random(),
            sid: self.grant.session_id,
            grant: self.grant.grant_id,
            person: Person::seen(self.user, self.scope),
        };
        ring.sign(ACCESS, &claims, now)
    }

    /// The id token that goes with an access token.
    pub(crate) fn id_token(
        &self,
        ring: &Ring,
        access_token: &str,
        now: DateTime,
    ) -> leme_ground::error::Result<String> {
        let hash = Sha256::digest(access_token.as_bytes());
        let claims = IdClaims {
            iss: self.issuer,
            sub: self.user.user_id,
            aud: &self.grant.client_id,
            azp: &self.grant.client_id,
            iat: now.timestamp(),
            exp: (now + TOKEN_LIFE).timestamp(),
            auth_time: self.grant.auth_time.timestamp(),
            nonce: self.nonce,
            at_hash: opaque::encode(&hash[..16]),
            sid: self.grant.session_id,
            person: Person::seen(self.user, self.scope),
        };
        ring.sign(ID, &claims, now)
    }
}

/// An access token of ours that somebody shows us.
#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    iss: String,
    aud: String,
    exp: i64,
    pub(crate) sub: UserId,
    pub(crate) scope: String,
    pub(crate) grant: GrantId,
}

impl Shown {
    /// Its claims, if it is ours and not expired.
    pub(crate) fn read(ring: &Ring, issuer: &str, token: &str, now: DateTime) -> Option<Self> {
        let shown: Self = ring.verify(ACCESS, token)?;
        let good = shown.iss == issuer && shown.aud == AUDIENCE && now.timestamp() < shown.exp;
        good.then_some(shown)
    }
}

/// An id token that a client gives back to say whom it means. It may have expired.
#[derive(Debug, Deserialize)]
pub(crate) struct IdHint {
    iss: String,
    pub(crate) aud: String,
    pub(crate) sub: UserId,
    pub(crate) sid: SessionId,
}

impl IdHint {
    /// Its claims, if it is ours.
    pub(crate) fn read(ring: &Ring, issuer: &str, token: &str) -> Option<Self> {
        ring.verify::<Self>(ID, token).filter(|hint| hint.iss == issuer)
    }
}

/// What `/token` answers.
#[derive(Debug, Serialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) token_type: &'static str,
    pub(crate) expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    pub(crate) id_token: String,
    pub(crate) scope: String,
}
