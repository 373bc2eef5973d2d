//! May it happen? The Kernel decides; when it is away, its last signed word does, for a while.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use leme_base::ids::{DecisionId, TenantId};
use leme_base::time::DateTime;
use leme_contract::codes;
use leme_contract::entitlement::{
    CheckCode, CheckLimits, CheckRequest, CheckResponse, LicenceResponse,
};
use reqwest::Method;

use crate::caller::Call;
use crate::disk;
use crate::error::{Error, Result};
use crate::govern::Stop;
use crate::inner::Inner;
use crate::jws::{self, KeySet};
use crate::licence::{Licences, Trust, Verdict};

/// Licences fetched at once.
const FETCHES: usize = 8;
/// Seconds after which the licence of a tenant that nobody asks about is no longer refreshed.
const IDLE_S: i64 = 3_600;
/// Seconds between two fetches of the Kernel's keys because of a key that is not known.
const KEYS_S: u64 = 10;

/// The answer to a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may happen.
    pub allowed: bool,
    /// Why.
    pub code: CheckCode,
    /// The numbers, for a limited feature.
    pub limits: Option<CheckLimits>,
    /// What the answer rests on.
    pub source: Vec<String>,
    /// Names this answer in logs and audit.
    pub decision_id: DecisionId,
    /// Whether it was made without the Kernel.
    pub offline: bool,
}

impl From<CheckResponse> for Decision {
    fn from(answer: CheckResponse) -> Self {
        Self {
            allowed: answer.allowed,
            code: answer.code,
            limits: answer.limits,
            source: answer.source,
            decision_id: answer.decision_id,
            offline: false,
        }
    }
}

impl Inner {
    pub(crate) async fn check(
        &self,
        tenant: TenantId,
        feature: &str,
        context: &BTreeMap<String, String>,
    ) -> Result<Decision> {
        if let Some(stop) = self.orders.load().stops(tenant, feature) {
            return Ok(self.stopped(stop));
        }
        let session = self.session()?;
        self.licences.want_if_new(tenant, self.now());
        let request = CheckRequest {
            tenant_id: tenant,
            runtime_id: session.runtime,
            feature: feature.to_owned(),
            context: context.clone(),
        };
        let to = (Method::POST, "/kernel/entitlements/check");
        let asked = self.ask("checking an entitlement", to, tenant, Some(&request)).await;
        match asked.map(|answer: CheckResponse| Decision::from(answer)) {
            Err(error) if error.is_away() => self.check_offline(tenant, feature).await.ok_or(error),
            Err(error) => refused(&error).map(|code| self.here(code, "kernel")).ok_or(error),
            decided => decided,
        }
    }

    /// From the last licence, in memory or else on disk.
    async fn check_offline(&self, tenant: TenantId, feature: &str) -> Option<Decision> {
        if self.licences.ask(tenant, |_| ()).is_none() {
            self.read_licence(tenant).await.ok()?;
        }
        let now = self.now();
        let decide =
            |licence: &_| crate::licence::Licence::decide(licence, feature, now, Trust::Stale);
        let verdict = self.licences.ask(tenant, decide)??;
        Some(Decision { offline: true, ..self.here(verdict.code, "licence") })
    }

    /// In this process, in well under a microsecond; `None` means: ask the Kernel.
    pub(crate) fn check_local(&self, tenant: TenantId, feature: &str) -> Option<Verdict> {
        let orders = self.orders.load();
        if let Some(stop) = orders.stops(tenant, feature) {
            return Some(Verdict::of(stop.code));
        }
        let (now, version) = (self.now(), orders.policies.policy_version);
        let connected = self.is_connected();
        let decided = self.licences.ask(tenant, |licence| {
            let current = connected && Licences::speaks_of(licence, version);
            licence.decide(feature, now, if current { Trust::Current } else { Trust::Stale })
        });
        if decided.is_none() {
            self.licences.want(tenant, now);
        }
        decided.flatten()
    }

    fn stopped(&self, stop: Stop) -> Decision {
        let source = stop.switch.map_or("runtime".to_owned(), |id| format!("switch:{id}"));
        self.here(stop.code, &source)
    }

    fn here(&self, code: CheckCode, source: &str) -> Decision {
        Decision {
            allowed: code == CheckCode::Ok,
            code,
            limits: None,
            source: vec![source.to_owned()],
            decision_id: DecisionId::at(self.now()),
            offline: false,
        }
    }

    /// Fetches, verifies, holds and keeps the licence of a tenant.
    pub(crate) async fn fetch_licence(&self, tenant: TenantId) -> Result<()> {
        let session = self.session()?;
        let asked_at = self.policy_version();
        let to = (Method::GET, "/kernel/licence");
        let answer: LicenceResponse =
            self.ask("fetching a licence", to, tenant, None::<&()>).await?;
        let kid = jws::key_id(&answer.licence);
        if kid.is_none_or(|kid| self.licences.keys.load().find(&kid).is_none()) {
            self.fetch_keys().await?;
        }
        let whose = (session.runtime, tenant);
        self.licences.accept(&answer.licence, whose, asked_at, self.now())?;
        let (file, bytes) = (self.licences.file(tenant), answer.licence.into_bytes());
        off_thread(move || disk::write(&file, &bytes)).await
    }

    async fn read_licence(&self, tenant: TenantId) -> Result<()> {
        let session = self.session()?;
        let file = self.licences.file(tenant);
        let bytes = off_thread(move || disk::read(&file)).await?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        // Version 0 was never in force: what comes from disk is never current.
        self.licences.accept(&text, (session.runtime, tenant), 0, self.now())
    }

    async fn fetch_keys(&self) -> Result<()> {
        let now = u64::try_from(self.now().timestamp()).unwrap_or_default();
        let asked = &self.licences.keys_asked_at;
        if now < asked.load(Ordering::Relaxed) + KEYS_S
            && !self.licences.keys.load().keys.is_empty()
        {
            return Err(Error::Untrusted("the key is not known"));
        }
        asked.store(now, Ordering::Relaxed);
        let call = Call {
            doing: "fetching the Kernel's keys",
            method: Method::GET,
            path: "/kernel/jwks.json",
            tenant: self.config.tenant_id,
            runtime: None,
            bearer: None,
        };
        let keys: KeySet = self.caller.send(&call, None::<&()>).await?;
        let (file, bytes) =
            (self.licences.keys_file(), serde_json::to_vec(&keys).unwrap_or_default());
        self.licences.keys.store(Arc::new(keys));
        off_thread(move || disk::write(&file, &bytes)).await
    }
}

impl Licences {
    fn want_if_new(&self, tenant: TenantId, now: DateTime) {
        if self.ask(tenant, |_| ()).is_none() {
            self.want(tenant, now);
        }
    }
}

/// A no of the Kernel that is an answer to the question.
fn refused(error: &Error) -> Option<CheckCode> {
    match error.code()? {
        codes::TENANT_SUSPENDED => Some(CheckCode::TenantSuspended),
        codes::RUNTIME_SUSPENDED => Some(CheckCode::RuntimeSuspended),
        _ => None,
    }
}

/// Disk work, away from the threads that serve.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Error::Stopped))
}

/// Keeps the licences of the tenants in use fresh.
pub(crate) async fn refresh(inner: Arc<Inner>) {
    let age = i64::try_from(inner.config.licence_refresh.as_secs()).unwrap_or(60).max(1);
    let pause = (inner.config.licence_refresh / 4).max(Duration::from_millis(250));
    loop {
        tokio::select! {
            () = inner.stop.cancelled() => return,
            () = inner.licences.woken() => {}
            () = tokio::time::sleep(pause) => {}
        }
        let now = inner.now().timestamp();
        let due = inner.licences.due(inner.policy_version(), now - age, now - IDLE_S);
        futures_util::stream::iter(due)
            .for_each_concurrent(FETCHES, |tenant| {
                let inner = Arc::clone(&inner);
                async move {
                    if let Err(error) = inner.fetch_licence(tenant).await {
                        inner.licences.has_failed(tenant, inner.now());
                        tracing::debug!(%error, %tenant, "no new licence");
                    }
                }
            })
            .await;
    }
}
