//! An installation of its own, brought up as a person does it, then used: browser stories, the
//! contract's walk, independent peers.
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{self, command};
use crate::stages::{Report, Stages};
use crate::{tree, walk};

const WALK: &str = "docs/how/contract-walk.md";

/// A running installation in a folder of its own; stopped and removed at the end.
struct Installation {
    state: PathBuf,
    public_url: String,
}

/// `xtask e2e`
pub(crate) fn run(only: Option<String>) -> Result<()> {
    let mut all = Stages::new(only);
    stages(&mut all);
    all.finish()
}

/// Adds everything that needs a running installation; without such a stage nothing is started.
pub(crate) fn stages(stages: &mut Stages) {
    let peers: Vec<(String, PathBuf)> =
        peers().into_iter().map(|path| (name(&path), path)).collect();
    let names = peers.iter().map(|(name, _)| name.as_str());
    if !["walk", "stories"].into_iter().chain(names).any(|name| stages.wants(name)) {
        return;
    }
    let mut installation = None;
    stages.always("up", || {
        installation = Some(Installation::start()?);
        Ok(Report::FINE)
    });
    let Some(installation) = installation else { return };
    stages.run("walk", || installation.walk());
    stages.run("stories", || installation.stories());
    for (name, path) in &peers {
        stages.run(name, || installation.peer(path));
    }
    stages.always("down", || installation.stop());
}

/// A peer's stage: its file or folder name.
fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

impl Installation {
    fn start() -> Result<Self> {
        let state = tree::root().join("target/e2e").join(std::process::id().to_string());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let it = Self { state, public_url: format!("http://localhost:{port}") };
        let outcome = process::run(it.leme().args(["up", "--detach", "--port", &port]))?;
        if !outcome.ok {
            bail!("./leme up failed; what it left is in {}", it.state.display());
        }
        Ok(it)
    }

    /// The entry script, for this installation.
    fn leme(&self) -> Command {
        let mut command = command("./leme", &tree::root());
        command.env("LEME_STATE_DIR", &self.state).env_remove("DATABASE_URL");
        command
    }

    /// A program that finds the installation by its environment.
    fn program(&self, name: &str, folder: &Path) -> Command {
        let mut command = command(name, folder);
        command
            .env("LEME_STATE_DIR", &self.state)
            .env("LEME_RUN_JSON", self.state.join("run.json"))
            .env("LEME_URL", &self.public_url)
            .env_remove("DATABASE_URL");
        command
    }

    fn walk(&self) -> Result<Report> {
        let document = tree::root().join(WALK);
        if !document.exists() {
            bail!("{WALK} is not there");
        }
        let counts = walk::run(&document, &mut self.program("sh", &tree::root()))?;
        Ok(Report { ok: counts.failed == 0, counts })
    }

    /// One after another: they share the installation.
    fn stories(&self) -> Result<Report> {
        let folder = tree::root().join("web/e2e");
        let stories = scripts(&folder, ".e2e.mjs");
        if stories.is_empty() {
            bail!("there are no stories in web/e2e");
        }
        let mut node = self.program("node", &tree::root().join("web"));
        Report::of(node.args(["--test", "--test-concurrency=1"]).args(stories))
    }

    /// A peer is its program `run`, else the script `e2e` of its package.json.
    fn peer(&self, peer: &Path) -> Result<Report> {
        let lock = peer.join("package-lock.json");
        if lock.exists() && !peer.join("node_modules").exists() {
            let installed = process::run(self.program("npm", peer).args(["ci", "--no-fund"]))?;
            if !installed.ok {
                bail!("npm ci failed");
            }
        }
        if peer.join("run").exists() {
            return Report::of(&mut self.program("./run", peer));
        }
        Report::of(self.program("npm", peer).args(["run", "--silent", "e2e"]))
    }

    fn stop(&self) -> Result<Report> {
        let run = fs::read_to_string(self.state.join("run.json")).context("reading run.json")?;
        let run: Value = serde_json::from_str(&run)?;
        let outcome = process::run(self.leme().arg("down"))?;
        if !outcome.ok {
            bail!("./leme down failed");
        }
        still_there(&run)?;
        fs::remove_dir_all(&self.state).context("removing the installation")?;
        Ok(Report::FINE)
    }
}

/// Nothing that ran may still run.
fn still_there(run: &Value) -> Result<()> {
    for (name, pid) in run["pids"].as_object().into_iter().flatten() {
        let alive = fs::read_to_string(format!("/proc/{pid}/stat"));
        if alive.is_ok_and(|stat| !stat.contains(") Z ")) {
            bail!("{name} still runs as process {pid} after ./leme down");
        }
    }
    Ok(())
}

/// The folders of `tests/peers` that use a running installation. Those without a `run` and without
/// a script `e2e` belong to a Rust test, which starts what they need.
fn peers() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        entries(&tree::root().join("tests/peers")).filter(|path| uses_installation(path)).collect();
    all.sort();
    all
}

fn uses_installation(peer: &Path) -> bool {
    let package = fs::read_to_string(peer.join("package.json")).unwrap_or_default();
    let package: Value = serde_json::from_str(&package).unwrap_or_default();
    peer.join("run").exists() || package["scripts"]["e2e"].is_string()
}

fn scripts(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = entries(folder).filter(|path| is_script(path, ending)).collect();
    all.sort();
    all
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn is_script(path: &Path, ending: &str) -> bool {
    path.is_file() && path.to_string_lossy().ends_with(ending)
}
