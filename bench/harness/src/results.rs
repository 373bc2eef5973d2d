//! Results kept for comparison: one JSON line per run.
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use leme_base::time::Clock;
use serde_json::{Value, json};

/// Appends what a run showed.
pub(crate) fn keep(name: &str, figures: &Value) -> Result<()> {
    let folder = Path::new("bench/results");
    std::fs::create_dir_all(folder)?;
    let file = folder.join(format!("{name}.jsonl"));
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let line = json!({ "at": Clock::System.now(), "cores": cores, "figures": figures });
    writeln!(file, "{line}")?;
    Ok(())
}
