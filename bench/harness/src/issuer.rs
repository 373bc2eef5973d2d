//! An identity provider of ours for measurements: a real issuer that signs as many tokens as needed.
use std::net::SocketAddr;

use anyhow::Result;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use leme_base::time::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const KEY_ID: &str = "bench";

/// A running issuer.
pub(crate) struct Issuer {
    address: SocketAddr,
    key: EncodingKey,
}

impl Issuer {
    /// Serves discovery and keys on a free port until the process ends.
    pub(crate) async fn start() -> Result<Self> {
        let signing = SigningKey::from_bytes(&rand::random());
        let x = URL_SAFE_NO_PAD.encode(signing.verifying_key().as_bytes());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let discovery = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks.json") });
        let keys = json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": KEY_ID, "x": x },
        ] });
        let document = |value: Value| get(move || async move { Json(value) });
        let router = Router::new()
            .route("/.well-known/openid-configuration", document(discovery))
            .route("/jwks.json", document(keys));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let key = EncodingKey::from_ed_der(signing.to_pkcs8_der()?.as_bytes());
        Ok(Self { address, key })
    }

    /// Its name.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token for a person with that number, valid for an hour.
    pub(crate) fn token(&self, number: usize) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(KEY_ID.to_owned());
        let now = Clock::System.now().timestamp();
        let claims = json!({
            "iss": self.url(), "aud": "bench", "sub": format!("person-{}", number % 50),
            "email": format!("person-{}@bench.test", number % 50), "email_verified": true,
            "name": "Person", "iat": now, "exp": now + 3600, "jti": number.to_string(),
        });
        Ok(encode(&header, &claims, &self.key)?)
    }
}
