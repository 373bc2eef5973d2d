//! One child process: started, its output passed on, started again when it ends, stopped on demand.
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::environment::Variable;
use super::logs::Sink;

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A child that lived this long starts again after the shortest pause.
const HEALTHY_AFTER: Duration = Duration::from_secs(30);
const DRAIN_WITHIN: Duration = Duration::from_secs(20);

/// What to run.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<Variable>,
    /// Where it answers /readyz.
    pub(crate) port: Option<u16>,
}

/// What happened to a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Started { name: &'static str, pid: u32 },
    Ended { name: &'static str, how: String, again_in: Duration },
}

/// What a child is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Run,
    Drain,
    EndNow,
}

/// A child under supervision; dropping it ends the child.
#[derive(Debug)]
pub(crate) struct Supervised {
    pub(crate) spec: Spec,
    task: JoinHandle<()>,
}

impl Supervised {
    pub(crate) fn begin(
        spec: Spec,
        sink: Sink,
        events: mpsc::UnboundedSender<Event>,
        wish: watch::Receiver<Wish>,
    ) -> Self {
        let task = tokio::spawn(keep_running(spec.clone(), sink, events, wish));
        Self { spec, task }
    }

    /// Returns when the child has ended for good.
    pub(crate) async fn ended(&mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep_running(
    spec: Spec,
    sink: Sink,
    events: mpsc::UnboundedSender<Event>,
    mut wish: watch::Receiver<Wish>,
) {
    let mut pause = FIRST_PAUSE;
    while *wish.borrow() == Wish::Run {
        let begun = Instant::now();
        let how = match start(&spec) {
            Ok(mut child) => {
                sink.pump(spec.name, child.stdout.take(), child.stderr.take());
                let pid = child.id().unwrap_or_default();
                let _ = events.send(Event::Started { name: spec.name, pid });
                match watch_over(&mut child, &mut wish).await {
                    Some(status) => describe(status),
                    None => return,
                }
            }
            Err(error) => error.to_string(),
        };
        if begun.elapsed() > HEALTHY_AFTER {
            pause = FIRST_PAUSE;
        }
        let _ = events.send(Event::Ended { name: spec.name, how, again_in: pause });
        tokio::select! {
            () = sleep(pause) => {}
            _ = wish.changed() => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn start(spec: &Spec) -> std::io::Result<Child> {
    let mut command = Command::new(&spec.program);
    command.args(&spec.arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C of a terminal goes to its whole group: the children are stopped by us, in order.
    command.process_group(0).kill_on_drop(true);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"LEME_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.envs(spec.environment.iter().map(|(name, value)| (name, value)));
    command.spawn()
}

/// Waits for the end or for the wish to end it; `None` when it was wished.
async fn watch_over(child: &mut Child, wish: &mut watch::Receiver<Wish>) -> Option<ExitStatus> {
    tokio::select! {
        status = child.wait() => return status.ok().or(Some(ExitStatus::default())),
        _ = wish.wait_for(|wish| *wish != Wish::Run) => {}
    }
    signal(child, Signal::TERM);
    tokio::select! {
        _ = timeout(DRAIN_WITHIN, child.wait()) => {}
        _ = wish.wait_for(|wish| *wish == Wish::EndNow) => {}
    }
    let _ = child.kill().await;
    None
}

fn signal(child: &Child, signal: Signal) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = kill_process(pid, signal);
    }
}

fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "for an unknown reason".to_owned(),
    }
}

#[cfg(test)]
#[path = "children_tests.rs"]
mod tests;
