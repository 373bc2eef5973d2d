//! What a kill switch is, whom it concerns, and what is checked before one is pulled.
use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::runtime::{DeploymentMode, KillSwitch, SwitchScope};
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::directory::Directory;
use crate::directory::model::{RuntimeEntry, SwitchEntry};
use crate::tenants::model::Reason;

/// A kill switch.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Switch {
    /// Its id.
    pub switch_id: SwitchId,
    /// How far it reaches.
    pub scope: SwitchScope,
    /// The tenant it stops, with scope `tenant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The runtime it stops, with scope `runtime`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<RuntimeId>,
    /// The feature it stops, with scope `feature`; a trailing `*` stops a family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub activated_at: DateTime,
    /// Who pulled it.
    pub activated_by: String,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<DateTime>,
    /// Each runtime that it concerns; once cleared, those that had acknowledged it.
    pub acknowledgements: Vec<Acknowledgement>,
}

/// A runtime and a kill switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// The runtime.
    pub runtime_id: RuntimeId,
    /// When it said that it obeys; absent while it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<DateTime>,
}

impl Switch {
    /// Adds the runtimes that have yet to acknowledge it.
    #[must_use]
    pub fn with_waiting(mut self, directory: &Directory) -> Self {
        let id = self.switch_id;
        let switches = directory.switches();
        let Some(entry) = switches.iter().find(|entry| entry.switch_id == id) else {
            return self;
        };
        let mut waiting: Vec<RuntimeId> = directory
            .runtimes()
            .iter()
            .filter(|runtime| concerns(directory, entry, runtime))
            .map(|runtime| runtime.runtime_id)
            .filter(|id| self.acknowledgements.iter().all(|known| known.runtime_id != *id))
            .collect();
        waiting.sort_unstable();
        let waits = |runtime_id| Acknowledgement { runtime_id, applied_at: None };
        self.acknowledgements.extend(waiting.into_iter().map(waits));
        self
    }
}

/// Whether a runtime must know of a switch. The one that stops a tenant is told to those runtimes
/// that may work for it, and to nobody else.
pub fn concerns(directory: &Directory, switch: &SwitchEntry, runtime: &RuntimeEntry) -> bool {
    if runtime.mode == DeploymentMode::Shared || switch.scope != SwitchScope::Tenant {
        return switch.concerns(runtime);
    }
    let target = switch.target_tenant_id.and_then(|id| directory.tenant(id));
    target.is_some_and(|tenant| {
        tenant.tenant_id == runtime.tenant_id || tenant.ancestors.contains(&runtime.tenant_id)
    })
}

/// The switches in force that a runtime must know of.
pub fn concerning(directory: &Directory, runtime: &RuntimeEntry) -> Vec<SwitchEntry> {
    let switches = directory.switches();
    switches.iter().filter(|switch| concerns(directory, switch, runtime)).cloned().collect()
}

/// The switch as a runtime is told of it.
pub fn told(switch: SwitchEntry) -> KillSwitch {
    KillSwitch {
        id: switch.switch_id,
        scope: switch.scope,
        tenant_id: switch.target_tenant_id,
        feature: switch.feature,
        reason: switch.reason,
        activated_at: switch.activated_at,
    }
}

/// A kill switch to be pulled.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSwitch {
    /// How far it reaches.
    pub scope: SwitchScope,
    /// The tenant to stop, with scope `tenant` and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    /// The runtime to stop, with scope `runtime` and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<RuntimeId>,
    /// The feature to stop, with scope `feature` and no other; a trailing `*` stops a family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// For people, 1 to 500 characters.
    pub reason: String,
}

impl NewSwitch {
    /// Everything wrong with it, at once.
    pub fn check(&self) -> Result<()> {
        let fields = [
            ("/tenant_id", SwitchScope::Tenant, self.tenant_id.is_some()),
            ("/runtime_id", SwitchScope::Runtime, self.runtime_id.is_some()),
            ("/feature", SwitchScope::Feature, self.feature.is_some()),
        ];
        let mut wrong = Vec::new();
        for (pointer, scope, given) in fields {
            match (scope == self.scope, given) {
                (true, false) => {
                    wrong.push(Violation::new(pointer, "required", "this scope needs it"));
                }
                (false, true) => {
                    wrong.push(Violation::new(pointer, "scope", "belongs to another scope"));
                }
                (true, true) | (false, false) => {}
            }
        }
        if self.feature.as_deref().is_some_and(|feature| !is_feature(feature)) {
            let detail = "must be 1 to 128 of a-z, 0-9 and '_.:-', perhaps with a '*' behind it";
            wrong.push(Violation::new("/feature", "format", detail));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid { violations: wrong });
        }
        Reason { reason: self.reason.clone() }.text().map(|_| ())
    }
}

fn is_feature(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.:-".contains(c);
    let name = text.strip_suffix('*').unwrap_or(text);
    !name.is_empty()
        && text.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(inner)
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SwitchQuery {
    /// `true`: only those in force; `false`: only cleared ones.
    pub in_force: Option<bool>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl SwitchQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}
