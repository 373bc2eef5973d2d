//! The Kernel as a process: what it is made of, what it reads, how it starts.
use std::sync::Arc;

use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_ground::config::{ConfigError, Env, Var, vars};
use leme_ground::db::{Db, DbConfig};
use leme_ground::error::{Error, Result};
use leme_ground::housekeeping;
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::seal::Sealer;
use leme_ground::tasks::Tasks;

use crate::directory::Directory;
use crate::entitlements::Sets;
use crate::keys::Keys;
use crate::tokens::Verifier;
use crate::{calling, directory, router};

/// Seconds between heartbeats.
pub const HEARTBEAT_SECONDS: Var = Var::defaulted(
    "LEME_HEARTBEAT_SECONDS",
    "Seconds between the heartbeats of a runtime, 1 to 300; three missed show it unreachable.",
    "10",
);

/// What only the Kernel reads.
pub const VARS: &[Var] = &[HEARTBEAT_SECONDS];

/// What the Kernel is told at start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address people use; the issuer of the built-in provider lies below it.
    pub public_url: String,
    /// Secret shared with the edge.
    pub edge_token: Secret<String>,
    /// Seconds between heartbeats.
    pub heartbeat_seconds: u32,
    /// Whether identity providers may be on private addresses or plain http.
    pub allow_private_idps: bool,
}

impl Config {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            public_url: env.get(&vars::PUBLIC_URL)?,
            edge_token: Secret::new(env.get(&vars::EDGE_TOKEN)?),
            heartbeat_seconds: env.get::<u32>(&HEARTBEAT_SECONDS)?.clamp(1, 300),
            allow_private_idps: env.get(&vars::ALLOW_PRIVATE_IDPS)?,
        })
    }

    /// The issuer of the identity provider that ships with the platform.
    pub fn local_issuer(&self) -> String {
        format!("{}/idp", self.public_url.trim_end_matches('/'))
    }
}

/// Everything a handler needs. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of the Kernel.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// What it was told at start.
    pub config: Config,
    /// Seals secrets at rest.
    pub sealer: Sealer,
    /// Tenants, runtimes and switches, in memory.
    pub directory: Directory,
    /// Compiled entitlements, in memory.
    pub sets: Sets,
    /// The Kernel's signing keys.
    pub keys: Keys,
    /// Verifies people's tokens.
    pub verifier: Verifier,
    /// Runtime tokens verified lately.
    pub callers: calling::Cache,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the Kernel together and loads what it holds in memory.
    pub async fn start(db: Db, clock: Clock, sealer: Sealer, config: Config) -> Result<Self> {
        let keys = Keys::load(&db, &sealer, clock.now()).await?;
        let verifier = Verifier::new(config.allow_private_idps)?;
        let directory = Directory::default();
        let parts = Parts {
            db,
            clock,
            config,
            sealer,
            directory,
            sets: Sets::default(),
            keys,
            verifier,
            callers: calling::cache(),
        };
        let app = Self(Arc::new(parts));
        directory::jobs::load(&app).await?;
        Ok(app)
    }

    /// Starts the tasks that run beside the handlers.
    pub fn start_tasks(&self, tasks: &Tasks) {
        directory::jobs::follow(self, tasks);
        housekeeping::start(&self.db, &self.clock, tasks);
    }
}

/// Runs the Kernel until the tasks are told to stop.
pub async fn run(env: Env, tasks: Tasks) -> Result<()> {
    let bad = |error: ConfigError| Error::internal("reading the configuration", error);
    let db = Db::connect(&DbConfig::from_env(&env, crate::SCHEMA.name).map_err(bad)?)?;
    let config = Config::from_env(&env).map_err(bad)?;
    let sealer = Sealer::from_base64(&env.get::<String>(&vars::MASTER_KEY).map_err(bad)?)?;
    let app = App::start(db, Clock::System, sealer, config).await?;
    app.start_tasks(&tasks);
    let readiness = Readiness::new().with("database", {
        let app = app.clone();
        move || {
            let app = app.clone();
            async move { app.db.ping().await }
        }
    });
    let listener = serve::bind(env.get(&vars::HTTP_ADDR).map_err(bad)?).await?;
    serve::serve(listener, serve::with_layers(router::router(app), readiness), &tasks).await
}
