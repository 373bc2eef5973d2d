//! Tokens of identity providers: whose keys are known, and whether a token is what it says.
//!
//! The Kernel authenticates nobody; it verifies what a tenant's provider signed. Keys are cached
//! per issuer and fetched again when a token names one that is not known (rotation), at most once
//! in five seconds.
mod claims;
mod keys;

pub use claims::{Claims, Expected};

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Validation, decode, decode_header};
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::identity::model::Person;

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
                .support_invalidation_closures()
                .build(),
        })
    }

    /// The claims of a token, if its issuer signed it for us and its time has not passed.
    pub async fn verify(&self, token: &str, expected: &Expected, now: DateTime) -> Result<Claims> {
        let header = decode_header(token).map_err(|_| invalid("it is not a JSON Web Token"))?;
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

    /// Whom a token belonged to a moment ago, while it lasts.
    pub async fn remembered(
        &self,
        tenant: TenantId,
        token: &str,
        now: DateTime,
    ) -> Option<Arc<Person>> {
        let person = self.people.get(&(tenant, hash(token))).await?;
        (person.token_expires_at > now).then_some(person)
    }

    /// Remembers whom a token belongs to.
    pub async fn remember(&self, tenant: TenantId, token: &str, person: Arc<Person>) {
        self.people.insert((tenant, hash(token)), person).await;
    }

    /// What checks the addresses of identity providers.
    pub fn guard(&self) -> &leme_ground::http::guarded::Guarded {
        self.keys.guard()
    }

    /// Forgets the people of a tenant: something about it changed.
    pub fn forget(&self, tenant: TenantId) {
        self.people.invalidate_entries_if(move |key, _| key.0 == tenant).ok();
    }
}

/// The issuer that a token claims, unverified: only to find out which keys to ask for.
pub fn claimed_issuer(token: &str) -> Result<String> {
    claims::claimed_issuer(token).ok_or_else(|| invalid("it is not a JSON Web Token"))
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn invalid(why: &str) -> Error {
    let public = format!("The token cannot be used: {why}.");
    Error::unauthenticated(codes::IDENTITY_TOKEN_INVALID, public)
}
