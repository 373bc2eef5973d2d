//! The server process: starting, recognising a running one, stopping.
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::cluster::OWNER;
use crate::place::Place;
use crate::wire::Wire;

const START_WITHIN: Duration = Duration::from_mins(1);
const LOG_LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// A server that answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Running {
    pub(crate) pid: u32,
    pub(crate) port: u16,
}

/// The server of this place, when one runs and answers; waits for one that is still starting.
pub(crate) fn running(place: &Place) -> Result<Option<Running>> {
    let deadline = Instant::now() + START_WITHIN;
    loop {
        let Some(found) = in_pid_file(place) else { return Ok(None) };
        if answers(place, found.port) {
            return Ok(Some(found));
        }
        if !is_postgres(found.pid) {
            return Ok(None);
        }
        if Instant::now() > deadline {
            bail!("PostgreSQL runs as process {} and does not answer; end it", found.pid);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Starts it and waits until it answers.
pub(crate) fn start(place: &Place, account: &Account, binaries: &Binaries) -> Result<Running> {
    trim_log(&place.log)?;
    let mut last = String::new();
    // After a kill -9 the old server's children need a moment to let go of shared memory.
    for _ in 0..5 {
        let output = account
            .command(&binaries.program("pg_ctl"))
            .args(["start", "--wait", "--silent", "--timeout=60", "--pgdata"])
            .arg(&place.data)
            .arg("--log")
            .arg(&place.log)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("starting pg_ctl")?;
        if output.success() {
            return running(place)?.context("PostgreSQL started and went away");
        }
        last = log_tail(&place.log);
        std::thread::sleep(Duration::from_millis(400));
    }
    bail!("PostgreSQL did not start; {} ends with:\n{last}", place.log.display())
}

/// Stops it: `fast` ends sessions and writes everything down.
pub(crate) fn stop(place: &Place, account: &Account, binaries: &Binaries) -> Result<()> {
    let status = account
        .command(&binaries.program("pg_ctl"))
        .args(["stop", "--wait", "--silent", "--mode=fast", "--timeout=60", "--pgdata"])
        .arg(&place.data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("starting pg_ctl")?;
    if status.success() || in_pid_file(place).is_none() {
        return Ok(());
    }
    bail!("PostgreSQL did not stop; {} ends with:\n{}", place.log.display(), log_tail(&place.log))
}

/// The port of the last run while nobody took it, else a free one.
pub(crate) fn free_port(wanted: Option<u16>) -> Result<u16> {
    let listener = wanted
        .and_then(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .map_or_else(|| TcpListener::bind(("127.0.0.1", 0)), Ok)
        .context("finding a free port")?;
    Ok(listener.local_addr()?.port())
}

/// `postmaster.pid`: process, data folder, start time, port, socket folder, address, …, status.
fn in_pid_file(place: &Place) -> Option<Running> {
    let text = fs::read_to_string(place.data.join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    let port = lines.nth(2).and_then(|line| line.trim().parse().ok()).unwrap_or(0);
    Some(Running { pid, port })
}

/// Another server may have our port by now: ours is the one that serves our data folder.
fn answers(place: &Place, port: u16) -> bool {
    let Ok(mut wire) = Wire::connect(&place.socket, port, OWNER, "postgres") else { return false };
    let rows = wire.query("select current_setting('data_directory')").unwrap_or_default();
    let served = rows.into_iter().flatten().flatten().next();
    served.is_some_and(|dir| same_folder(Path::new(&dir), &place.data))
}

fn same_folder(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Whether this process is a living PostgreSQL server. Where there is no /proc the answer is no,
/// and `pg_ctl` finds out.
fn is_postgres(pid: u32) -> bool {
    // `1234 (postgres) S …`; Z is a dead one that nobody has collected yet.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.contains("(postgres)") && !stat.contains("(postgres) Z")
}

fn trim_log(log: &Path) -> Result<()> {
    let size = fs::metadata(log).map_or(0, |meta| meta.len());
    if size > LOG_LIMIT_BYTES {
        fs::OpenOptions::new().write(true).truncate(true).open(log).context("emptying the log")?;
    }
    Ok(())
}

fn log_tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(8)..).unwrap_or_default().join("\n")
}
