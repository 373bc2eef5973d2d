//! The ids that every part of the house speaks: the nouns of the Kernel Contract.
use crate::id::{Id, Kind};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $alias:ident, $name:literal;)*) => {$(
        $(#[$doc])*
        pub enum $kind {}
        impl Kind for $kind {
            const NAME: &'static str = $name;
        }
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    /// An organisation: `individual`, `company` or `internal`.
    Tenant, TenantId, "tenant";
    /// A person as one organisation knows them.
    Identity, IdentityId, "identity";
    /// A registered runtime.
    Runtime, RuntimeId, "runtime";
    /// One entry of the audit.
    AuditEvent, AuditEventId, "audit_event";
    /// One usage event.
    UsageEvent, UsageEventId, "usage_event";
    /// One domain event in an outbox.
    Event, EventId, "event";
    /// One request, across every process that it touches.
    Correlation, CorrelationId, "correlation";
    /// One answer to "may this happen?".
    Decision, DecisionId, "decision";
    /// A kill switch.
    Switch, SwitchId, "switch";
    /// A background job.
    Job, JobId, "job";
}
