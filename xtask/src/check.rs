//! What is checked without running the product.
use anyhow::Result;

use crate::process::command;
use crate::stages::{Report, Stages};
use crate::{tidy, tree};

/// Adds the checks to what runs.
pub(crate) fn stages(stages: &mut Stages) {
    let cargo = |arguments: &[&str]| Report::of(command("cargo", &tree::root()).args(arguments));
    stages.run("fmt", || cargo(&["fmt", "--all", "--check"]));
    stages.run("tidy", || tidy::run().map(|()| Report::FINE));
    stages.run("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
    });
    stages.run("documents", || {
        cargo(&["run", "--quiet", "-p", "leme", "--", "documents", "--check"])
    });
    stages.run("deny", deny);
    for script in ["typecheck", "lint"] {
        stages.run(script, || web(script));
    }
}

/// `./leme check`
pub(crate) fn run(only: Option<String>) -> Result<()> {
    let mut all = Stages::new(only);
    stages(&mut all);
    all.finish_quietly()
}

/// A script of the console's package.json; nothing where there is no console.
pub(crate) fn web(script: &str) -> Result<Report> {
    let folder = tree::root().join("web");
    if !folder.join("package.json").exists() {
        return Ok(Report::FINE);
    }
    Report::of(command("npm", &folder).args(["run", "--silent", script]))
}

/// Licences, sources and duplicates. The tool takes minutes to build: it runs where it is.
fn deny() -> Result<Report> {
    let here = command("cargo", &tree::root()).args(["deny", "--version"]).output();
    if !here.is_ok_and(|output| output.status.success()) {
        println!("skipped: cargo-deny is not here (cargo install cargo-deny --locked)");
        return Ok(Report::FINE);
    }
    let arguments =
        ["deny", "--offline", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    Report::of(command("cargo", &tree::root()).args(arguments))
}
