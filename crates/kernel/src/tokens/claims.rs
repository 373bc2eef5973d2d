//! What a token says, and whether that is what we expect of it.
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leme_base::time::DateTime;
use serde::Deserialize;
use serde_json::Value;

/// Seconds that two clocks may differ.
const LEEWAY_S: i64 = 30;

/// What a tenant expects of its provider's tokens.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Who must have signed.
    pub issuer: String,
    /// For whom.
    pub audience: String,
    /// The client that must be named in `azp`, where that stands.
    pub client_id: String,
}

/// The claims of a token.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// Who signed.
    pub iss: String,
    /// Whom it is about.
    pub sub: String,
    aud: Audience,
    /// Worthless from, Unix seconds.
    pub exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    azp: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether the provider vouches for the address.
    #[serde(default)]
    pub email_verified: Option<Value>,
    /// Display name.
    #[serde(default)]
    pub name: Option<String>,
    /// Everything else, for role mappings.
    #[serde(flatten)]
    pub others: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Many(many) => many.iter().any(|one| one == audience),
        }
    }

    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    fn is_plural(&self) -> bool {
        matches!(self, Self::Many(many) if many.len() > 1)
    }
}

impl Claims {
    /// Refuses a token of another issuer, for another audience or client, or out of its time.
    pub(super) fn check(&self, expected: &Expected, now: DateTime) -> Result<(), &'static str> {
        let now = now.timestamp();
        if self.iss != expected.issuer {
            return Err("it comes from another issuer");
        }
        if !self.aud.names(&expected.audience) {
            return Err("it is meant for somebody else");
        }
        // OpenID Connect Core 3.1.3.7: several audiences need an authorized party, and it is us.
        let party = self.azp.as_deref();
        if party.is_none() && self.aud.is_plural() {
            return Err("it has several audiences and no authorized party");
        }
        if party.is_some_and(|azp| azp != expected.client_id) {
            return Err("it was issued to another client");
        }
        if self.exp + LEEWAY_S <= now {
            return Err("it has expired");
        }
        if self.nbf.is_some_and(|nbf| nbf - LEEWAY_S > now)
            || self.iat.is_some_and(|iat| iat - LEEWAY_S > now)
        {
            return Err("its time has not come");
        }
        if self.sub.is_empty() || self.sub.len() > 255 {
            return Err("it names nobody");
        }
        Ok(())
    }

    /// For whom it is.
    pub fn audiences(&self) -> &[String] {
        self.aud.all()
    }

    /// Whether the provider says that the address is the person's own.
    pub fn email_is_verified(&self) -> bool {
        matches!(&self.email_verified, Some(Value::Bool(true)))
            || matches!(&self.email_verified, Some(Value::String(text)) if text == "true")
    }

    /// The texts of a claim: a string, or a list of strings.
    pub fn texts(&self, claim: &str) -> Vec<&str> {
        match self.others.get(claim) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a token says of its origin, before anything is verified.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Who would have signed it.
    pub issuer: String,
    /// For whom.
    pub audiences: Vec<String>,
}

pub(super) fn claimed(token: &str) -> Option<Claimed> {
    #[derive(Deserialize)]
    struct Origin {
        iss: String,
        aud: Audience,
    }
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let origin: Origin = serde_json::from_slice(&bytes).ok()?;
    Some(Claimed { issuer: origin.iss, audiences: origin.aud.all().to_vec() })
}
