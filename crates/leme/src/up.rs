//! `leme up`: database, migrations, demo data, then every role as a supervised child.
pub(crate) mod children;
pub(crate) mod database_watch;
pub(crate) mod detach;
pub(crate) mod environment;
pub(crate) mod fleet;
pub(crate) mod logs;
pub(crate) mod ready;
pub(crate) mod recover;
pub(crate) mod run_json;
pub(crate) mod shutdown;
pub(crate) mod steps;
pub(crate) mod table;

use std::fs;
use std::net::TcpListener;

use anyhow::{Context, Result, bail};
use clap::Args;
use leme_cluster::Cluster;

use crate::database::Database;
use crate::secrets::Secrets;
use crate::state::StateDir;
use crate::{down, migrate, seed};
use environment::{Ports, World};
use fleet::Fleet;
use run_json::RunFile;
use shutdown::Shutdown;
use steps::step;

/// What `up` uses unless told otherwise, and what `seed` alone assumes.
pub(crate) const DEFAULT_PUBLIC_URL: &str = "http://localhost:8080";

/// What a person may choose.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// The port of the public address; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Forget the database and what the roles kept, and start anew
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Return when it is ready and leave it running; `leme down` stops it
    #[arg(long)]
    pub(crate) detach: bool,
    /// The owner's URL of a PostgreSQL database to use instead of the private one
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// This is the process that stays behind `--detach`
    #[arg(long, hide = true)]
    pub(crate) behind: bool,
}

/// Brings everything up and stays until asked to stop.
pub(crate) async fn run(state: &StateDir, options: Options) -> Result<()> {
    if options.detach {
        return detach::run(state, &options).await;
    }
    if options.behind {
        // A session of its own: the terminal it came from may close.
        rustix::process::setsid().context("leaving the terminal")?;
    }
    let Some(_held_while_we_live) = state.lock()? else {
        already_running(state);
        return Ok(());
    };
    let mut shutdown = Shutdown::listen()?;
    recover::end_leftovers(state).await?;
    let mut fleet = Fleet::new(state, !options.behind)?;
    let ended = tokio::select! {
        ended = serve(state, &options, &mut fleet) => ended,
        () = shutdown.asked() => Ok(()),
    };
    stop(state, &options, fleet, &mut shutdown).await?;
    ended
}

/// Every step, then supervision; returns only when something that cannot be repaired happened.
async fn serve(state: &StateDir, options: &Options, fleet: &mut Fleet) -> Result<()> {
    let port = public_port(options.port)?;
    let public_url = format!("http://localhost:{port}");
    if options.fresh {
        step("fresh", start_afresh(state, options)).await?;
    }
    let secrets = Secrets::load(state)?;
    let database = step("database", open_database(state, &secrets, options)).await?;
    step("migrate", async { migrate::run(&database).await.map(|()| ((), String::new())) }).await?;
    let seeded = step("seed", async {
        let seeded = seed::run(&database, &secrets, &public_url).await?;
        let many = format!("{} people", seeded.sign_ins.len());
        Ok((seeded, many))
    })
    .await?;
    let ports = Ports::choose(port)?;
    let world = World { state, secrets: &secrets, database: &database, public_url: &public_url };
    let waves = world.waves(ports, &seeded)?;
    step("start", async {
        for wave in waves {
            fleet.start(wave).await?;
        }
        Ok(((), format!("{} roles", fleet.len())))
    })
    .await?;
    let run = RunFile::describe(&world, ports, seeded.sign_ins);
    fleet.publish(run)?;
    database_watch::beside(state, options, fleet.events(), fleet.supervise()).await
}

/// A taken port is said at once, not after a minute of crashes.
fn public_port(wanted: u16) -> Result<u16> {
    match TcpListener::bind(("127.0.0.1", wanted)) {
        Ok(listener) => Ok(listener.local_addr()?.port()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("port {wanted} is used by another program; choose one: ./leme up --port 8081")
        }
        Err(error) => Err(error).with_context(|| format!("listening on port {wanted}")),
    }
}

async fn open_database(
    state: &StateDir,
    secrets: &Secrets,
    options: &Options,
) -> Result<(Database, String)> {
    let (state, secrets, given) = (state.clone(), secrets.clone(), options.database_url.clone());
    let open = move || Database::open(&state, &secrets, given.as_deref());
    let database = tokio::task::spawn_blocking(open).await??;
    for note in database.notes() {
        println!("  note: {note}");
    }
    let described = database.describe();
    Ok((database, described))
}

async fn start_afresh(state: &StateDir, options: &Options) -> Result<((), String)> {
    if options.database_url.is_some() {
        bail!("--fresh does not empty a database that is not ours: drop it and make it again");
    }
    let folder = state.database();
    tokio::task::spawn_blocking(move || {
        Cluster::destroy(&folder, &leme_cluster::Options::default())
    })
    .await??;
    for kept in [state.data(), state.logs()] {
        if kept.exists() {
            fs::remove_dir_all(&kept).with_context(|| format!("removing {}", kept.display()))?;
        }
    }
    fs::create_dir_all(state.logs())?;
    Ok(((), "the database and what the roles kept are gone".to_owned()))
}

async fn stop(
    state: &StateDir,
    options: &Options,
    fleet: Fleet,
    shutdown: &mut Shutdown,
) -> Result<()> {
    if fleet.len() > 0 {
        println!("Stopping…");
    }
    let stopper = fleet.stopper();
    tokio::select! {
        () = fleet.stop() => {}
        () = async { shutdown.asked().await; stopper.now(); std::future::pending().await } => {}
    }
    RunFile::remove(state);
    if options.database_url.is_none() {
        down::stop_database(state).await?;
    }
    Ok(())
}

fn already_running(state: &StateDir) {
    match RunFile::read(state) {
        Some(run) => {
            println!("Leme is already running.");
            table::print(&run);
        }
        None => println!("Leme is already starting in another window."),
    }
}
