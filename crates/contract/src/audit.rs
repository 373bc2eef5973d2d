//! What happened, told to the Kernel once and kept for good.
use leme_base::ids::{AuditEventId, RuntimeId, TenantId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ActorType {
    /// A person.
    User,
    /// A runtime.
    Runtime,
    /// The platform itself.
    System,
}

impl ActorType {
    /// The word as it stands on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Runtime => "runtime",
            Self::System => "system",
        }
    }
}

/// One entry of the audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Made by the teller; telling the same event twice counts once.
    pub event_id: AuditEventId,
    /// The tenant it happened in.
    pub tenant_id: TenantId,
    /// The runtime that tells it; absent when the Kernel does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<RuntimeId>,
    /// Who did it.
    pub actor_type: ActorType,
    /// Which person, runtime or part of the platform.
    pub actor_id: String,
    /// What happened, dotted, for example `session.started`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened at the teller.
    pub timestamp: DateTime,
    /// The request it belongs to.
    pub correlation_id: String,
    /// The facts; never secrets.
    #[serde(default)]
    pub payload: Map<String, Value>,
}

/// `POST /kernel/audit/events`: one event, or `{"events": […]}` with at most 500.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditBatch {
    /// At most 500.
    pub events: Vec<AuditEvent>,
}

/// Which events are kept now, and which were kept before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// Kept by this call.
    pub accepted: Vec<uuid::Uuid>,
    /// Known already; nothing was done.
    pub duplicates: Vec<uuid::Uuid>,
}
