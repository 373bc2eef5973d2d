//! What a killed supervisor left behind: children on their way out, a run.json that is not true.
use std::fs;
use std::time::Duration;

use anyhow::Result;
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

use super::run_json::RunFile;
use crate::state::StateDir;

/// Children hear of their parent's death and drain; after this they are ended.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);

/// The process that holds the lock.
pub(crate) fn supervisor(state: &StateDir) -> Option<u32> {
    fs::read_to_string(state.lock_file()).ok()?.trim().parse().ok()
}

pub(crate) fn ask_to_stop(pid: u32) {
    signal(pid, Signal::TERM);
}

/// Ends children of a supervisor that is gone; says whether there were any. Call it with the lock
/// free or held by us.
pub(crate) async fn end_leftovers(state: &StateDir) -> Result<bool> {
    let Some(run) = RunFile::read(state) else { return Ok(false) };
    let parent = run.pids.get("up").copied().unwrap_or_default();
    let left = |pid: &u32| is_child_of(*pid, parent);
    let orphans: Vec<u32> = run.pids.values().copied().filter(left).collect();
    let deadline = Instant::now() + DRAIN_WITHIN;
    for pid in &orphans {
        ask_to_stop(*pid);
    }
    while orphans.iter().any(left) {
        if Instant::now() > deadline {
            for pid in orphans.iter().filter(|pid| left(pid)) {
                signal(*pid, Signal::KILL);
            }
        }
        sleep(Duration::from_millis(20)).await;
    }
    RunFile::remove(state);
    Ok(!orphans.is_empty())
}

/// A process id may belong to somebody else by now: ours was started with its parent's id.
fn is_child_of(pid: u32, parent: u32) -> bool {
    let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut words = command.split(|byte| *byte == 0).skip_while(|word| *word != b"--parent");
    words.nth(1) == Some(parent.to_string().as_bytes())
}

fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}
