//! What a connection is, and what is checked before one is kept.
use leme_base::id::{Id, Kind};
use leme_base::ids::TenantId;
use leme_base::name::Name;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::identity::Provider;
use leme_ground::error::{Error, Result};
use leme_ground::http::guarded::Guarded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::tokens::{Claims, Expected};

/// Connections of one tenant.
pub const CONNECTIONS_MAX: i64 = 20;

/// A way in: the connection of a tenant to an identity provider.
pub enum Connecting {}

impl Kind for Connecting {
    const NAME: &'static str = "connection";
}

/// Id of a connection.
pub type ConnectionId = Id<Connecting>;

/// Which of the provider's tokens vouches for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenUse {
    /// A JWT access token meant for our audience.
    Access,
    /// The ID token.
    Id,
}

/// What happens to people nobody invited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Jit {
    /// Whether they are let in, as members.
    pub enabled: bool,
    /// The roles they get.
    #[serde(default)]
    pub default_roles: Vec<String>,
}

/// A claim that gives a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleMapping {
    /// The claim, for example `groups`.
    pub claim: String,
    /// The value that it must have or hold.
    pub value: String,
    /// The role it gives.
    pub role: String,
}

/// A connection as it is shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Connection {
    /// Its id.
    pub connection_id: ConnectionId,
    /// The tenant that trusts it.
    pub tenant_id: TenantId,
    /// What people call it.
    pub name: String,
    /// The kind of provider.
    pub provider: Provider,
    /// Who signs.
    pub issuer: String,
    /// The client that we are there.
    pub client_id: String,
    /// Whether a client secret is kept (it is never shown).
    pub has_secret: bool,
    /// The audience that tokens must name.
    pub audience: String,
    /// Which token vouches.
    pub token_use: TokenUse,
    /// What happens to people nobody invited.
    pub jit: Jit,
    /// Claims that give roles.
    pub role_mappings: Vec<RoleMapping>,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it was made.
    pub created_at: DateTime,
}

impl Connection {
    /// What a token of this connection must say.
    pub fn expected(&self) -> Expected {
        Expected {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            client_id: self.client_id.clone(),
        }
    }

    /// The roles that claims give.
    pub fn mapped_roles(&self, claims: &Claims) -> Vec<String> {
        let fits =
            |mapping: &&RoleMapping| claims.texts(&mapping.claim).contains(&mapping.value.as_str());
        self.role_mappings.iter().filter(fits).map(|mapping| mapping.role.clone()).collect()
    }
}

/// A connection to be made or put in place of another.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionInput {
    /// What people call it.
    pub name: Name,
    /// The kind of provider.
    pub provider: Provider,
    /// Who signs: an https URL with a discovery document below it.
    pub issuer: String,
    /// The client that we are there.
    pub client_id: String,
    /// Our secret there; absent keeps the one we have, empty removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The audience that tokens must name; the client id when absent.
    #[serde(default)]
    pub audience: Option<String>,
    /// Which token vouches.
    pub token_use: TokenUse,
    /// What happens to people nobody invited.
    #[serde(default)]
    pub jit: Jit,
    /// Claims that give roles, at most 50.
    #[serde(default)]
    pub role_mappings: Vec<RoleMapping>,
    /// Whether it may be used.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

impl ConnectionInput {
    /// Everything wrong with it, at once.
    pub fn check(&self, guard: &Guarded, local_issuer: &str) -> Result<()> {
        let mut wrong = Vec::new();
        let mut refuse = |pointer: &str, detail: &str| {
            wrong.push(Violation::new(pointer, "format", detail));
        };
        if self.provider == Provider::Saml {
            refuse("/provider", "SAML is not served yet; use OpenID Connect");
        }
        let is_local = self.provider == Provider::Local;
        if is_local != (self.issuer == local_issuer) {
            refuse("/provider", "the built-in provider is `local`, and no other is");
        }
        let (client, audience) = (super::EDGE_CLIENT, super::LOCAL_AUDIENCE);
        if is_local && (self.client_id != client || self.audience() != audience) {
            refuse("/client_id", "the built-in provider knows one client and one audience");
        }
        if let Err(why) = guard.check(&self.issuer) {
            refuse("/issuer", why);
        }
        if self.issuer.contains(['?', '#']) || self.issuer.len() > 512 {
            refuse("/issuer", "must have no query and at most 512 characters");
        }
        if self.client_id.is_empty() || self.client_id.len() > 255 {
            refuse("/client_id", "must have 1 to 255 characters");
        }
        if self.role_mappings.len() > 50 || self.jit.default_roles.len() > 20 {
            refuse("/role_mappings", "must have at most 50 mappings and 20 default roles");
        }
        let roles = self.role_mappings.iter().map(|mapping| &mapping.role);
        if roles.chain(&self.jit.default_roles).any(|role| !is_role(role)) {
            refuse("/role_mappings", "a role is 1 to 63 characters of a-z, 0-9, '_' and '-'");
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
    }

    /// The facts of it for the audit: everything but the secret.
    pub fn facts(&self) -> serde_json::Value {
        serde_json::json!({ "connection": Self { client_secret: None, ..self.clone() } })
    }

    /// The audience that tokens must name.
    pub fn audience(&self) -> &str {
        self.audience.as_deref().filter(|text| !text.is_empty()).unwrap_or(&self.client_id)
    }

    /// Every role it may give, to be held against what the giver holds.
    pub fn roles(&self) -> impl Iterator<Item = &String> {
        let mapped = self.role_mappings.iter().map(|mapping| &mapping.role);
        mapped.chain(&self.jit.default_roles)
    }
}

/// Whether a text is a role: a short lower-case word.
pub fn is_role(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    (1..=63).contains(&text.len()) && text.chars().all(inner)
}

/// The connection to the provider that ships with the platform.
pub fn local(issuer: String) -> ConnectionInput {
    ConnectionInput {
        name: "Leme".parse().unwrap_or_else(|_| unreachable!("a plain word is a name")),
        provider: Provider::Local,
        issuer,
        client_id: super::EDGE_CLIENT.to_owned(),
        client_secret: None,
        audience: Some(super::LOCAL_AUDIENCE.to_owned()),
        token_use: TokenUse::Access,
        jit: Jit::default(),
        role_mappings: Vec::new(),
        enabled: true,
    }
}
