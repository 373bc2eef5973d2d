//! Stages one after another: each shown with its time, all run even after a failure, counted.
use std::fmt;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::counts::{self, Counts};
use crate::process;

/// What a stage came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) ok: bool,
    pub(crate) counts: Counts,
}

impl Report {
    /// A stage that went well and counts nothing.
    pub(crate) const FINE: Self = Self { ok: true, counts: Counts { passed: 0, failed: 0 } };

    /// Runs a program and reads what it printed; one that fails without a failed test counts one.
    pub(crate) fn of(command: &mut Command) -> Result<Self> {
        let outcome = process::run(command)?;
        let mut counts = counts::read(&outcome.output);
        if !outcome.ok && counts.failed == 0 {
            counts.failed = 1;
        }
        Ok(Self { ok: outcome.ok && counts.failed == 0, counts })
    }
}

/// Everything that ran so far.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    only: Option<String>,
    counts: Counts,
    lines: Vec<String>,
}

impl Stages {
    /// All stages, or the one of this name.
    pub(crate) fn new(only: Option<String>) -> Self {
        Self { only, ..Self::default() }
    }

    /// Whether this stage is to run.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }

    /// Runs a stage, if it is wanted.
    pub(crate) fn run(&mut self, name: &str, work: impl FnOnce() -> Result<Report>) {
        if !self.wants(name) {
            return;
        }
        self.always(name, work);
    }

    /// Runs a stage that others need.
    pub(crate) fn always(&mut self, name: &str, work: impl FnOnce() -> Result<Report>) {
        println!("── {name}");
        let begun = Instant::now();
        let report = work().unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Report { ok: false, counts: Counts { passed: 0, failed: 1 } }
        });
        self.counts += report.counts;
        let line = line(name, report, begun.elapsed().as_millis());
        println!("{line}");
        self.lines.push(line);
    }

    /// The table of stages, then the closing line that programs read.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n{}\n", self.lines.join("\n"));
        println!("{} passed, {} failed", self.counts.passed, self.counts.failed);
        self.verdict()
    }

    /// The table of stages without a closing line: for checks, which count nothing.
    pub(crate) fn finish_quietly(self) -> Result<()> {
        println!("\n{}", self.lines.join("\n"));
        self.verdict()
    }

    fn verdict(&self) -> Result<()> {
        if self.counts.failed == 0 { Ok(()) } else { Err(AlreadySaid.into()) }
    }
}

/// Something failed and the table has said so: nothing may be printed after the closing line.
#[derive(Debug)]
pub(crate) struct AlreadySaid;

impl fmt::Display for AlreadySaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a stage failed")
    }
}

impl std::error::Error for AlreadySaid {}

fn line(name: &str, report: Report, millis: u128) -> String {
    let sign = if report.ok { "ok" } else { "FAILED" };
    let seconds = format!("{}.{} s", millis / 1000, millis % 1000 / 100);
    let Counts { passed, failed } = report.counts;
    let tests = match (passed, failed) {
        (0, _) => String::new(),
        (_, 0) => format!("  {passed} passed"),
        _ => format!("  {passed} passed, {failed} failed "),
    };
    format!("   {name:<12} {sign:<7} {seconds:>8}{tests}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_stage_that_breaks_counts_as_failed_and_the_next_one_still_runs() {
        let mut stages = Stages::new(None);
        stages.run("first", || bail!("it broke"));
        stages.run("second", || Ok(Report { ok: true, counts: Counts { passed: 3, failed: 0 } }));
        assert_eq!(stages.counts, Counts { passed: 3, failed: 1 });
        assert!(stages.finish().is_err());
    }

    #[test]
    fn a_program_that_fails_without_a_count_is_one_failure() {
        let report = Report::of(Command::new("sh").args(["-c", "exit 3"])).unwrap();
        assert_eq!(report, Report { ok: false, counts: Counts { passed: 0, failed: 1 } });
        let report = Report::of(Command::new("sh").args(["-c", "echo '# pass 2'"])).unwrap();
        assert_eq!(report, Report { ok: true, counts: Counts { passed: 2, failed: 0 } });
    }

    #[test]
    fn only_one_stage_runs_when_one_is_asked_for() {
        let mut stages = Stages::new(Some("b".into()));
        stages.run("a", || bail!("never"));
        stages.run("b", || Ok(Report::FINE));
        assert_eq!(stages.lines.len(), 1);
    }
}
