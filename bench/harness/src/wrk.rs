//! Load by `wrk`: one round, its throughput and its percentiles.
use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What a round showed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Connections of every round.
const CONNECTIONS: &str = "32";

/// POSTs one of `bodies` after the other for some seconds. Any answer but 2xx is an error.
pub(crate) fn round(
    url: &str,
    headers: &[(&'static str, String)],
    bodies: &[String],
    seconds: u64,
) -> Result<Round> {
    let script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    // One body a line: a table of that many constants is more than Lua takes in source.
    let lines = tempfile::NamedTempFile::new()?;
    std::fs::write(lines.path(), bodies.join("\n"))?;
    std::fs::write(script.path(), lua(headers, &lines.path().display().to_string())?)?;
    let done = Command::new("wrk")
        .args(["-t1", "-c", CONNECTIONS, "-d", &format!("{seconds}s"), "--latency", "-s"])
        .arg(script.path())
        .arg(url)
        .output()
        .context("running wrk (Debian package wrk)")?;
    let text = String::from_utf8(done.stdout)?;
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        bail!("not every call succeeded:\n{text}");
    }
    let find = |mark: &str| -> Result<String> {
        let line = text.lines().find(|line| line.trim_start().starts_with(mark));
        let line = line.with_context(|| format!("wrk said nothing of {mark}:\n{text}"))?;
        Ok(line.split_whitespace().last().unwrap_or_default().to_owned())
    };
    Ok(Round {
        per_second: find("Requests/sec:")?.parse()?,
        p50_ms: milliseconds(&find("50%")?)?,
        p99_ms: milliseconds(&find("99%")?)?,
    })
}

fn lua(headers: &[(&'static str, String)], bodies: &str) -> Result<String> {
    let mut script = "wrk.method = \"POST\"\nlocal headers = {}\n".to_owned();
    for (name, value) in headers {
        writeln!(script, "headers[\"{name}\"] = \"{value}\"")?;
    }
    writeln!(script, "local bodies = {{}}")?;
    writeln!(script, "for line in io.lines(\"{bodies}\") do bodies[#bodies + 1] = line end")?;
    script += "local next = 0\nrequest = function()\n  next = next % #bodies + 1\n  \
               return wrk.format(nil, nil, headers, bodies[next])\nend\n";
    Ok(script)
}

fn milliseconds(text: &str) -> Result<f64> {
    let (number, factor) = match text {
        text if text.ends_with("us") => (text.trim_end_matches("us"), 0.001),
        text if text.ends_with("ms") => (text.trim_end_matches("ms"), 1.0),
        text => (text.trim_end_matches('s'), 1000.0),
    };
    Ok(number.parse::<f64>()? * factor)
}

/// The median of some figure over the rounds.
pub(crate) fn median(rounds: &[Round], figure: impl Fn(&Round) -> f64) -> f64 {
    let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
