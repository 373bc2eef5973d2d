//! Tokens of identity providers: whose keys are known, and whether a token is what it says.
//!
//! The Kernel authenticates nobody; it verifies what a tenant's provider signed. Keys are cached
//! per issuer and fetched again when a token names one that is not known (rotation), at most once
//! in five seconds.
mod claims;
mod keys;

pub use claims::{Claimed, Claims, Expected};

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::identity::model::Person;

/// Signatures that only the holder of a private key can make.
const SIGNATURES: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Verifies tokens and remembers, for a moment, whom they belong to.
pub struct Verifier {
    keys: keys::KeyStore,
    people: Cache<(TenantId, [u8; 32]), Arc<Person>>,
}

impl Verifier {
    /// `allow_private` lets providers be on private addresses and plain http (development).
    pub fn new(allow_private: bool) -> Result<Self> {
        Ok(Self {
            keys: keys::KeyStore::new(allow_private)?,
            people: Cache::builder()
                .max_capacity(50_000)
                .time_to_live(Duration::from_secs(15))
                .build(),
        })
    }

    /// The claims of a token, if its issuer signed it for us and its time has not passed.
    pub async fn verify(&self, token: &str, expected: &Expected, now: DateTime) -> Result<Claims> {
        let header = decode_header(token).map_err(|_| invalid("it is not a JSON Web Token"))?;
        if !SIGNATURES.contains(&header.alg) {
            return Err(invalid("it is not signed with a public key"));
        }
        let key = self.keys.find(&expected.issuer, header.kid.as_deref(), header.alg, now).await?;
        let mut validation = Validation::new(header.alg);
        // Time and audience are ours to judge: the clock is injected, the audience is the tenant's.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let decoded = decode::<Claims>(token, &key, &validation)
            .map_err(|_| invalid("its signature is not the issuer's"))?;
        decoded.claims.check(expected, now).map_err(invalid)?;
        Ok(decoded.claims)
    }

    /// Whom a token belonged to a moment ago, while it lasts and unless the tenant has changed.
    pub async fn remembered(
        &self,
        app: &App,
        tenant: TenantId,
        token: &str,
    ) -> Option<Arc<Person>> {
        let person = self.people.get(&(tenant, hash(token))).await?;
        let lasts = person.token_expires_at > app.clock.now();
        (lasts && person.version >= app.directory.changed_at(tenant)).then_some(person)
    }

    /// Remembers whom a token belongs to.
    pub async fn remember(&self, tenant: TenantId, token: &str, person: Arc<Person>) {
        self.people.insert((tenant, hash(token)), person).await;
    }

    /// What checks the addresses of identity providers.
    pub fn guard(&self) -> &leme_ground::http::guarded::Guarded {
        self.keys.guard()
    }
}

/// What a token claims of its origin, unverified: only to find out which keys to ask for.
pub fn claimed(token: &str) -> Result<Claimed> {
    claims::claimed(token).ok_or_else(|| invalid("it is not a JSON Web Token"))
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn invalid(why: &str) -> Error {
    let public = format!("The token cannot be used: {why}.");
    Error::unauthenticated(codes::IDENTITY_TOKEN_INVALID, public)
}
