//! The checks of OpenID Connect Core 3.1.3.7, as one pure decision.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leme_base::time::DateTime;
use serde::Deserialize;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use crate::limits::TOKEN_LEEWAY_S;

/// The claims of an ID token that the edge reads.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// Who it speaks of.
    pub sub: String,
    /// Whom it is for.
    pub aud: Audience,
    /// The one party it was issued to, when there are several audiences.
    #[serde(default)]
    pub azp: Option<String>,
    /// Worthless from, Unix seconds.
    pub exp: i64,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// The sign-in it was made for.
    #[serde(default)]
    pub nonce: Option<String>,
    /// Half a hash of the access token that came with it.
    #[serde(default)]
    pub at_hash: Option<String>,
    /// What people call them.
    #[serde(default)]
    pub name: Option<String>,
    /// Their address.
    #[serde(default)]
    pub email: Option<String>,
}

/// One audience or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// What a token must agree with.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// The issuer of the connection.
    pub issuer: &'e str,
    /// Our name there.
    pub client_id: &'e str,
    /// The nonce of the sign-in; `None` when a refresh brought the token.
    pub nonce: Option<&'e str>,
    /// The access token beside it, and the algorithm of the signature.
    pub access: Option<(&'e str, Digesting)>,
    /// The instant.
    pub now: DateTime,
}

/// The hash that belongs to a signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digesting {
    /// For …256.
    Sha256,
    /// For …384.
    Sha384,
    /// For …512 and EdDSA.
    Sha512,
}

/// Which check failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Another issuer.
    #[error("the token comes from another issuer")]
    Issuer,
    /// Not for us.
    #[error("the token is for somebody else")]
    Audience,
    /// Over.
    #[error("the token is over")]
    Expired,
    /// From the future.
    #[error("the token is from the future")]
    Future,
    /// For another sign-in.
    #[error("the token belongs to another sign-in")]
    Nonce,
    /// Beside another access token.
    #[error("the token belongs to another access token")]
    AccessToken,
}

/// Whether the claims count.
pub fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), Wrong> {
    let now = expected.now.timestamp();
    if claims.iss != expected.issuer {
        return Err(Wrong::Issuer);
    }
    if !for_us(claims, expected.client_id) {
        return Err(Wrong::Audience);
    }
    if claims.exp.saturating_add(TOKEN_LEEWAY_S) <= now {
        return Err(Wrong::Expired);
    }
    if claims.iat.saturating_sub(TOKEN_LEEWAY_S) > now {
        return Err(Wrong::Future);
    }
    if let Some(nonce) = expected.nonce
        && !claims.nonce.as_deref().is_some_and(|told| same(told, nonce))
    {
        return Err(Wrong::Nonce);
    }
    if let (Some(told), Some((token, digesting))) = (&claims.at_hash, expected.access)
        && !same(told, &half_hash(token, digesting))
    {
        return Err(Wrong::AccessToken);
    }
    Ok(())
}

fn for_us(claims: &Claims, client_id: &str) -> bool {
    let issued_to_us = claims.azp.as_deref().is_none_or(|party| party == client_id);
    let (among, several) = match &claims.aud {
        Audience::One(one) => (one == client_id, false),
        Audience::Many(all) => (all.iter().any(|one| one == client_id), all.len() > 1),
    };
    among && issued_to_us && (!several || claims.azp.is_some())
}

fn half_hash(token: &str, digesting: Digesting) -> String {
    let bytes = token.as_bytes();
    let whole = match digesting {
        Digesting::Sha256 => Sha256::digest(bytes).to_vec(),
        Digesting::Sha384 => Sha384::digest(bytes).to_vec(),
        Digesting::Sha512 => Sha512::digest(bytes).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&whole[..whole.len() / 2])
}

fn same(one: &str, other: &str) -> bool {
    bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

#[cfg(test)]
mod tests {
    use leme_base::time::DateTime;

    use super::{Audience, Claims, Digesting, Expected, Wrong, check, half_hash};

    fn claims() -> Claims {
        Claims {
            iss: "https://i.example".into(),
            sub: "ada".into(),
            aud: Audience::One("me".into()),
            azp: None,
            exp: 2000,
            iat: 1000,
            nonce: Some("n".into()),
            at_hash: None,
            name: None,
            email: None,
        }
    }

    fn verdict(change: impl FnOnce(&mut Claims)) -> Result<(), Wrong> {
        let mut told = claims();
        change(&mut told);
        let expected = Expected {
            issuer: "https://i.example",
            client_id: "me",
            nonce: Some("n"),
            access: Some(("token", Digesting::Sha256)),
            now: DateTime::from_timestamp(1500, 0).unwrap(),
        };
        check(&told, &expected)
    }

    #[test]
    fn a_right_token_counts_and_each_wrong_one_says_why() {
        assert_eq!(verdict(|_| ()), Ok(()));
        assert_eq!(verdict(|c| c.iss = "https://i.example/".into()), Err(Wrong::Issuer));
        assert_eq!(verdict(|c| c.aud = Audience::One("you".into())), Err(Wrong::Audience));
        assert_eq!(verdict(|c| c.azp = Some("you".into())), Err(Wrong::Audience));
        assert_eq!(verdict(|c| c.exp = 1440), Err(Wrong::Expired));
        assert_eq!(verdict(|c| c.iat = 1561), Err(Wrong::Future));
        assert_eq!(verdict(|c| c.nonce = None), Err(Wrong::Nonce));
        assert_eq!(verdict(|c| c.nonce = Some("m".into())), Err(Wrong::Nonce));
        assert_eq!(verdict(|c| c.at_hash = Some("x".into())), Err(Wrong::AccessToken));
        let right = half_hash("token", Digesting::Sha256);
        assert_eq!(verdict(|c| c.at_hash = Some(right)), Ok(()));
    }

    #[test]
    fn of_several_audiences_the_authorised_party_must_be_us() {
        let both = || Audience::Many(vec!["me".into(), "you".into()]);
        assert_eq!(verdict(|c| c.aud = both()), Err(Wrong::Audience));
        assert_eq!(verdict(|c| (c.aud, c.azp) = (both(), Some("me".into()))), Ok(()));
        assert_eq!(verdict(|c| c.aud = Audience::Many(vec!["me".into()])), Ok(()));
    }
}
