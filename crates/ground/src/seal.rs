//! Seals the secrets kept in the database: one master key, one derived key per tenant and purpose.
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use sha2::Sha256;

use crate::error::{BoxError, Error, Result};

/// The form of what is sealed: `version ‖ nonce ‖ ciphertext ‖ tag`.
const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// Seals and opens. What one tenant and purpose sealed, no other can open.
#[derive(Clone)]
pub struct Sealer {
    master: Secret<[u8; KEY_BYTES]>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

/// Whose secret it is.
#[derive(Clone, Copy)]
enum Owner {
    Tenant(TenantId),
    Platform,
}

impl Sealer {
    /// Takes the master key as `LEME_MASTER_KEY` holds it: base64 of 32 random bytes.
    pub fn from_base64(text: &str) -> Result<Self> {
        text.parse().map_err(|error: BadKey| Error::internal("reading the master key", error))
    }

    /// Seals for a tenant; `purpose` is a constant such as `connection.client_secret`.
    pub fn seal(&self, tenant: TenantId, purpose: &str, plain: &[u8]) -> Vec<u8> {
        self.lock(Owner::Tenant(tenant), purpose, plain)
    }

    /// Opens what [`Sealer::seal`] made for the same tenant and purpose.
    pub fn open(&self, tenant: TenantId, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        self.unlock(Owner::Tenant(tenant), purpose, sealed)
    }

    /// Seals for the platform itself, for example a signing key.
    pub fn seal_global(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        self.lock(Owner::Platform, purpose, plain)
    }

    /// Opens what [`Sealer::seal_global`] made for the same purpose.
    pub fn open_global(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        self.unlock(Owner::Platform, purpose, sealed)
    }

    fn lock(&self, owner: Owner, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::fill(&mut nonce);
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + plain.len() + 16);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        let payload = Payload { msg: plain, aad: &[VERSION] };
        // Fails only above 256 GiB; an empty ciphertext then never opens.
        let cipher = self.cipher(owner, purpose).encrypt(&Nonce::from(nonce), payload);
        sealed.extend(cipher.unwrap_or_default());
        sealed
    }

    fn unlock(&self, owner: Owner, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let refused = || Error::internal("opening a sealed value", "it was not sealed for this");
        let (version, rest) = sealed.split_first().ok_or_else(refused)?;
        if *version != VERSION {
            let why = format!("it has version {version}, this program knows {VERSION}");
            return Err(Error::internal("opening a sealed value", why));
        }
        let (nonce, cipher) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(refused)?;
        let payload = Payload { msg: cipher, aad: &[VERSION] };
        self.cipher(owner, purpose).decrypt(&Nonce::from(*nonce), payload).map_err(|_| refused())
    }

    /// HKDF-SHA256 with the owner and the purpose as its info: a key of their own.
    fn cipher(&self, owner: Owner, purpose: &str) -> ChaCha20Poly1305 {
        let (kind, id) = match owner {
            Owner::Tenant(tenant) => (b't', tenant.uuid()),
            Owner::Platform => (b'p', uuid::Uuid::nil()),
        };
        let info: [&[u8]; 4] = [b"leme seal 1", &[kind], id.as_bytes(), purpose.as_bytes()];
        let mut key = [0; KEY_BYTES];
        let derived = Hkdf::<Sha256>::new(None, self.master.reveal());
        // 32 bytes are far below the limit of 255 × 32.
        derived.expand_multi_info(&info, &mut key).unwrap_or_default();
        ChaCha20Poly1305::new(&Key::from(key))
    }
}

/// Why a master key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("must be base64 of exactly 32 bytes")]
pub struct BadKey(#[source] Option<BoxError>);

impl FromStr for Sealer {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bytes = STANDARD.decode(text.trim()).map_err(|error| BadKey(Some(error.into())))?;
        let master = <[u8; KEY_BYTES]>::try_from(bytes).map_err(|_| BadKey(None))?;
        Ok(Self { master: Secret::new(master) })
    }
}

#[cfg(test)]
mod tests {
    use leme_base::ids::TenantId;
    use leme_base::time::DateTime;

    use super::Sealer;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn tenant() -> TenantId {
        TenantId::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap())
    }

    #[test]
    fn what_is_sealed_opens_for_the_same_tenant_and_purpose() {
        let (sealer, acme) = (Sealer::from_base64(KEY).unwrap(), tenant());
        for plain in [&b""[..], b"hush", &[7; 5000]] {
            let locked = sealer.seal(acme, "smtp", plain);
            assert_eq!(sealer.open(acme, "smtp", &locked).unwrap(), plain);
        }
        let locked = sealer.seal_global("signing", b"key");
        assert_eq!(sealer.open_global("signing", &locked).unwrap(), b"key");
    }

    #[test]
    fn another_tenant_purpose_or_master_key_opens_nothing() {
        let (sealer, acme, other) = (Sealer::from_base64(KEY).unwrap(), tenant(), tenant());
        let locked = sealer.seal(acme, "smtp", b"hush");
        assert!(sealer.open(other, "smtp", &locked).is_err());
        assert!(sealer.open(acme, "sso", &locked).is_err());
        assert!(sealer.open_global("smtp", &locked).is_err());
        let stranger = Sealer::from_base64(&KEY.replace("AAEC", "BBEC")).unwrap();
        assert!(stranger.open(acme, "smtp", &locked).is_err());
    }

    #[test]
    fn every_changed_or_missing_byte_is_noticed() {
        let (sealer, acme) = (Sealer::from_base64(KEY).unwrap(), tenant());
        let locked = sealer.seal(acme, "smtp", b"hush");
        for at in 0..locked.len() {
            let mut changed = locked.clone();
            changed[at] ^= 1;
            assert!(sealer.open(acme, "smtp", &changed).is_err(), "byte {at}");
            assert!(sealer.open(acme, "smtp", &locked[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn sealing_twice_never_gives_the_same_bytes() {
        let (sealer, acme) = (Sealer::from_base64(KEY).unwrap(), tenant());
        assert_ne!(sealer.seal(acme, "smtp", b"hush"), sealer.seal(acme, "smtp", b"hush"));
    }

    #[test]
    fn a_short_or_garbled_master_key_is_refused() {
        for text in ["", "c2hvcnQ=", "not base64 at all!"] {
            assert!(Sealer::from_base64(text).is_err());
        }
    }
}
