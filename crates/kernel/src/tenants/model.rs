//! What a tenant is, and what may be done with one.
use chrono_tz::Tz;
use leme_base::ids::TenantId;
use leme_base::name::{Name, Slug};
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_contract::tenant::{SecurityLevel, TenantStatus, TenantType};
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Depth of the tree below the platform.
pub const DEPTH_MAX: usize = 16;

/// The policies that hold for a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// How carefully its data is handled.
    #[serde(default)]
    pub security_level: SecurityLevel,
    /// Where its data must stay (a country or region), at most 63 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_residency: Option<String>,
    /// IANA time zone in which its calendar windows begin, for example `America/Sao_Paulo`.
    #[serde(default = "utc")]
    pub time_zone: String,
}

impl Default for Policies {
    fn default() -> Self {
        Self { security_level: SecurityLevel::Standard, data_residency: None, time_zone: utc() }
    }
}

fn utc() -> String {
    "UTC".to_owned()
}

impl Policies {
    /// Refuses a time zone that nobody knows and a residency that is no word.
    pub fn check(&self) -> Result<()> {
        if self.time_zone.parse::<Tz>().is_err() {
            let detail = "must be an IANA time zone such as America/Sao_Paulo";
            return Err(Error::invalid("/policies/time_zone", "format", detail));
        }
        if self.data_residency.as_ref().is_some_and(|text| text.is_empty() || text.len() > 63) {
            let detail = "must have 1 to 63 characters";
            return Err(Error::invalid("/policies/data_residency", "format", detail));
        }
        Ok(())
    }
}

/// An organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Tenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// What people call it.
    pub name: String,
    /// Its address on the platform.
    pub slug: String,
    /// What kind of organisation it is.
    #[serde(rename = "type")]
    pub kind: TenantType,
    /// Whether it may act.
    pub status: TenantStatus,
    /// The organisation above it; absent at the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<TenantId>,
    /// Its policies.
    pub policies: Policies,
    /// When it was made.
    pub created_at: DateTime,
    /// Why it is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_reason: Option<String>,
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TenantQuery {
    /// Part of a name or slug.
    pub q: Option<String>,
    /// Only this type.
    #[serde(rename = "type")]
    pub kind: Option<TenantType>,
    /// Only this status.
    pub status: Option<TenantStatus>,
    /// Only direct children of this one.
    pub parent_id: Option<TenantId>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl TenantQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// A tenant to be made.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// What people call it.
    pub name: Name,
    /// Its address on the platform; unique.
    pub slug: Slug,
    /// `individual` or `company`.
    #[serde(rename = "type")]
    pub kind: TenantType,
    /// The organisation above it; the acting one when absent.
    #[serde(default)]
    pub parent_id: Option<TenantId>,
    /// Its policies.
    #[serde(default)]
    pub policies: Policies,
}

impl NewTenant {
    /// Refuses what the tree cannot hold.
    pub fn check(&self, parent_depth: usize) -> Result<()> {
        self.policies.check()?;
        if self.kind == TenantType::Internal {
            return Err(Error::invalid("/type", "one_only", "there is one internal organisation"));
        }
        if parent_depth + 1 > DEPTH_MAX {
            return Err(Error::invalid("/parent_id", "too_deep", "the tree has 16 levels"));
        }
        Ok(())
    }
}

/// Changes to a tenant; what is absent stays.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantChanges {
    /// What people call it.
    #[serde(default)]
    pub name: Option<Name>,
    /// Its policies, whole.
    #[serde(default)]
    pub policies: Option<Policies>,
}

/// Why something is stopped.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// For people, 1 to 500 characters.
    pub reason: String,
}

impl Reason {
    /// The reason, trimmed, if it is one.
    pub fn text(&self) -> Result<&str> {
        let text = self.reason.trim();
        if text.is_empty() || text.chars().count() > 500 {
            return Err(Error::invalid("/reason", "required", "must have 1 to 500 characters"));
        }
        Ok(text)
    }
}

/// The platform itself is never suspended: nobody could resume it.
pub fn may_suspend(tenant: &Tenant, acting: TenantId) -> Result<()> {
    if tenant.kind == TenantType::Internal {
        let public = "The platform's own organisation cannot be suspended.";
        return Err(Error::conflict("conflict.internal_tenant", public));
    }
    if tenant.tenant_id == acting {
        let public = "An organisation cannot suspend itself. Ask the one above it.";
        return Err(Error::conflict("conflict.own_tenant", public));
    }
    Ok(())
}
