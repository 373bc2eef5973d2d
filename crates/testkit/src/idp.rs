//! A small but real OIDC issuer: discovery, keys, tokens with any claims, rotation.
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use leme_base::time::Clock;
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};

use crate::service::Service;

/// A running issuer. Its keys sign ES256 or EdDSA; its tokens verify against its JWKS.
#[derive(Debug)]
pub struct Idp {
    service: Service,
    path: &'static str,
    keys: Keys,
}

type Keys = Arc<Mutex<Ring>>;

#[derive(Default)]
struct Ring {
    published: Vec<Key>,
    made: usize,
    key_requests: usize,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} keys", self.published.len())
    }
}

#[derive(Clone)]
struct Key {
    algorithm: Algorithm,
    kid: String,
    private: EncodingKey,
    public: Value,
}

impl Idp {
    /// Starts one that signs with ES256.
    pub async fn start() -> Self {
        Self::start_below("").await
    }

    /// Starts one whose issuer has a path, such as `/idp`.
    pub async fn start_below(path: &'static str) -> Self {
        let keys = Keys::default();
        ring(&keys).add(Algorithm::ES256);
        let jwks = Keys::clone(&keys);
        let described = move |headers: HeaderMap| async move { Json(discovery(&headers, path)) };
        let router = Router::new()
            .route(&format!("{path}/.well-known/openid-configuration"), get(described))
            .route(
                &format!("{path}/jwks.json"),
                get(move || async move { Json(published(&jwks)) }),
            );
        Self { service: Service::start(router).await, path, keys }
    }

    /// The issuer URL, as `iss` has it.
    pub fn issuer(&self) -> String {
        format!("{}{}", self.service.url(), self.path)
    }

    /// A token with these claims over sane ones: `iss`, `iat`, `exp` in ten minutes.
    pub fn token(&self, claims: &Value) -> String {
        let key = ring(&self.keys).newest();
        self.sign(&key, claims)
    }

    /// A token signed by a key that is not published under a `kid` that is.
    pub fn forged(&self, claims: &Value) -> String {
        let known = ring(&self.keys).newest();
        let stranger = make(known.algorithm, known.kid.clone());
        self.sign(&stranger, claims)
    }

    /// Publishes a new signing key besides the old ones, and signs with it from now on.
    pub fn rotate(&self, algorithm: Algorithm) {
        ring(&self.keys).add(algorithm);
    }

    /// Withdraws every key but the newest.
    pub fn retire_old_keys(&self) {
        let mut ring = ring(&self.keys);
        let newest = ring.newest();
        ring.published = vec![newest];
    }

    /// How often its keys were asked for.
    pub fn key_requests(&self) -> usize {
        ring(&self.keys).key_requests
    }

    /// Stops answering.
    pub async fn stop(&self) {
        self.service.stop().await;
    }

    fn sign(&self, key: &Key, claims: &Value) -> String {
        let now = Clock::System.now().timestamp();
        let mut all = json!({ "iss": self.issuer(), "iat": now, "exp": now + 600 });
        let given = claims.as_object().expect("claims are an object").clone();
        all.as_object_mut().expect("an object").extend(given);
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(key.algorithm) };
        encode(&header, &all, &key.private).expect("signing")
    }
}

fn discovery(headers: &HeaderMap, path: &str) -> Value {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let issuer = format!("http://{host}{path}");
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/jwks.json"),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "EdDSA"],
    })
}

fn published(keys: &Keys) -> Value {
    let mut ring = ring(keys);
    ring.key_requests += 1;
    let public: Vec<Value> = ring.published.iter().map(|key| key.public.clone()).collect();
    json!({ "keys": public })
}

fn ring(keys: &Keys) -> std::sync::MutexGuard<'_, Ring> {
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ring {
    fn add(&mut self, algorithm: Algorithm) {
        self.made += 1;
        let key = make(algorithm, format!("key-{}", self.made));
        self.published.push(key);
    }

    fn newest(&self) -> Key {
        self.published.last().expect("there is always a key").clone()
    }
}

fn make(algorithm: Algorithm, kid: String) -> Key {
    let seed: [u8; 32] = rand::random();
    let signs_edwards = algorithm == Algorithm::EdDSA;
    let (private, mut public) = if signs_edwards { edwards(&seed) } else { p256(&seed) };
    public["kid"] = json!(kid);
    public["use"] = json!("sig");
    Key { algorithm, kid, private, public }
}

fn p256(seed: &[u8; 32]) -> (EncodingKey, Value) {
    let key = p256::SecretKey::from_slice(seed).expect("a scalar below the order");
    let der = key.to_pkcs8_der().expect("PKCS #8");
    let public: Value =
        serde_json::from_str(&key.public_key().to_jwk_string()).expect("a JWK is JSON");
    let (x, y) = (public["x"].clone(), public["y"].clone());
    let jwk = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "x": x, "y": y });
    (EncodingKey::from_ec_der(der.as_bytes()), jwk)
}

fn edwards(seed: &[u8; 32]) -> (EncodingKey, Value) {
    let key = ed25519_dalek::SigningKey::from_bytes(seed);
    // RFC 8410: the fixed head of a PKCS #8 document that holds an Ed25519 seed.
    let head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
    let der = [&head[..], seed].concat();
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": x });
    (EncodingKey::from_ed_der(&der), jwk)
}
