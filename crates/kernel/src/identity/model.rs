//! A person in a tenant, made from a membership and a token.
use std::collections::BTreeMap;

use leme_base::ids::{IdentityId, TenantId};
use leme_base::time::DateTime;
use leme_contract::identity::{Identity, Provider};
use leme_contract::tenant::TenantType;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::connections::model::Connection;
use crate::members::model::Member;
use crate::tenants::model::Tenant;
use crate::tokens::Claims;

/// Who it is, in one tenant, as long as the token lasts.
#[derive(Clone, Debug)]
pub struct Person {
    /// Stable within the tenant.
    pub identity_id: IdentityId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The subject at the provider.
    pub external_id: String,
    /// The kind of provider.
    pub provider: Provider,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Roles of the membership and of the claims.
    pub roles: Vec<String>,
    /// When the token ends.
    pub token_expires_at: DateTime,
    /// The policy version under which this was read, or an earlier one.
    pub version: u64,
}

impl Person {
    /// The person as the contract shows them.
    pub fn identity(&self) -> Identity {
        let attributes = [("name", &self.name), ("email", &self.email)];
        Identity {
            identity_id: self.identity_id,
            tenant_id: self.tenant_id,
            external_id: self.external_id.clone(),
            provider: self.provider,
            roles: self.roles.clone(),
            attributes: attributes
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.clone()))
                .collect::<BTreeMap<_, _>>(),
        }
    }
}

/// Puts membership and claims together.
pub(super) fn person(member: Member, connection: &Connection, claims: &Claims) -> Person {
    let mut roles = member.roles;
    roles.extend(connection.mapped_roles(claims));
    roles.sort_unstable();
    roles.dedup();
    Person {
        identity_id: IdentityId::from_uuid(member.member_id.uuid()),
        tenant_id: member.tenant_id,
        external_id: claims.sub.clone(),
        provider: connection.provider,
        name: member.name,
        email: member.email,
        roles,
        token_expires_at: DateTime::from_timestamp(claims.exp, 0).unwrap_or_default(),
        version: 0,
    }
}

/// An organisation that a person belongs to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Membership {
    /// The organisation.
    pub tenant: MembershipTenant,
    /// The person there.
    pub identity_id: IdentityId,
    /// Roles there.
    pub roles: Vec<String>,
}

/// The organisation of a membership.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MembershipTenant {
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
    pub status: leme_contract::tenant::TenantStatus,
}

/// Where a person acts now.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Active {
    /// The organisation.
    pub tenant: Tenant,
    /// The person there.
    pub identity_id: IdentityId,
    /// Roles there.
    pub roles: Vec<String>,
    /// What those roles permit.
    pub permissions: Vec<String>,
}

/// `GET /v1/me`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The subject at the provider.
    pub subject: String,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Every organisation of the person, by name.
    pub memberships: Vec<Membership>,
    /// Where the person acts, when `X-Tenant-Id` says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<Active>,
}
