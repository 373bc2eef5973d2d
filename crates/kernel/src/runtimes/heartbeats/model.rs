//! What may stand in a heartbeat, and which switches it acknowledges.
use std::collections::BTreeMap;

use leme_base::ids::{SwitchId, TenantId};
use leme_base::violation::Violation;
use leme_contract::runtime::HeartbeatRequest;
use leme_ground::error::{Error, Result};

use crate::directory::model::SwitchEntry;

/// Numbers in one heartbeat.
pub const METRICS_MAX: usize = 64;
/// Kill switches acknowledged in one heartbeat.
pub const ACKNOWLEDGED_MAX: usize = 256;

/// Everything wrong with a heartbeat, at once.
pub fn check(beat: &HeartbeatRequest) -> Result<()> {
    let mut wrong = Vec::new();
    if beat.metrics.len() > METRICS_MAX {
        wrong.push(Violation::new("/metrics", "size", "must hold at most 64 numbers"));
    }
    for name in beat.metrics.keys().take(METRICS_MAX).filter(|name| !is_metric(name)) {
        let detail = "must be 1 to 63 of a-z, 0-9 and '_.', a letter first";
        let pointer = format!("/metrics/{}", name.replace('~', "~0").replace('/', "~1"));
        wrong.push(Violation::new(pointer, "format", detail));
    }
    if beat.applied.kill_switches.len() > ACKNOWLEDGED_MAX {
        let detail = "must hold at most 256 ids";
        wrong.push(Violation::new("/applied/kill_switches", "size", detail));
    }
    if i64::try_from(beat.applied.policy_version).is_err() {
        let detail = "must be at most 9223372036854775807";
        wrong.push(Violation::new("/applied/policy_version", "range", detail));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
}

fn is_metric(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(inner)
}

/// The switches that a heartbeat acknowledges, by the tenant that pulled them. What is not in
/// force for this runtime is not acknowledged.
pub fn acknowledged(
    in_force: &[SwitchEntry],
    named: &[SwitchId],
) -> BTreeMap<TenantId, Vec<SwitchId>> {
    let mut by_tenant: BTreeMap<TenantId, Vec<SwitchId>> = BTreeMap::new();
    for switch in in_force.iter().filter(|switch| named.contains(&switch.switch_id)) {
        by_tenant.entry(switch.tenant_id).or_default().push(switch.switch_id);
    }
    by_tenant
}
