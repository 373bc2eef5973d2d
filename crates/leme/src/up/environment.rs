//! What each role is told: its address, its accounts, its neighbours. Every role refuses a
//! `LEME_` variable it does not know, so this file says exactly what each one reads.
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result};

use super::children::Spec;
use crate::database::Database;
use crate::roles::Role;
use crate::secrets::Secrets;
use crate::seed::Seeded;
use crate::state::StateDir;

/// A variable of a child.
pub(crate) type Variable = (&'static str, String);

/// The loopback port of each role; only the edge's is for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    pub(crate) edge: u16,
    pub(crate) kernel: u16,
    pub(crate) idp: u16,
    pub(crate) courses: u16,
}

impl Ports {
    /// Free ones; held together while choosing, so that they differ.
    pub(crate) fn choose(edge: u16) -> Result<Self> {
        let free = || TcpListener::bind("127.0.0.1:0").context("finding a free port");
        let (kernel, idp, courses) = (free()?, free()?, free()?);
        let port = |listener: &TcpListener| listener.local_addr().map(|address| address.port());
        Ok(Self { edge, kernel: port(&kernel)?, idp: port(&idp)?, courses: port(&courses)? })
    }

    pub(crate) fn of(self, role: Role) -> u16 {
        match role {
            Role::Edge => self.edge,
            Role::Kernel => self.kernel,
            Role::Idp => self.idp,
            Role::Courses => self.courses,
        }
    }

    pub(crate) fn url(self, role: Role) -> String {
        format!("http://127.0.0.1:{}", self.of(role))
    }
}

/// What all roles share.
pub(crate) struct World<'a> {
    pub(crate) state: &'a StateDir,
    pub(crate) secrets: &'a Secrets,
    pub(crate) database: &'a Database,
    pub(crate) public_url: &'a str,
}

impl World<'_> {
    /// The roles in starting order: those of a wave start together and are awaited together. The
    /// edge comes last, so that it knows every product's route when it says that it is ready.
    pub(crate) fn waves(&self, ports: Ports, seeded: &Seeded) -> Result<Vec<Vec<Spec>>> {
        let waves: [&[Role]; 3] = [&[Role::Kernel, Role::Idp], &[Role::Courses], &[Role::Edge]];
        let spec = |role: &Role| self.spec(*role, ports, seeded);
        waves.iter().map(|wave| wave.iter().map(spec).collect()).collect()
    }

    fn spec(&self, role: Role, ports: Ports, seeded: &Seeded) -> Result<Spec> {
        let data = self.state.data_of(role.name());
        fs::create_dir_all(&data).with_context(|| format!("making {}", data.display()))?;
        let parent = std::process::id().to_string();
        Ok(Spec {
            name: role.name(),
            program: std::env::current_exe().context("finding this program")?,
            arguments: vec![role.name().to_owned(), "--parent".to_owned(), parent],
            environment: self.variables(role, ports, seeded),
            port: Some(ports.of(role)),
        })
    }

    fn variables(&self, role: Role, ports: Ports, seeded: &Seeded) -> Vec<Variable> {
        let mut all = self.common(role, ports);
        match role {
            Role::Kernel => {
                all.extend([
                    ("LEME_EDGE_TOKEN", self.secrets.edge_token.clone()),
                    ("LEME_MASTER_KEY", self.secrets.master_key.clone()),
                    ("LEME_ALLOW_PRIVATE_IDPS", "true".to_owned()),
                ]);
                all.extend(ours("LEME_HEARTBEAT_SECONDS"));
            }
            Role::Idp => all.push(("LEME_MASTER_KEY", self.secrets.master_key.clone())),
            Role::Edge => {
                all.extend([
                    ("LEME_KERNEL_URL", ports.url(Role::Kernel)),
                    ("LEME_IDP_URL", ports.url(Role::Idp)),
                    ("LEME_EDGE_TOKEN", self.secrets.edge_token.clone()),
                    ("LEME_MASTER_KEY", self.secrets.master_key.clone()),
                    ("LEME_ALLOW_PRIVATE_IDPS", "true".to_owned()),
                ]);
                all.extend(folder("LEME_WEB_DIR", "web/dist"));
            }
            Role::Courses => {
                all.extend([
                    ("LEME_KERNEL_URL", ports.url(Role::Kernel)),
                    ("LEME_ADVERTISE_URL", ports.url(Role::Courses)),
                    ("LEME_RUNTIME_TENANT", seeded.platform.to_string()),
                    ("LEME_DATA_DIR", self.state.data_of(role.name()).display().to_string()),
                ]);
                all.extend(seeded.enrolment_token.clone().map(|it| ("LEME_ENROLMENT_TOKEN", it)));
                all.extend(folder("LEME_MEDIA_DIR", "content/courses"));
            }
        }
        all
    }

    fn common(&self, role: Role, ports: Ports) -> Vec<Variable> {
        let account = format!("leme_{}", role.name());
        let mut all = vec![
            ("LEME_HTTP_ADDR", format!("127.0.0.1:{}", ports.of(role))),
            ("LEME_DB_URL", self.database.account_url(&account)),
            ("LEME_DB_PLATFORM_URL", self.database.account_url(&format!("{account}_platform"))),
            ("LEME_PUBLIC_URL", self.public_url.to_owned()),
            ("LEME_LOG_FORMAT", "json".to_owned()),
        ];
        for name in ["LEME_LOG", "LEME_OTLP_ENDPOINT"] {
            all.extend(ours(name));
        }
        all
    }
}

/// A variable of ours that a child takes over.
fn ours(name: &'static str) -> Option<Variable> {
    std::env::var(name).ok().map(|value| (name, value))
}

/// A folder of the checkout, when there is one.
fn folder(name: &'static str, path: &str) -> Option<Variable> {
    let path = Path::new(path);
    let absolute = std::path::absolute(path).ok()?;
    path.is_dir().then(|| (name, absolute.display().to_string()))
}
