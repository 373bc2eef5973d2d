//! How much of a limited feature was used.
use leme_base::ids::{RuntimeId, TenantId, UsageEventId};
use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};

/// One use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageEvent {
    /// Made by the teller; telling the same event twice counts once.
    pub event_id: UsageEventId,
    /// Who used it.
    pub tenant_id: TenantId,
    /// Where.
    pub runtime_id: RuntimeId,
    /// What, exactly as in the check.
    pub feature: String,
    /// How much, at least 1.
    pub amount: u64,
    /// When; decides the window it counts in.
    pub occurred_at: DateTime,
    /// The person, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// `POST /kernel/usage/events`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageBatch {
    /// At most 500.
    pub events: Vec<UsageEvent>,
}
