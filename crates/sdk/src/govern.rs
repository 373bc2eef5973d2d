//! What the Kernel has told this runtime to obey, in the form that is asked on every request.
use std::collections::BTreeSet;

use leme_base::ids::{SwitchId, TenantId};
use leme_contract::entitlement::CheckCode;
use leme_contract::manifest::covers;
use leme_contract::runtime::{Applied, Directive, KillSwitch, RuntimePolicies, SwitchScope};

/// The orders in force. Replaced as a whole by each heartbeat.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    pub(crate) directive: Directive,
    pub(crate) policies: RuntimePolicies,
    pub(crate) switches: Vec<KillSwitch>,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            directive: Directive::Continue,
            policies: RuntimePolicies::default(),
            switches: Vec::new(),
        }
    }
}

/// Why something is stopped before anybody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) code: CheckCode,
    pub(crate) switch: Option<SwitchId>,
}

impl Orders {
    /// What stops everything here: a suspension, or a switch on all or on this runtime.
    pub(crate) fn stops_all(&self) -> Option<Stop> {
        if self.directive == Directive::Suspend {
            return Some(Stop { code: CheckCode::RuntimeSuspended, switch: None });
        }
        let all = |switch: &&KillSwitch| {
            matches!(switch.scope, SwitchScope::Global | SwitchScope::Runtime)
        };
        self.switches.iter().find(all).map(by_switch)
    }

    /// What stops this tenant or this feature here.
    pub(crate) fn stops(&self, tenant: TenantId, feature: &str) -> Option<Stop> {
        self.stops_all().or_else(|| {
            let hit = |switch: &&KillSwitch| hits(switch, tenant, feature);
            self.switches.iter().find(hit).map(by_switch)
        })
    }

    /// How many requests may be worked on at once.
    pub(crate) fn concurrency(&self) -> Option<u32> {
        match self.directive {
            Directive::Limit => self.policies.max_concurrent_requests,
            Directive::Continue | Directive::Suspend => None,
        }
    }

    /// What the next heartbeat acknowledges.
    pub(crate) fn applied(&self) -> Applied {
        Applied {
            policy_version: self.policies.policy_version,
            kill_switches: self.switches.iter().map(|switch| switch.id).collect(),
        }
    }

    /// Whether the Kernel has yet to hear that these orders are obeyed.
    pub(crate) fn differs(&self, told: &Applied) -> bool {
        let held: BTreeSet<_> = self.switches.iter().map(|switch| switch.id).collect();
        let known: BTreeSet<_> = told.kill_switches.iter().copied().collect();
        self.policies.policy_version != told.policy_version || held != known
    }
}

/// A scope whose object is missing stops everything of that scope: it fails closed.
fn hits(switch: &KillSwitch, tenant: TenantId, feature: &str) -> bool {
    match switch.scope {
        SwitchScope::Global | SwitchScope::Runtime => true,
        SwitchScope::Tenant => switch.tenant_id.is_none_or(|stopped| stopped == tenant),
        SwitchScope::Feature => {
            switch.feature.as_deref().is_none_or(|stopped| covers(stopped, feature))
                && switch.tenant_id.is_none_or(|stopped| stopped == tenant)
        }
    }
}

fn by_switch(switch: &KillSwitch) -> Stop {
    Stop { code: CheckCode::KillSwitch, switch: Some(switch.id) }
}
