//! `run.json`: what `up` printed, for programs.
use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use leme_base::time::Clock;
use serde::{Deserialize, Serialize};

use super::environment::{Ports, World};
use crate::roles::Role;
use crate::state::{StateDir, write_private};

/// Everything a person or a program needs to use what runs. It holds demo passwords and perhaps
/// the database's: only its user may read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RunFile {
    pub(crate) public_url: String,
    pub(crate) urls: Vec<Link>,
    pub(crate) ports: BTreeMap<String, u16>,
    pub(crate) pids: BTreeMap<String, u32>,
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) database: DatabaseLink,
    pub(crate) started_at: String,
}

/// An address worth opening.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// Somebody a person may sign in as.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: String,
    /// What they are in their organisation.
    pub(crate) role: String,
    /// The organisation's name.
    pub(crate) tenant: String,
}

/// How to look into the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DatabaseLink {
    pub(crate) url: String,
}

impl RunFile {
    /// What runs, before the children's process ids are known.
    pub(crate) fn describe(world: &World<'_>, ports: Ports, sign_ins: Vec<SignIn>) -> Self {
        let roles = [Role::Edge, Role::Kernel, Role::Idp, Role::Courses];
        let mut all_ports: BTreeMap<String, u16> =
            roles.iter().map(|role| (role.name().to_owned(), ports.of(*role))).collect();
        let mut pids = BTreeMap::from([("up".to_owned(), std::process::id())]);
        if let Some((pid, port)) = world.database.process() {
            pids.insert("database".to_owned(), pid);
            all_ports.insert("database".to_owned(), port);
        }
        Self {
            public_url: world.public_url.to_owned(),
            urls: links(world.public_url, ports),
            ports: all_ports,
            pids,
            sign_ins,
            database: DatabaseLink { url: world.database.owner_url() },
            started_at: Clock::System.now().to_rfc3339(),
        }
    }

    pub(crate) fn read(state: &StateDir) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(state.run_json()).ok()?).ok()
    }

    pub(crate) fn write(&self, state: &StateDir) -> Result<()> {
        write_private(&state.run_json(), &serde_json::to_string_pretty(self)?)
    }

    pub(crate) fn remove(state: &StateDir) {
        let _ = fs::remove_file(state.run_json());
    }
}

/// Every one of these must answer 200 without signing in.
fn links(public: &str, ports: Ports) -> Vec<Link> {
    let link = |name: &str, url: String| Link { name: name.to_owned(), url };
    vec![
        link("Console", format!("{public}/")),
        link("Sign-in", format!("{public}/idp/.well-known/openid-configuration")),
        link("Kernel", format!("{}/readyz", ports.url(Role::Kernel))),
        link("Metrics", format!("{}/metrics", ports.url(Role::Kernel))),
    ]
}
