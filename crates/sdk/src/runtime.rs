//! The handle of a running runtime: registered, beating, and asking before it does anything.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use leme_base::ids::{AuditEventId, RuntimeId, SwitchId, TenantId, UsageEventId};
use leme_contract::audit::{ActorType, AuditEvent};
use leme_contract::identity::ResolveResponse;
use leme_contract::runtime::Directive;
use leme_contract::usage::UsageEvent;
use serde_json::{Map, Value};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use crate::caller::Caller;
pub use crate::check::Decision;
use crate::config::Config;
use crate::error::Result;
use crate::inner::Inner;
use crate::keys::Keys;
use crate::licence::Licences;
pub use crate::licence::Verdict;
use crate::register::BackOff;
use crate::resolve::People;
use crate::tell::Lanes;
use crate::{beat, check, correlation, disk, register, tell};

/// A registered runtime. Cheap to clone. Dropping it stops nothing: call [`Runtime::stop`].
#[derive(Clone, Debug)]
pub struct Runtime {
    pub(crate) inner: Arc<Inner>,
}

/// How a runtime stands with the Kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its id, when it is registered now.
    pub runtime_id: Option<RuntimeId>,
    /// Whether the last heartbeat was answered.
    pub connected: bool,
    /// What the Kernel told it to do.
    pub directive: Directive,
    /// The policy version it works under.
    pub policy_version: u64,
    /// The kill switches it obeys.
    pub kill_switches: Vec<SwitchId>,
    /// Bytes of events that wait for the Kernel.
    pub pending_bytes: u64,
}

impl Runtime {
    /// Registers and beats once, waiting as long as the Kernel is away. Listen after it returns,
    /// not before: a runtime that cannot register does not listen.
    pub async fn start(config: Config) -> Result<Self> {
        let inner = Arc::new(open(config)?);
        inner.register_patiently().await?;
        let mut back_off = BackOff::default();
        while let Err(error) = inner.beat().await {
            tracing::warn!(%error, "the first heartbeat fails");
            tokio::time::sleep(back_off.next()).await;
        }
        // Whatever the first beat ordered is obeyed by now: tell it at once.
        inner.beat_soon.notify_one();
        spawn(beat::run(Arc::clone(&inner)));
        spawn(check::refresh(Arc::clone(&inner)));
        for lane in [&inner.lanes.audit, &inner.lanes.usage] {
            spawn(tell::run(Arc::clone(&inner), Arc::clone(lane)));
            spawn(tell::run_waiting(Arc::clone(&inner), Arc::clone(lane)));
        }
        Ok(Self { inner })
    }

    /// Ends the background work. Events that were taken in stay on disk.
    pub fn stop(&self) {
        self.inner.stop.cancel();
    }

    /// Waits until every event was delivered, at most `limit`. Whether it was so.
    pub async fn drain(&self, limit: Duration) -> bool {
        let drained = async {
            while self.inner.lanes.pending_bytes() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(limit, drained).await.is_ok()
    }

    /// Its id, when it is registered now.
    pub fn id(&self) -> Option<RuntimeId> {
        self.inner.session.load().as_ref().map(|session| session.runtime)
    }

    /// The tenant it belongs to.
    pub fn tenant_id(&self) -> TenantId {
        self.inner.config.tenant_id
    }

    /// How it stands with the Kernel.
    pub fn status(&self) -> Status {
        let orders = self.inner.orders.load();
        Status {
            runtime_id: self.id(),
            connected: self.inner.is_connected(),
            directive: orders.directive,
            policy_version: orders.policies.policy_version,
            kill_switches: orders.applied().kill_switches,
            pending_bytes: self.inner.lanes.pending_bytes(),
        }
    }

    /// Who presents this token in this tenant. Believed for at most 30 s.
    pub async fn resolve(&self, tenant: TenantId, token: &str) -> Result<Arc<ResolveResponse>> {
        self.inner.resolve(tenant, token).await
    }

    /// Whether a tenant may use a feature. While the Kernel is away the tenant's last licence
    /// answers, for as long as the feature's `max_staleness_s` allows; then `Unavailable`.
    pub async fn check(
        &self,
        tenant: TenantId,
        feature: &str,
        context: &BTreeMap<String, String>,
    ) -> Result<Decision> {
        self.inner.check(tenant, feature, context).await
    }

    /// The same from the licence at hand, without a call. `None`: ask with [`Runtime::check`].
    pub fn check_local(&self, tenant: TenantId, feature: &str) -> Option<Verdict> {
        self.inner.check_local(tenant, feature)
    }

    /// Fetches a tenant's licence now, so that [`Runtime::check_local`] knows it.
    pub async fn fetch_licence(&self, tenant: TenantId) -> Result<()> {
        self.inner.fetch_licence(tenant).await
    }

    /// An audit event of this runtime, happening now.
    pub fn event(
        &self,
        tenant: TenantId,
        (actor_type, actor_id): (ActorType, String),
        kind: &str,
        payload: Map<String, Value>,
    ) -> AuditEvent {
        let now = self.inner.now();
        AuditEvent {
            event_id: AuditEventId::at(now),
            tenant_id: tenant,
            runtime_id: self.id(),
            actor_type,
            actor_id,
            kind: kind.to_owned(),
            timestamp: now,
            correlation_id: correlation::current(),
            payload,
        }
    }

    /// Takes an audit event in: on disk when this returns, at the Kernel once and soon.
    pub async fn audit(&self, event: &AuditEvent) -> Result<()> {
        self.inner.lanes.audit.append(event).await
    }

    /// A use of a limited feature, happening now.
    pub fn use_of(&self, tenant: TenantId, feature: &str, amount: u64) -> Result<UsageEvent> {
        let now = self.inner.now();
        Ok(UsageEvent {
            event_id: UsageEventId::at(now),
            tenant_id: tenant,
            runtime_id: self.inner.session()?.runtime,
            feature: feature.to_owned(),
            amount,
            occurred_at: now,
            subject: None,
        })
    }

    /// Takes a use in, like [`Runtime::audit`].
    pub async fn usage(&self, event: &UsageEvent) -> Result<()> {
        self.inner.lanes.usage.append(event).await
    }
}

fn open(config: Config) -> Result<Inner> {
    disk::folder(&config.data_dir)?;
    let lock = disk::lock(&config.data_dir)?;
    Ok(Inner {
        caller: Caller::new(&config.kernel_url, config.call_timeout)?,
        keys: Keys::load_or_make(&config.data_dir.join("runtime.key"))?,
        known_as: ArcSwapOption::from(register::remember(&config.data_dir)?.map(Arc::new)),
        session: ArcSwapOption::empty(),
        registering: Mutex::default(),
        orders: ArcSwap::default(),
        connected: AtomicBool::new(false),
        beat_soon: Notify::new(),
        heartbeat_seconds: AtomicU32::new(10),
        people: People::new(),
        licences: Licences::open(&config.data_dir)?,
        lanes: Lanes::open(&config.data_dir, config.spool_bytes_max)?,
        in_flight: AtomicU32::new(0),
        refused: AtomicU64::new(0),
        stop: CancellationToken::new(),
        _lock: lock,
        config,
    })
}

#[expect(clippy::disallowed_methods, reason = "runtimes have no ground; `stop` ends these")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}
