//! A runtime as administrators see it: what is kept, and what follows from it.
use std::collections::BTreeMap;

use chrono::TimeDelta;
use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_contract::manifest::{Manifest, Text};
use leme_contract::runtime::{DeploymentMode, Directive, Health, RuntimeStatus, RuntimeType};
use leme_contract::tenant::TenantType;
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::directory::Directory;
use crate::directory::model::{RuntimeEntry, TenantEntry};

/// Heartbeats that may be missed before a runtime is shown unreachable.
pub const MISSED_MAX: i32 = 3;
/// The largest limit of concurrent requests.
pub const CONCURRENT_MAX: u32 = 100_000;

/// How a runtime does, seen from here. Derived, never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuntimeHealth {
    /// All well, it says.
    Healthy,
    /// Works, with something wrong, it says.
    Degraded,
    /// Has missed more than three heartbeats.
    Unreachable,
    /// Has never beaten.
    Never,
}

/// The last heartbeat of a runtime.
#[derive(Clone, Debug)]
pub struct Beat {
    /// How it felt.
    pub health: Health,
    /// Its numbers.
    pub metrics: BTreeMap<String, f64>,
    /// The policy version that it worked under.
    pub policy_version: u64,
    /// When it came.
    pub at: DateTime,
}

/// A runtime as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its id.
    pub runtime_id: RuntimeId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    pub kind: RuntimeType,
    /// The product it runs.
    pub product: String,
    /// Whom it serves.
    pub mode: DeploymentMode,
    /// Its own version.
    pub version: String,
    /// The version it should run.
    pub desired_version: Option<String>,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// Its own description.
    pub manifest: Option<Manifest>,
    /// Where it stands in its life.
    pub status: RuntimeStatus,
    /// Why it is suspended.
    pub suspended_reason: Option<String>,
    /// How many requests it may work on at once.
    pub max_concurrent_requests: Option<u32>,
    /// When it entered.
    pub registered_at: DateTime,
    /// Its last heartbeat.
    pub beat: Option<Beat>,
    /// The kill switches in force that it acknowledged.
    pub acknowledged: Vec<SwitchId>,
}

/// A runtime as administrators see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Runtime {
    /// Its id.
    pub runtime_id: RuntimeId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    #[serde(rename = "type")]
    pub kind: RuntimeType,
    /// The product it runs.
    pub product: String,
    /// What people call the product.
    pub title: Text,
    /// Whom it serves.
    pub deployment_mode: DeploymentMode,
    /// Its own version.
    pub version: String,
    /// The version it should run, when that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired_version: Option<String>,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// Where it stands in its life.
    pub status: RuntimeStatus,
    /// Why it is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_reason: Option<String>,
    /// How it does, seen from here.
    pub health: RuntimeHealth,
    /// What it is told to do.
    pub directive: Directive,
    /// How many requests it may work on at once, when limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrent_requests: Option<u32>,
    /// The policy version that it worked under at its last heartbeat; 0 before the first.
    pub policy_version_applied: u64,
    /// When it beat last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_heartbeat_at: Option<DateTime>,
    /// Its numbers at the last heartbeat.
    pub metrics: BTreeMap<String, f64>,
    /// Where the edge reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// When it entered.
    pub registered_at: DateTime,
    /// Kill switches in force that it has not acknowledged.
    pub kill_switches_pending: Vec<SwitchId>,
}

/// What is known around a kept runtime when it is shown.
#[derive(Clone, Debug)]
pub struct Around {
    /// The instant.
    pub now: DateTime,
    /// Seconds between heartbeats.
    pub heartbeat_seconds: u32,
    /// Whether its tenant is stopped.
    pub stopped: bool,
    /// The kill switches that concern it.
    pub switches: Vec<SwitchId>,
}

impl Kept {
    /// The runtime as administrators see it.
    pub fn show(self, around: Around) -> Runtime {
        let health = health(self.beat.as_ref(), around.now, around.heartbeat_seconds);
        let pending = |id: &SwitchId| !self.acknowledged.contains(id);
        let manifest = self.manifest;
        let endpoint = manifest.as_ref().and_then(|manifest| manifest.endpoint.clone());
        let nameless = || Text { en: self.product.clone(), pt_br: None };
        Runtime {
            runtime_id: self.runtime_id,
            tenant_id: self.tenant_id,
            kind: self.kind,
            title: manifest.map_or_else(nameless, |manifest| manifest.title),
            product: self.product,
            deployment_mode: self.mode,
            version: self.version,
            desired_version: self.desired_version,
            capabilities: self.capabilities,
            status: self.status,
            suspended_reason: self.suspended_reason,
            health,
            directive: directive(self.status, around.stopped, self.max_concurrent_requests),
            max_concurrent_requests: self.max_concurrent_requests,
            policy_version_applied: self.beat.as_ref().map_or(0, |beat| beat.policy_version),
            last_heartbeat_at: self.beat.as_ref().map(|beat| beat.at),
            metrics: self.beat.map(|beat| beat.metrics).unwrap_or_default(),
            endpoint,
            registered_at: self.registered_at,
            kill_switches_pending: around.switches.into_iter().filter(pending).collect(),
        }
    }
}

/// How a runtime does, from its last heartbeat.
pub fn health(beat: Option<&Beat>, now: DateTime, heartbeat_seconds: u32) -> RuntimeHealth {
    let Some(beat) = beat else { return RuntimeHealth::Never };
    let patience = TimeDelta::seconds(i64::from(heartbeat_seconds)) * MISSED_MAX;
    match beat.health {
        _ if now - beat.at > patience => RuntimeHealth::Unreachable,
        Health::Healthy => RuntimeHealth::Healthy,
        Health::Degraded => RuntimeHealth::Degraded,
    }
}

/// What a runtime is told to do. Stopping is stronger than limiting.
pub fn directive(status: RuntimeStatus, stopped: bool, limit: Option<u32>) -> Directive {
    if stopped || status == RuntimeStatus::Suspended {
        return Directive::Suspend;
    }
    limit.map_or(Directive::Continue, |_| Directive::Limit)
}

/// Whether a tenant, or one above it, is suspended. One that is not known is.
pub fn is_stopped(directory: &Directory, tenant: TenantId) -> bool {
    directory.tenant(tenant).is_none_or(|entry| directory.is_suspended(&entry))
}

/// Whether a runtime's manifest speaks to this tenant: the platform's own serve everybody, the
/// others their tenant and what lies below it. The platform itself sees all.
pub fn serves(runtime: &RuntimeEntry, tenant: &TenantEntry) -> bool {
    runtime.mode == DeploymentMode::Shared
        || tenant.kind == TenantType::Internal
        || runtime.tenant_id == tenant.tenant_id
        || tenant.ancestors.contains(&runtime.tenant_id)
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RuntimeQuery {
    /// Part of the product, its title or the version.
    pub q: Option<String>,
    /// Only this status.
    pub status: Option<RuntimeStatus>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl RuntimeQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// How much a runtime may do at once, and why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuntimeLimit {
    /// Requests at once, 1 to 100,000.
    #[schema(minimum = 1, maximum = 100_000)]
    pub max_concurrent_requests: u32,
    /// For people, 1 to 500 characters.
    pub reason: String,
}

impl RuntimeLimit {
    /// Refuses a number that is none.
    pub fn check(&self) -> Result<()> {
        if (1..=CONCURRENT_MAX).contains(&self.max_concurrent_requests) {
            return Ok(());
        }
        let detail = "must be 1 to 100000; to stop it, suspend it";
        Err(Error::invalid("/max_concurrent_requests", "range", detail))
    }
}
