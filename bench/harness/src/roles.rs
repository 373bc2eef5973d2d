//! Start time and resident memory of each role: a second process with the same environment.
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;

use crate::installation::Installation;

/// What a role needs.
pub(crate) struct Footprint {
    pub(crate) role: &'static str,
    pub(crate) start_ms: u128,
    pub(crate) resident_mib: u64,
}

/// Measures every role of a running installation.
pub(crate) async fn measure(installation: &Installation) -> Result<Vec<Footprint>> {
    let mut footprints = Vec::new();
    for role in ["kernel", "idp", "edge"] {
        let resident_mib = resident_mib(installation.pid(role)?)?;
        let start_ms = start(installation, role).await?.as_millis();
        footprints.push(Footprint { role, start_ms, resident_mib });
    }
    // Its data folder takes one process at a time: the running one is ended and comes back.
    let role = "courses";
    let resident_mib = resident_mib(installation.pid(role)?)?;
    let start_ms = restart(installation, role).await?.as_millis();
    footprints.push(Footprint { role, start_ms, resident_mib });
    Ok(footprints)
}

fn resident_mib(pid: i32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    let kib: u64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(kib / 1024)
}

fn environment(pid: i32) -> Result<Vec<(String, String)>> {
    let text = fs::read(format!("/proc/{pid}/environ"))?;
    let pair = |entry: &[u8]| {
        let entry = String::from_utf8_lossy(entry).into_owned();
        entry.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    Ok(text.split(|byte| *byte == 0).filter_map(pair).collect())
}

async fn start(installation: &Installation, role: &str) -> Result<Duration> {
    let pid = installation.pid(role)?;
    let free = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let begun = Instant::now();
    let mut child = Command::new(fs::read_link(format!("/proc/{pid}/exe"))?)
        .arg(role)
        .env_clear()
        .envs(environment(pid)?)
        .env("LEME_HTTP_ADDR", free.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let ready = until_ready(&format!("http://{free}/readyz"), begun).await;
    child.kill()?;
    child.wait()?;
    ready
}

async fn restart(installation: &Installation, role: &str) -> Result<Duration> {
    let pid = installation.pid(role)?;
    let address = environment(pid)?.into_iter().find(|(name, _)| name == "LEME_HTTP_ADDR");
    let (_, address) = address.context("no address")?;
    let process = rustix::process::Pid::from_raw(pid).context("no process")?;
    rustix::process::kill_process(process, rustix::process::Signal::KILL)?;
    while fs::metadata(format!("/proc/{pid}")).is_ok() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // The supervisor waits 200 ms before the first restart.
    let begun = Instant::now() + Duration::from_millis(200);
    until_ready(&format!("http://{address}/readyz"), begun).await
}

async fn until_ready(url: &str, begun: Instant) -> Result<Duration> {
    let client = reqwest::Client::new();
    for _ in 0..20_000 {
        let answer = client.get(url).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("{url} was never ready")
}
