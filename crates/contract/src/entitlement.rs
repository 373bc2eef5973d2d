//! May this happen? The question every product asks, and the Kernel's answer.
use std::collections::BTreeMap;

use leme_base::ids::{DecisionId, RuntimeId, TenantId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};

/// Over what time a quota is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Window {
    /// Once and for all: never resets.
    Never,
    /// A calendar day in the tenant's time zone.
    Day,
    /// A calendar week (Monday first) in the tenant's time zone.
    Week,
    /// A calendar month in the tenant's time zone.
    Month,
    /// Equal slices of `seconds`, counted from the start of the grant.
    Fixed {
        /// Length of one slice, 60 seconds to 366 days.
        seconds: u32,
    },
}

/// The quota of an entitlement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntitlementLimits {
    /// How much may be used in one window; absent means without limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// The window the quota is counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_window: Option<Window>,
}

/// What a tenant holds for a runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entitlement {
    /// The tenant that holds it.
    pub tenant_id: TenantId,
    /// The runtime it is for.
    pub runtime_id: RuntimeId,
    /// The feature; a trailing `*` covers every feature with that beginning.
    pub feature: String,
    /// Its quota.
    pub limits: EntitlementLimits,
    /// Until when it holds; absent means until it is revoked.
    #[serde(default)]
    pub valid_until: Option<DateTime>,
}

/// `POST /kernel/entitlements/check`. Asking never changes a counter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckRequest {
    /// Who wants to use it.
    pub tenant_id: TenantId,
    /// Where it is to be used: the calling runtime.
    pub runtime_id: RuntimeId,
    /// The feature, for example `report.export:monthly`.
    pub feature: String,
    /// Facts for policies, at most 32 short strings.
    #[serde(default)]
    pub context: BTreeMap<String, String>,
}

/// Why a check answered as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CheckCode {
    /// Allowed.
    Ok,
    /// The tenant never held it, or it was revoked.
    NoEntitlement,
    /// The tenant held it; its time is over.
    Expired,
    /// The quota of the window is used up.
    QuotaExceeded,
    /// The tenant is suspended.
    TenantSuspended,
    /// The runtime is suspended.
    RuntimeSuspended,
    /// A kill switch stops it.
    KillSwitch,
    /// A policy forbids it.
    PolicyDenied,
    /// No runtime declares such a feature.
    FeatureUnknown,
}

impl CheckCode {
    /// The code as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NoEntitlement => "no_entitlement",
            Self::Expired => "expired",
            Self::QuotaExceeded => "quota_exceeded",
            Self::TenantSuspended => "tenant_suspended",
            Self::RuntimeSuspended => "runtime_suspended",
            Self::KillSwitch => "kill_switch",
            Self::PolicyDenied => "policy_denied",
            Self::FeatureUnknown => "feature_unknown",
        }
    }
}

/// The numbers behind a limited feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckLimits {
    /// How much the window holds.
    pub limit: u64,
    /// How much of it was used.
    pub used: u64,
    /// How much is held by open reservations.
    pub reserved: u64,
    /// What is left.
    pub remaining: u64,
    /// When the window starts again; absent when it never does.
    #[serde(default)]
    pub reset_at: Option<DateTime>,
}

/// The answer to a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckResponse {
    /// Whether it may happen.
    pub allowed: bool,
    /// Why.
    pub code: CheckCode,
    /// The numbers, for a limited feature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<CheckLimits>,
    /// What the answer rests on, for example `grant:0190…` or `switch:0190…`.
    #[serde(default)]
    pub source: Vec<String>,
    /// Names this answer in logs and audit.
    pub decision_id: DecisionId,
}

/// One line of a licence: an entitlement and how long it may be trusted without the Kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicensedEntitlement {
    /// The feature; a trailing `*` covers every feature with that beginning.
    pub feature: String,
    /// Its quota.
    pub limits: EntitlementLimits,
    /// From when it holds.
    pub valid_from: DateTime,
    /// Until when it holds.
    #[serde(default)]
    pub valid_until: Option<DateTime>,
    /// Seconds that the runtime may go on with this line when the Kernel is away; 0 fails closed.
    #[serde(default)]
    pub max_staleness_s: u32,
}

/// The claims of `GET /kernel/licence`: a tenant's compiled entitlements for one runtime, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceClaims {
    /// Always `leme-kernel`.
    pub iss: String,
    /// The runtime it is for.
    pub aud: RuntimeId,
    /// The tenant whose entitlements these are.
    pub tenant_id: TenantId,
    /// The runtime it is for.
    pub runtime_id: RuntimeId,
    /// Grows with every change of what the licence says.
    pub version: u64,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Worthless from, Unix seconds.
    pub exp: i64,
    /// Why nothing is allowed, when the tenant is suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<CheckCode>,
    /// The lines, most specific feature first.
    pub entitlements: Vec<LicensedEntitlement>,
}

/// `GET /kernel/licence`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LicenceResponse {
    /// Compact JWS (EdDSA) over [`LicenceClaims`].
    pub licence: String,
}
