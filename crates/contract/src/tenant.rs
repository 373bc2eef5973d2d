//! The tenant: an organisation under which everything happens.
use leme_base::ids::TenantId;
use serde::{Deserialize, Serialize};

/// What kind of organisation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TenantType {
    /// One person's own organisation.
    Individual,
    /// A company or reseller.
    Company,
    /// The platform itself. There is one.
    Internal,
}

/// Whether it may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TenantStatus {
    /// May act.
    Active,
    /// Refused everywhere until resumed.
    Suspended,
}

/// How carefully its data is handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SecurityLevel {
    /// The usual.
    #[default]
    Standard,
    /// Stricter rules for sessions and second factors.
    Enterprise,
}

/// The policies that hold for a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantPolicies {
    /// How carefully its data is handled.
    #[serde(default)]
    pub security_level: SecurityLevel,
    /// Where its data must stay, as an ISO 3166 country or a region name of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_residency: Option<String>,
}

/// The tenant as the contract shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ContractTenant))]
pub struct Tenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// What kind of organisation it is.
    #[serde(rename = "type")]
    pub kind: TenantType,
    /// Whether it may act.
    pub status: TenantStatus,
    /// The organisation above it; absent at the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<TenantId>,
    /// Its policies.
    pub policies: TenantPolicies,
}
