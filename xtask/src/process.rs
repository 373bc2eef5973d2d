//! Running a program with its output shown and kept.
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use anyhow::{Context, Result};

/// How a program ended, and all it said.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) output: String,
}

/// A command of the tree's root.
pub(crate) fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    // A tool run by cargo inherits cargo's choice of these; the tools it runs choose for themselves.
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO");
    command
}

/// Shows every line as it comes, from both streams.
pub(crate) fn run(command: &mut Command) -> Result<Outcome> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {name}"))?;
    let (sender, lines) = channel();
    let readers = [
        child.stdout.take().map(|stream| pass_on(stream, sender.clone())),
        child.stderr.take().map(|stream| pass_on(stream, sender.clone())),
    ];
    drop(sender);
    let mut output = String::new();
    for line in lines {
        println!("{line}");
        output.push_str(&line);
        output.push('\n');
    }
    for reader in readers.into_iter().flatten() {
        let _ = reader.join();
    }
    let status = child.wait().with_context(|| format!("waiting for {name}"))?;
    Ok(Outcome { ok: status.success(), output })
}

fn pass_on(stream: impl Read + Send + 'static, to: Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).unwrap_or_default() > 0 {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if to.send(line).is_err() {
                return;
            }
            bytes.clear();
        }
    })
}
