//! Random secrets and their hashes: what is stored can prove a secret and cannot become one.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// 256 random bits, ready for a URL or a cookie.
pub(crate) fn random() -> String {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes);
    encode(&bytes)
}

/// The SHA-256 of a secret with 256 random bits; no salt is needed for those.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
