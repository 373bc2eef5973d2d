//! The key pair by which the Kernel knows a runtime again.
use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use leme_base::ids::{CorrelationId, RuntimeId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::{disk, jws};

/// Seconds that a runtime's word about itself holds.
const ASSERTION_S: i64 = 60;
/// Whom the word is for.
pub const ASSERTION_AUDIENCE: &str = "leme-kernel";

/// A runtime's word about itself, signed with its own key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assertion {
    /// The runtime.
    pub iss: RuntimeId,
    /// The runtime.
    pub sub: RuntimeId,
    /// Always [`ASSERTION_AUDIENCE`].
    pub aud: String,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Worthless from, Unix seconds.
    pub exp: i64,
    /// Used once.
    pub jti: String,
}

/// The key pair of a runtime.
pub struct Keys(SigningKey);

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.public())
    }
}

impl Keys {
    /// Reads the key of a folder, or makes it at the first start.
    pub fn load_or_make(path: &Path) -> Result<Self> {
        if let Some(bytes) = disk::read(path)? {
            let text = String::from_utf8_lossy(&bytes);
            let seed = URL_SAFE_NO_PAD.decode(text.trim()).ok();
            let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
            let seed = seed.ok_or(Error::Config("the runtime's key file is damaged"))?;
            return Ok(Self(SigningKey::from_bytes(&seed)));
        }
        let seed: [u8; 32] = rand::random();
        disk::write(path, format!("{}\n", URL_SAFE_NO_PAD.encode(seed)).as_bytes())?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// The public key as the contract wants it.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().as_bytes())
    }

    /// "I am that runtime", good for a minute.
    pub fn assertion(&self, runtime: RuntimeId, now: DateTime) -> String {
        let iat = now.timestamp();
        let claims = Assertion {
            iss: runtime,
            sub: runtime,
            aud: ASSERTION_AUDIENCE.to_owned(),
            iat,
            exp: iat + ASSERTION_S,
            jti: CorrelationId::at(now).to_string(),
        };
        jws::sign(&self.0, None, &claims)
    }
}
