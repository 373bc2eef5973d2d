//! Who a person is in one tenant.
use std::collections::BTreeMap;

use leme_base::ids::{IdentityId, TenantId};
use serde::{Deserialize, Serialize};

use crate::entitlement::Entitlement;

/// The kind of identity provider that vouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Provider {
    /// The provider that ships with the platform.
    Local,
    /// Google.
    Google,
    /// Microsoft Entra ID.
    AzureAd,
    /// A SAML 2.0 provider.
    Saml,
    /// Any other OpenID Connect provider.
    Oidc,
}

/// A person as one tenant knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// Its id, stable within the tenant.
    pub identity_id: IdentityId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The subject at the provider.
    pub external_id: String,
    /// The kind of provider.
    pub provider: Provider,
    /// Roles in this tenant.
    pub roles: Vec<String>,
    /// Facts worth showing: `name`, `email`, `locale`.
    pub attributes: BTreeMap<String, String>,
}

/// `POST /kernel/identity/resolve`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolveRequest {
    /// The tenant in which the person wants to act.
    pub tenant_id: TenantId,
    /// The token that the identity provider gave the person.
    pub external_token: String,
}

/// Who it is and what their organisation holds for the calling runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolveResponse {
    /// Who it is.
    pub identity: Identity,
    /// What the tenant holds for the calling runtime now.
    pub entitlements: Vec<Entitlement>,
}
