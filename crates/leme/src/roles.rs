//! The roles one program can take, and the one place where each is started.
use std::time::Duration;

use anyhow::{Context, Result};
use leme_ground::config::{Env, Var, vars};
use leme_ground::tasks::{Tasks, signalled};
use leme_ground::telemetry;

/// How long background tasks may take to end.
const DRAIN: Duration = Duration::from_secs(10);

/// A part of Leme that runs as a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Kernel,
    Idp,
    Edge,
    Courses,
}

impl Role {
    /// Every role, in the order in which `up` starts them.
    pub(crate) const ALL: [Self; 4] = [Self::Kernel, Self::Idp, Self::Courses, Self::Edge];

    /// The subcommand, the log's prefix, the database schema.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Idp => "idp",
            Self::Edge => "edge",
            Self::Courses => "courses",
        }
    }

    /// The variables that only this role reads.
    pub(crate) const fn variables(self) -> &'static [Var] {
        match self {
            #[cfg(feature = "kernel")]
            Self::Kernel => leme_kernel::VARS,
            #[cfg(feature = "idp")]
            Self::Idp => leme_idp::VARS,
            #[cfg(feature = "edge")]
            Self::Edge => leme_edge::VARS,
            #[cfg(feature = "courses")]
            Self::Courses => leme_courses::VARS,
            #[cfg(not(all(
                feature = "kernel",
                feature = "idp",
                feature = "edge",
                feature = "courses"
            )))]
            _ => &[],
        }
    }
}

/// Runs a role until it is told to stop.
pub(crate) async fn run(role: Role) -> Result<()> {
    let env = Env::from_process();
    env.refuse_unknown(&[vars::ALL, role.variables()])?;
    rustls::crypto::ring::default_provider().install_default().ok();
    let _flushed_at_the_end = telemetry::init(&env, role.name())?;
    let tasks = Tasks::new();
    let stop = tasks.clone();
    tasks.spawn("signals", async move {
        tokio::select! {
            () = signalled() => stop.stop(),
            () = stop.stopping() => {}
        }
    });
    let served = serve(role, env, tasks.clone()).await;
    tasks.shut_down(DRAIN).await;
    served.with_context(|| format!("the role `{}` ended", role.name()))
}

async fn serve(role: Role, env: Env, tasks: Tasks) -> Result<()> {
    match role {
        #[cfg(feature = "kernel")]
        Role::Kernel => leme_kernel::run(env, tasks).await?,
        #[cfg(feature = "idp")]
        Role::Idp => leme_idp::run(env, tasks).await?,
        #[cfg(feature = "edge")]
        Role::Edge => leme_edge::run(env, tasks).await?,
        #[cfg(feature = "courses")]
        Role::Courses => leme_courses::run(env, tasks).await?,
        #[cfg(not(all(
            feature = "kernel",
            feature = "idp",
            feature = "edge",
            feature = "courses"
        )))]
        _ => anyhow::bail!("the role `{}` was left out of this build", role.name()),
    }
    Ok(())
}
