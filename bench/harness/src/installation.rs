//! An installation of its own for a measurement: started fresh, taken down afterwards.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tempfile::TempDir;

/// What `up` wrote about itself.
#[derive(Deserialize)]
struct RunFile {
    public_url: String,
    ports: BTreeMap<String, u16>,
    pids: BTreeMap<String, i32>,
    database: DatabaseLink,
}

#[derive(Deserialize)]
struct DatabaseLink {
    url: String,
}

/// A running installation.
pub(crate) struct Installation {
    leme: PathBuf,
    state: TempDir,
}

impl Installation {
    /// Starts one on a free port, with demo data. `beat` is the seconds between heartbeats.
    pub(crate) fn up(leme: &Path, beat: u32) -> Result<Self> {
        let state = tempfile::Builder::new().prefix("leme-bench-").tempdir()?;
        let installation = Self { leme: std::path::absolute(leme)?, state };
        let beat = beat.to_string();
        let mut up = installation.command(&["up", "--detach", "--port", "0"]);
        let done = up.env("LEME_HEARTBEAT_SECONDS", beat).output().context("starting leme up")?;
        if !done.status.success() {
            bail!("leme up failed:\n{}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(installation)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.leme);
        command.args(arguments).env("LEME_STATE_DIR", self.state.path());
        command.env_remove("DATABASE_URL");
        command
    }

    /// What `leme ctl …` prints.
    pub(crate) fn ctl(&self, arguments: &[&str]) -> Result<String> {
        let done = self.command(&[&["ctl"], arguments].concat()).output()?;
        if !done.status.success() {
            bail!("leme ctl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(String::from_utf8(done.stdout)?.trim().to_owned())
    }

    /// Base URL of the Kernel itself, not through the edge.
    pub(crate) fn kernel_url(&self) -> Result<String> {
        Ok(format!("http://127.0.0.1:{}", self.run_file()?.ports["kernel"]))
    }

    /// The address people use.
    pub(crate) fn public_url(&self) -> Result<String> {
        Ok(self.run_file()?.public_url)
    }

    /// The process of a role, or `database`.
    pub(crate) fn pid(&self, name: &str) -> Result<i32> {
        self.run_file()?.pids.get(name).copied().with_context(|| format!("no process {name}"))
    }

    /// The owner's database URL.
    pub(crate) fn database_url(&self) -> Result<String> {
        Ok(self.run_file()?.database.url)
    }

    fn run_file(&self) -> Result<RunFile> {
        let text = std::fs::read_to_string(self.state.path().join("run.json"))?;
        Ok(serde_json::from_str(&text)?)
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = self.command(&["down"]).output();
        // The state folder is gone after this; what lies outside it goes too.
        let _ = self.command(&["clean"]).output();
    }
}
