//! The roles one program can take, and the one place where each is started.
use anyhow::{Result, bail};

/// A part of Leme that runs as a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Kernel,
    Idp,
    Edge,
    Courses,
}

impl Role {
    /// The subcommand, the log's prefix, the database schema.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Idp => "idp",
            Self::Edge => "edge",
            Self::Courses => "courses",
        }
    }
}

/// Runs a role until it is told to stop.
#[expect(clippy::unused_async, reason = "the roles it will start are async")]
pub(crate) async fn run(role: Role) -> Result<()> {
    bail!("the role `{}` is not built into this program yet", role.name())
}
