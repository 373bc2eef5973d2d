//! The Kernel's signing keys: Ed25519, for runtime tokens and licences. Sealed at rest.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::seal::Sealer;
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) mod queries;

/// Who signs.
pub const ISSUER: &str = "leme-kernel";
/// How long a runtime token lasts; the contract allows 15 minutes at most.
const TOKEN_MINUTES: i64 = 15;
const PURPOSE: &str = "kernel.signing_key";
const REASON: &str = "keys: the Kernel signs for every tenant";

/// What a runtime token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuntimeClaims {
    /// Always [`ISSUER`].
    pub iss: String,
    /// Always [`ISSUER`]: it is for us.
    pub aud: String,
    /// The runtime.
    pub sub: RuntimeId,
    /// The tenant that the runtime belongs to.
    pub tenant_id: TenantId,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Worthless from, Unix seconds.
    pub exp: i64,
}

/// The key that signs, and every key that still verifies.
pub struct Keys {
    kid: String,
    signing: EncodingKey,
    verifying: Vec<(String, DecodingKey, Value)>,
}

impl Keys {
    /// Loads the keys; makes the first one when there is none.
    pub async fn load(db: &Db, sealer: &Sealer, now: DateTime) -> Result<Self> {
        let mut tx = db.platform(REASON).await?;
        let mut rows = queries::lock_and_list(&mut tx).await?;
        if rows.is_empty() {
            let row = fresh(sealer)?;
            queries::insert(&mut tx, &row, now).await?;
            rows.push(row);
        }
        tx.commit().await?;
        let newest = rows.first().ok_or_else(|| Error::internal("loading keys", "none"))?;
        let secret = sealer.open_global(PURPOSE, &newest.private_key_sealed)?;
        let signing = EncodingKey::from_ed_der(pkcs8(&secret)?.as_ref());
        let verifying = rows.iter().map(verifier).collect::<Result<_>>()?;
        Ok(Self { kid: newest.key_id.clone(), signing, verifying })
    }

    /// A bearer token for a runtime, and when it ends.
    pub fn runtime_token(
        &self,
        runtime: RuntimeId,
        tenant: TenantId,
        now: DateTime,
    ) -> Result<(String, DateTime)> {
        let expires_at = now + TimeDelta::minutes(TOKEN_MINUTES);
        let claims = RuntimeClaims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: runtime,
            tenant_id: tenant,
            iat: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        Ok((self.sign(&claims)?, expires_at))
    }

    /// Signs claims as a compact JWS.
    pub fn sign<C: Serialize>(&self, claims: &C) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        encode(&header, claims, &self.signing)
            .map_err(|error| Error::internal("signing a token", error))
    }

    /// The claims of a runtime token of ours whose time has not passed.
    pub fn verify_runtime_token(&self, token: &str, now: DateTime) -> Result<RuntimeClaims> {
        let refuse = || {
            let public = "The runtime token cannot be used. Register again or send a heartbeat.";
            Error::unauthenticated(codes::AUTH_INVALID, public)
        };
        let header = jsonwebtoken::decode_header(token).map_err(|_| refuse())?;
        let key = self.verifying.iter().find(|(kid, ..)| Some(kid) == header.kid.as_ref());
        let (_, key, _) = key.ok_or_else(refuse)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[ISSUER]);
        validation.set_issuer(&[ISSUER]);
        // The clock is injected.
        validation.validate_exp = false;
        let claims = decode::<RuntimeClaims>(token, key, &validation).map_err(|_| refuse())?.claims;
        if claims.exp <= now.timestamp() { Err(refuse()) } else { Ok(claims) }
    }

    /// The public keys, for runtimes to verify licences with.
    pub fn public_jwks(&self) -> Value {
        json!({ "keys": self.verifying.iter().map(|(.., jwk)| jwk).collect::<Vec<_>>() })
    }
}

fn fresh(sealer: &Sealer) -> Result<queries::KeyRow> {
    let mut seed = [0_u8; 32];
    SysRng.try_fill_bytes(&mut seed).map_err(|error| Error::internal("making a key", error))?;
    let public = SigningKey::from_bytes(&seed).verifying_key();
    Ok(queries::KeyRow {
        key_id: URL_SAFE_NO_PAD.encode(&Sha256::digest(public.as_bytes())[..12]),
        private_key_sealed: sealer.seal_global(PURPOSE, &seed),
        public_key: public.as_bytes().to_vec(),
    })
}

fn pkcs8(seed: &[u8]) -> Result<impl AsRef<[u8]>> {
    let seed: &[u8; 32] =
        seed.try_into().map_err(|_| Error::internal("loading keys", "a seed has 32 bytes"))?;
    let document = SigningKey::from_bytes(seed)
        .to_pkcs8_der()
        .map_err(|error| Error::internal("loading keys", error))?;
    Ok(document.as_bytes().to_vec())
}

fn verifier(row: &queries::KeyRow) -> Result<(String, DecodingKey, Value)> {
    let bytes: [u8; 32] = row
        .public_key
        .as_slice()
        .try_into()
        .map_err(|_| Error::internal("loading keys", "a public key has 32 bytes"))?;
    let public =
        VerifyingKey::from_bytes(&bytes).map_err(|error| Error::internal("loading keys", error))?;
    let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
    let key = DecodingKey::from_ed_components(&x)
        .map_err(|error| Error::internal("loading keys", error))?;
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": row.key_id, "x": x,
    });
    Ok((row.key_id.clone(), key, jwk))
}
