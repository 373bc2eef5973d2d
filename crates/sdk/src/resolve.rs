//! Who is it? Asked of the Kernel once per token and half a minute, however many wait.
use std::sync::Arc;
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_contract::identity::{ResolveRequest, ResolveResponse};
use moka::future::Cache;
use reqwest::Method;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::inner::Inner;
use crate::jws;

/// Answers kept.
const PEOPLE_MAX: u64 = 10_000;
/// How long an answer is believed when nothing has changed.
const BELIEVED: Duration = Duration::from_secs(30);

/// The answers of the last half minute, by a hash: tokens are not kept.
#[derive(Clone, Debug)]
pub(crate) struct People(Cache<[u8; 32], Arc<Known>>);

#[derive(Debug)]
struct Known {
    answer: Arc<ResolveResponse>,
    /// When the token itself ends, Unix seconds.
    until: Option<i64>,
}

impl People {
    pub(crate) fn new() -> Self {
        Self(Cache::builder().max_capacity(PEOPLE_MAX).time_to_live(BELIEVED).build())
    }

    pub(crate) fn forget(&self) {
        self.0.invalidate_all();
    }
}

/// The policy version is part of the key: an answer that was under way while the policy moved
/// is never found under the new one.
fn key(policy_version: u64, tenant: TenantId, token: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(policy_version.to_be_bytes());
    hash.update(tenant.uuid().as_bytes());
    hash.update(token.as_bytes());
    hash.finalize().into()
}

impl Inner {
    pub(crate) async fn resolve(
        &self,
        tenant: TenantId,
        token: &str,
    ) -> Result<Arc<ResolveResponse>> {
        let key = key(self.policy_version(), tenant, token);
        let now = self.now().timestamp();
        if let Some(known) = self.people.0.get(&key).await {
            if known.until.is_none_or(|until| now < until) {
                return Ok(Arc::clone(&known.answer));
            }
            self.people.0.invalidate(&key).await;
        }
        let known = self.people.0.try_get_with(key, self.ask_who(tenant, token)).await;
        known
            .map(|known| Arc::clone(&known.answer))
            .map_err(|error: Arc<Error>| Error::clone(&error))
    }

    async fn ask_who(&self, tenant: TenantId, token: &str) -> Result<Arc<Known>> {
        let request = ResolveRequest { tenant_id: tenant, external_token: token.to_owned() };
        let to = (Method::POST, "/kernel/identity/resolve");
        let answer: ResolveResponse =
            self.ask("resolving a token", to, tenant, Some(&request)).await?;
        if answer.identity.tenant_id != tenant {
            return Err(Error::Untrusted("the identity belongs to another tenant"));
        }
        Ok(Arc::new(Known { answer: Arc::new(answer), until: jws::expiry(token) }))
    }
}
