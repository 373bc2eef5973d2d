//! What a member is.
use leme_base::id::{Id, Kind};
use leme_base::ids::{IdentityId, TenantId};
use leme_base::name::{Email, Name};
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::connections::model::{ConnectionId, Jit, is_role};

/// A membership.
pub enum Membership {}

impl Kind for Membership {
    const NAME: &'static str = "member";
}

/// Id of a membership; the person's identity id in that tenant is the same UUID.
pub type MemberId = Id<Membership>;

/// Whether the person has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// Invited; has not signed in yet.
    Invited,
    /// Has signed in.
    Active,
}

/// A person in a tenant.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The membership.
    pub member_id: MemberId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// E-mail address.
    pub email: String,
    /// Display name.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Whether the person has arrived.
    pub status: MemberStatus,
    /// The person, once arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_id: Option<IdentityId>,
    /// Since when.
    pub created_at: DateTime,
    /// Last seen, to within five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<DateTime>,
}

/// How a provider names a person.
#[derive(Clone, Debug)]
pub struct Link {
    /// The connection.
    pub connection_id: ConnectionId,
    /// The subject there.
    pub external_id: String,
}

/// A member to be added.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The address that the person signs in with.
    pub email: Email,
    /// Display name; the address when absent.
    #[serde(default = "nobody")]
    pub name: Name,
    /// Roles, 1 to 20.
    pub roles: Vec<String>,
}

fn nobody() -> Name {
    "-".parse().unwrap_or_else(|_| unreachable!("a dash is a name"))
}

/// Changes to a member.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChanges {
    /// Roles from now on, 1 to 20.
    pub roles: Vec<String>,
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// Part of a name or address.
    pub q: Option<String>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl MemberQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// Refuses what is not a list of roles.
pub fn check_roles(roles: &[String]) -> Result<()> {
    if roles.is_empty() || roles.len() > 20 || !roles.iter().all(|role| is_role(role)) {
        let detail = "must be 1 to 20 roles of a-z, 0-9, '_' and '-'";
        return Err(Error::invalid("/roles", "format", detail));
    }
    Ok(())
}

/// Somebody whom the just-in-time rule lets in.
pub fn arriving(email: Email, name: Option<&str>, jit: &Jit) -> NewMember {
    let name = name.and_then(|name| name.parse().ok()).unwrap_or_else(nobody);
    let roles = if jit.default_roles.is_empty() {
        vec!["member".to_owned()]
    } else {
        jit.default_roles.clone()
    };
    NewMember { email, name, roles }
}

/// Whether these roles can keep a tenant governed.
pub fn governs(roles: &[String]) -> bool {
    roles.iter().any(|role| role == "owner" || role == "admin")
}
