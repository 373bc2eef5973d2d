//! `--detach`: the supervisor stays behind in a session of its own; this process returns when
//! everything is ready.
use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::run_json::RunFile;
use super::{Options, already_running};
use crate::state::StateDir;

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Starts it, shows its steps, returns when it has written run.json.
pub(crate) async fn run(state: &StateDir, options: &Options) -> Result<()> {
    if state.lock()?.is_none() {
        already_running(state);
        return Ok(());
    }
    fs::create_dir_all(state.logs())?;
    let path = state.path().join("up.log");
    let log = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    let mut child = start(options, &log)?;
    let mut shown = File::open(&path)?;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let ready = is_ready(state, &child);
        let ended = child.try_wait()?;
        let mut text = String::new();
        shown.read_to_string(&mut text)?;
        print!("{text}");
        std::io::stdout().flush()?;
        if ready {
            println!("  Running in the background; `./leme down` stops it.");
            return Ok(());
        }
        if ended.is_some() {
            bail!("it did not start; see {}", path.display());
        }
    }
}

fn is_ready(state: &StateDir, child: &Child) -> bool {
    let run = RunFile::read(state);
    run.is_some_and(|run| run.pids.get("up") == Some(&child.id()))
}

fn start(options: &Options, log: &File) -> Result<Child> {
    let mut command = Command::new(std::env::current_exe().context("finding this program")?);
    command.args(["up", "--behind", "--port", &options.port.to_string()]);
    if options.fresh {
        command.arg("--fresh");
    }
    if let Some(url) = &options.database_url {
        // By environment, not by argument: arguments are visible to everybody.
        command.env("DATABASE_URL", url);
    }
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?);
    command.spawn().context("starting the supervisor")
}
