//! The courses runtime as a process: what it is made of, what it reads, how it starts.
use std::path::PathBuf;
use std::sync::Arc;

use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_contract::runtime::RuntimeType;
use leme_ground::config::{ConfigError, Env, Var, vars};
use leme_ground::db::{Db, DbConfig};
use leme_ground::error::{Error, Result};
use leme_ground::housekeeping;
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::jobs::Worker;
use leme_ground::tasks::Tasks;
use leme_sdk::runtime::Runtime;

use crate::manifest::manifest;
use crate::media::model::Signer;
use crate::sessions::Seen;
use crate::{router, sessions, telling};

/// Which tenant the runtime belongs to, and publishes for.
pub const RUNTIME_TENANT: Var = Var::required(
    "LEME_RUNTIME_TENANT",
    "Id of the tenant the runtime belongs to; its courses are the ones that are taught.",
);
/// Where keys and waiting events live.
pub const DATA_DIR: Var = Var::required(
    "LEME_DATA_DIR",
    "Folder of the runtime's key and of events that wait for the Kernel; one process at a time.",
);
/// The token of the first registration.
pub const ENROLMENT_TOKEN: Var = Var::secret(
    "LEME_ENROLMENT_TOKEN",
    "One-time token of the first registration with the Kernel; not read again later.",
);
/// Where the edge reaches this runtime.
pub const ADVERTISE_URL: Var = Var {
    name: "LEME_ADVERTISE_URL",
    doc: "Where the edge reaches this runtime; absent means the address it listens on.",
    default: Some(""),
    secret: false,
};
/// Where the media are.
pub const MEDIA_DIR: Var = Var::required(
    "LEME_MEDIA_DIR",
    "The folder that courses were imported from: `<course>/media/…` is served from it.",
);

/// What only this runtime reads.
pub const VARS: &[Var] = &[RUNTIME_TENANT, DATA_DIR, ENROLMENT_TOKEN, ADVERTISE_URL, MEDIA_DIR];

/// Everything a handler needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts of the runtime.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The line to the Kernel.
    pub runtime: Runtime,
    /// Signs and checks the addresses of media.
    pub signer: Signer,
    /// The folder that courses were imported from.
    pub media_dir: PathBuf,
    pub(crate) seen: Seen,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the runtime together. The SDK is registered already.
    pub fn new(db: Db, clock: Clock, runtime: Runtime, signer: Signer, media_dir: PathBuf) -> Self {
        let seen = sessions::seen_lately();
        Self(Arc::new(Parts { db, clock, runtime, signer, media_dir, seen }))
    }

    /// Whose courses are taught here.
    pub fn publisher(&self) -> TenantId {
        self.runtime.tenant_id()
    }

    /// Starts the work that goes on beside the handlers.
    pub fn start_tasks(&self, tasks: &Tasks) {
        telling::start(self, tasks);
        housekeeping::start(&self.db, &self.clock, tasks);
        sessions::jobs::register(self, Worker::new(&self.db, &self.clock)).start(tasks);
        let (runtime, stopping) = (self.runtime.clone(), tasks.stopping());
        tasks.spawn("sdk", async move {
            stopping.await;
            runtime.stop();
        });
    }

    fn readiness(&self) -> Readiness {
        let (app, registered) = (self.clone(), self.clone());
        Readiness::new()
            .with("database", move || {
                let app = app.clone();
                async move { app.db.ping().await }
            })
            .with("registration", move || {
                let there = registered.runtime.id().is_some();
                async move {
                    let away = || Error::unavailable("being registered", "not registered");
                    if there { Ok(()) } else { Err(away()) }
                }
            })
    }
}

fn bad(error: ConfigError) -> Error {
    Error::internal("reading the configuration", error)
}

/// Binds, registers, and only then serves, until the tasks are told to stop.
pub async fn run(env: Env, tasks: Tasks) -> Result<()> {
    let db = Db::connect(&DbConfig::from_env(&env, crate::SCHEMA.name).map_err(bad)?)?;
    let listener = serve::bind(env.get(&vars::HTTP_ADDR).map_err(bad)?).await?;
    let bound = listener.local_addr().map_err(|error| Error::internal("binding", error))?;
    let advertised = env.find(&ADVERTISE_URL).map_err(bad)?;
    let config = sdk_config(&env, advertised.unwrap_or_else(|| format!("http://{bound}")))?;
    let signer = signer(&env, &config.data_dir)?;
    let runtime = tokio::select! {
        started = Runtime::start(config) => started,
        () = tasks.stopping() => return Ok(()),
    };
    let runtime = runtime.map_err(|error| Error::internal("registering", error))?;
    let media_dir = env.get::<PathBuf>(&MEDIA_DIR).map_err(bad)?;
    let app = App::new(db, Clock::System, runtime, signer, media_dir);
    app.start_tasks(&tasks);
    let routes = serve::with_layers(router::router(app.clone()), app.readiness());
    serve::serve(listener, routes, &tasks).await
}

fn sdk_config(env: &Env, endpoint: String) -> Result<leme_sdk::config::Config> {
    let kernel = env.get::<String>(&vars::KERNEL_URL).map_err(bad)?;
    let tenant = env.get::<TenantId>(&RUNTIME_TENANT).map_err(bad)?;
    let data_dir = env.get::<PathBuf>(&DATA_DIR).map_err(bad)?;
    let mut config = leme_sdk::config::Config::new(&kernel, tenant, data_dir);
    config.runtime_type = RuntimeType::Courses;
    env!("CARGO_PKG_VERSION").clone_into(&mut config.version);
    config.capabilities = ["lessons", "quizzes", "video"].map(str::to_owned).to_vec();
    config.manifest = Some(manifest(endpoint));
    config.enrolment_token = env.find::<String>(&ENROLMENT_TOKEN).map_err(bad)?.map(Secret::new);
    Ok(config)
}

fn signer(env: &Env, data_dir: &std::path::Path) -> Result<Signer> {
    match env.find::<String>(&vars::MASTER_KEY).map_err(bad)? {
        Some(master) => Signer::from_master(&master),
        None => Signer::load_or_make(data_dir),
    }
}
