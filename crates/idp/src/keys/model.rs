//! A key, the ring of those that count now, and what is signed and verified with them.
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use leme_base::time::DateTime;
use leme_ground::error::{Error, Result};
use leme_ground::seal::Sealer;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::queries::KeyRow;
use crate::config::KEY_OVERLAP;
use crate::opaque;

const PURPOSE: &str = "idp.signing_key";
/// A process reads the keys again after this long.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// Makes a key that signs from `lead` after now. Its id is its RFC 7638 thumbprint.
pub(crate) fn generate(sealer: &Sealer, now: DateTime, lead: TimeDelta) -> Result<KeyRow> {
    let secret = secret_key();
    let point = secret.public_key().to_encoded_point(false);
    let text = |bytes: Option<_>| bytes.map(|b: &_| opaque::encode(b)).unwrap_or_default();
    let (x, y) = (text(point.x().map(|b| &b[..])), text(point.y().map(|b| &b[..])));
    let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let der = secret.to_pkcs8_der().map_err(|e| Error::internal("encoding a signing key", e))?;
    Ok(KeyRow {
        kid: opaque::encode(&Sha256::digest(thumbprint.as_bytes())),
        private_sealed: sealer.seal_global(PURPOSE, der.as_bytes()),
        created_at: now,
        signs_from: now + lead,
        x,
        y,
    })
}

fn secret_key() -> p256::SecretKey {
    loop {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes);
        // All but one in 2³² values are keys.
        if let Ok(key) = p256::SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

/// Which of the stored keys (newest first) have nothing left to verify.
pub(crate) fn retired(rows: &[KeyRow], now: DateTime) -> impl Iterator<Item = &KeyRow> {
    let pairs = rows.iter().zip(rows.iter().skip(1));
    pairs.filter(move |(newer, _)| newer.signs_from + KEY_OVERLAP <= now).map(|(_, older)| older)
}

/// Whether it is time for the next key.
pub(crate) fn is_due(rows: &[KeyRow], now: DateTime, life: TimeDelta) -> bool {
    rows.first().is_none_or(|newest| newest.created_at + life <= now)
}

/// One public key as JWKS shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    pub(crate) kid: String,
    x: String,
    y: String,
}

struct Key {
    public: PublicKey,
    signs_from: DateTime,
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl Key {
    fn open(sealer: &Sealer, row: &KeyRow) -> Result<Self> {
        let der = sealer.open_global(PURPOSE, &row.private_sealed)?;
        let verifying = DecodingKey::from_ec_components(&row.x, &row.y)
            .map_err(|error| Error::internal("reading a signing key", error))?;
        let (kid, x, y) = (row.kid.clone(), row.x.clone(), row.y.clone());
        let public = PublicKey { kty: "EC", crv: "P-256", usage: "sig", alg: "ES256", kid, x, y };
        let signing = EncodingKey::from_ec_der(&der);
        Ok(Self { public, signs_from: row.signs_from, signing, verifying })
    }
}

/// The keys that count at one moment, newest first.
pub(crate) struct Ring {
    read_at: DateTime,
    keys: Vec<Key>,
}

impl Ring {
    /// Opens the stored keys, leaving out those that are retired.
    pub(crate) fn open(sealer: &Sealer, rows: &[KeyRow], now: DateTime) -> Result<Self> {
        let gone: Vec<&str> = retired(rows, now).map(|row| row.kid.as_str()).collect();
        let live = rows.iter().filter(|row| !gone.contains(&row.kid.as_str()));
        let keys = live.map(|row| Key::open(sealer, row)).collect::<Result<_>>()?;
        Ok(Self { read_at: now, keys })
    }

    /// What JWKS shows.
    pub(crate) fn public(&self) -> Vec<PublicKey> {
        self.keys.iter().map(|key| key.public.clone()).collect()
    }

    /// Signs with the newest key whose time has come.
    pub(crate) fn sign<T: Serialize>(
        &self,
        typ: &str,
        claims: &T,
        now: DateTime,
    ) -> Result<String> {
        let key = self.keys.iter().find(|key| key.signs_from <= now).or(self.keys.last());
        let key = key.ok_or_else(|| Error::internal("signing a token", "there is no key"))?;
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(key.public.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signing)
            .map_err(|error| Error::internal("signing a token", error))
    }

    /// The claims of a token of ours of the given type. Issuer, audience and time are the caller's
    /// to judge: they differ between the kinds of token.
    pub(crate) fn verify<T: DeserializeOwned>(&self, typ: &str, token: &str) -> Option<T> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(typ) {
            return None;
        }
        let kid = header.kid?;
        let key = self.keys.iter().find(|key| key.public.kid == kid)?;
        let mut rules = Validation::new(Algorithm::ES256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        jsonwebtoken::decode(token, &key.verifying, &rules).ok().map(|token| token.claims)
    }
}

/// The ring as this process last read it.
#[derive(Default)]
pub(crate) struct KeyRing(RwLock<Option<Arc<Ring>>>);

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing")
    }
}

impl KeyRing {
    /// What is held, if it is fresh.
    pub(crate) fn held(&self, now: DateTime) -> Option<Arc<Ring>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        held.filter(|ring| (now - ring.read_at).abs() < FRESH)
    }

    /// Holds what was just read.
    pub(crate) fn hold(&self, ring: Ring) -> Arc<Ring> {
        let ring = Arc::new(ring);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&ring));
        ring
    }
}
