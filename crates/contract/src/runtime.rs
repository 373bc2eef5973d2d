//! How a runtime enters, reports and is told what to do.
use std::collections::BTreeMap;

use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};

use crate::manifest::Manifest;

/// The kind of runtime. Products the Kernel has never heard of are `app` or `custom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuntimeType {
    /// Fixed by the contract.
    Courses,
    /// Fixed by the contract.
    Labs,
    /// Any application.
    App,
    /// Anything else.
    Custom,
}

/// Whom a runtime serves and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeploymentMode {
    /// Belongs to the platform, serves every entitled tenant.
    Shared,
    /// Serves one tenant and its children.
    Dedicated,
    /// The same, on the tenant's premises.
    OnPrem,
}

/// Where a runtime stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuntimeStatus {
    /// Known, has not beaten yet.
    Registered,
    /// Beats.
    Active,
    /// Stopped by an administrator.
    Suspended,
}

/// `POST /kernel/runtimes/register`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterRequest {
    /// The tenant it belongs to (bound by the enrolment).
    pub tenant_id: TenantId,
    /// The kind of runtime (bound by the enrolment).
    pub runtime_type: RuntimeType,
    /// Whom it serves (bound by the enrolment).
    pub deployment_mode: DeploymentMode,
    /// Its own version, at most 63 characters.
    pub version: String,
    /// What it can do, at most 64 short words.
    pub capabilities: Vec<String>,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Manifest>,
    /// Its Ed25519 public key (base64url, 32 bytes); required with an enrolment token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

/// The policies in force for a runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuntimePolicies {
    /// Grows with every governed change; a runtime drops its caches when it moves.
    pub policy_version: u64,
    /// Seconds between heartbeats.
    pub heartbeat_seconds: u32,
    /// How many requests it may work on at once, when limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_concurrent_requests: Option<u32>,
}

/// The answer to a registration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterResponse {
    /// Its id from now on.
    pub runtime_id: RuntimeId,
    /// `registered` until the first heartbeat.
    pub status: RuntimeStatus,
    /// What holds for it.
    pub policies_applied: RuntimePolicies,
    /// Bearer token of the runtime (EdDSA JWT, at most 15 minutes).
    pub runtime_token: String,
    /// When the token ends; every heartbeat brings a new one.
    pub token_expires_at: DateTime,
    /// Seconds between heartbeats.
    pub heartbeat_seconds: u32,
    /// The versions that the Kernel serves.
    pub contract_versions: Vec<String>,
}

/// How a runtime feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Health {
    /// All well.
    Healthy,
    /// Works, with something wrong.
    Degraded,
}

/// What a runtime has applied of what it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Applied {
    /// The policy version it works under.
    pub policy_version: u64,
    /// The kill switches that it obeys now: the acknowledgement.
    #[serde(default)]
    pub kill_switches: Vec<SwitchId>,
}

/// `POST /kernel/runtimes/{runtime_id}/heartbeat`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeartbeatRequest {
    /// How it feels.
    pub status: Health,
    /// Its numbers, at most 64.
    #[serde(default)]
    pub metrics: BTreeMap<String, f64>,
    /// What it has applied.
    #[serde(default)]
    pub applied: Applied,
}

/// What the Kernel tells a runtime to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Directive {
    /// Go on.
    Continue,
    /// Stop executing; keep beating.
    Suspend,
    /// Go on within `policies.max_concurrent_requests`.
    Limit,
}

/// How far a kill switch reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SwitchScope {
    /// Everything.
    Global,
    /// One tenant.
    Tenant,
    /// One runtime.
    Runtime,
    /// One feature or family of features.
    Feature,
}

/// A kill switch in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KillSwitch {
    /// Its id, to be acknowledged in `applied.kill_switches`.
    pub id: SwitchId,
    /// How far it reaches.
    pub scope: SwitchScope,
    /// The tenant it stops, with scope `tenant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The feature it stops, with scope `feature`; may end in `*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Why, for people.
    pub reason: String,
    /// Since when.
    pub activated_at: DateTime,
}

/// The answer to a heartbeat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeartbeatResponse {
    /// What to do.
    pub directive: Directive,
    /// What holds now.
    pub policies: RuntimePolicies,
    /// The version it should run, when that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired_version: Option<String>,
    /// The kill switches in force for it.
    #[serde(default)]
    pub kill_switches: Vec<KillSwitch>,
    /// The next bearer token.
    pub runtime_token: String,
    /// When it ends.
    pub token_expires_at: DateTime,
}

/// A runtime as the contract shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ContractRuntime))]
pub struct Runtime {
    /// Its id.
    pub runtime_id: RuntimeId,
    /// The tenant it belongs to.
    pub tenant_id: TenantId,
    /// The kind of runtime.
    #[serde(rename = "type")]
    pub kind: RuntimeType,
    /// Whom it serves.
    pub deployment_mode: DeploymentMode,
    /// Its own version.
    pub version: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// Where it stands in its life.
    pub status: RuntimeStatus,
}
