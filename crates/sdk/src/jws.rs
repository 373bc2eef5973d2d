//! Compact signed tokens, Ed25519 only: one algorithm, so no header can choose a weaker one.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<serde_json::Value>,
}

/// Signs claims.
pub fn sign<C: Serialize>(key: &SigningKey, kid: Option<&str>, claims: &C) -> String {
    let header = Header {
        alg: "EdDSA".to_owned(),
        typ: Some("JWT".to_owned()),
        kid: kid.map(str::to_owned),
        crit: None,
    };
    let signed = format!("{}.{}", part(&header), part(claims));
    let signature = key.sign(signed.as_bytes()).to_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn part<T: Serialize>(value: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap_or_default())
}

/// Which key a token says it was signed with. Nothing is trusted yet.
pub fn key_id(token: &str) -> Option<String> {
    header(token.split('.').next()?)?.kid
}

/// The claims of a token whose signature holds. What they say is for the caller to judge.
pub fn verify<C: DeserializeOwned>(token: &str, key: &VerifyingKey) -> Result<C> {
    let refuse = || Error::Untrusted("the token is not a signed one");
    let (signed, signature) = token.rsplit_once('.').ok_or_else(refuse)?;
    let (head, claims) = signed.split_once('.').ok_or_else(refuse)?;
    let head = header(head).ok_or_else(refuse)?;
    if head.alg != "EdDSA" || head.crit.is_some() {
        return Err(Error::Untrusted("the algorithm is not EdDSA"));
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| refuse())?;
    let signature = Signature::from_slice(&signature).map_err(|_| refuse())?;
    key.verify_strict(signed.as_bytes(), &signature)
        .map_err(|_| Error::Untrusted("the signature does not hold"))?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| refuse())?;
    serde_json::from_slice(&claims).map_err(|_| Error::Untrusted("the claims cannot be read"))
}

/// `exp` of any token, not verified: only good for not keeping something too long.
pub(crate) fn expiry(token: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Exp {
        exp: i64,
    }
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Exp>(&claims).ok().map(|claims| claims.exp)
}

fn header(text: &str) -> Option<Header> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// The public keys of the Kernel.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeySet {
    /// Those in use and those just retired.
    pub keys: Vec<Jwk>,
}

/// One Ed25519 public key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Jwk {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    #[serde(default)]
    pub crv: String,
    /// Its name.
    #[serde(default)]
    pub kid: String,
    /// The key, base64url.
    #[serde(default)]
    pub x: String,
}

impl KeySet {
    /// The key of that name.
    pub fn find(&self, kid: &str) -> Option<VerifyingKey> {
        let usable = |key: &&Jwk| key.kid == kid && key.kty == "OKP" && key.crv == "Ed25519";
        let bytes = URL_SAFE_NO_PAD.decode(&self.keys.iter().find(usable)?.x).ok()?;
        VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
    }
}
