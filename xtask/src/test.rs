//! `./leme test`: the checks, the tests, the browser stories, the peers.
use anyhow::Result;

use crate::process::command;
use crate::stages::{Report, Stages};
use crate::{check, e2e, test_db, tree};

pub(crate) fn run(only: Option<String>) -> Result<()> {
    let mut stages = Stages::new(only);
    check::stages(&mut stages);
    stages.run("nextest", || {
        let arguments = ["nextest", "run", "--workspace", "--no-fail-fast", "--show-progress=none"];
        let report = Report::of(command("cargo", &tree::root()).args(arguments));
        test_db::stop()?;
        report
    });
    stages.run("vitest", || check::web("test"));
    stages.run("web build", || check::web("build"));
    e2e::stages(&mut stages);
    stages.finish()
}
