//! Roles and permissions: the whole table on one screen.

/// Something that a role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See organisations.
    TenantRead,
    /// Create, change, suspend and resume organisations.
    TenantWrite,
    /// See people.
    MemberRead,
    /// Add, change and remove people.
    MemberWrite,
    /// See how people sign in.
    ConnectionRead,
    /// Change how people sign in.
    ConnectionWrite,
    /// See entitlements.
    EntitlementRead,
    /// Grant and revoke entitlements.
    EntitlementWrite,
    /// See runtimes and kill switches.
    RuntimeRead,
    /// Enrol, suspend, limit and resume runtimes.
    RuntimeWrite,
    /// Pull and clear kill switches.
    SwitchWrite,
    /// Read the audit.
    AuditRead,
}

use Permission::{
    AuditRead, ConnectionRead, ConnectionWrite, EntitlementRead, EntitlementWrite, MemberRead,
    MemberWrite, RuntimeRead, RuntimeWrite, SwitchWrite, TenantRead, TenantWrite,
};

const EVERYTHING: &[Permission] = &[
    TenantRead,
    TenantWrite,
    MemberRead,
    MemberWrite,
    ConnectionRead,
    ConnectionWrite,
    EntitlementRead,
    EntitlementWrite,
    RuntimeRead,
    RuntimeWrite,
    SwitchWrite,
    AuditRead,
];
const READING: &[Permission] =
    &[TenantRead, MemberRead, ConnectionRead, EntitlementRead, RuntimeRead, AuditRead];

impl Permission {
    /// The word in `/v1/me` and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            TenantRead => "tenant.read",
            TenantWrite => "tenant.write",
            MemberRead => "member.read",
            MemberWrite => "member.write",
            ConnectionRead => "connection.read",
            ConnectionWrite => "connection.write",
            EntitlementRead => "entitlement.read",
            EntitlementWrite => "entitlement.write",
            RuntimeRead => "runtime.read",
            RuntimeWrite => "runtime.write",
            SwitchWrite => "switch.write",
            AuditRead => "audit.read",
        }
    }
}

/// What one role may do. Roles we do not know are for runtimes to read and permit nothing here.
pub fn permissions_of(role: &str) -> &'static [Permission] {
    match role {
        "owner" | "admin" => EVERYTHING,
        "auditor" => READING,
        _ => &[],
    }
}

/// What several roles may do together, in a fixed order.
pub fn permissions(roles: &[String]) -> Vec<Permission> {
    let mut all: Vec<Permission> =
        roles.iter().flat_map(|role| permissions_of(role)).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a person who holds `granter` may give someone `role`: nobody hands out more than they
/// hold, and only an owner makes owners.
pub fn may_give(granter: &[String], role: &str) -> bool {
    if role == "owner" {
        return granter.iter().any(|held| held == "owner");
    }
    let held = permissions(granter);
    permissions_of(role).iter().all(|permission| held.contains(permission))
}
