//! Who does what, for whom, when: the first argument of everything that changes state.
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_contract::audit::ActorType;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// A person, a runtime or the platform.
    pub kind: ActorType,
    /// Which one: an identity id, a runtime id, or the name of a part of the platform.
    pub id: String,
    /// What people call it, for the audit.
    pub name: Option<String>,
}

impl Actor {
    /// A part of the platform itself, for example `seed` or `sweeper`.
    pub fn system(name: &str) -> Self {
        Self { kind: ActorType::System, id: name.to_owned(), name: None }
    }
}

/// The context of one request or one step of a job.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The tenant in whose context it happens.
    pub tenant: TenantId,
    /// Who acts.
    pub actor: Actor,
    /// The request it belongs to.
    pub correlation: String,
    /// The instant, taken once.
    pub now: DateTime,
}
