//! The repository's own tools: what `./leme check`, `./leme test` and CI run.
#![expect(clippy::disallowed_methods, reason = "a tool for people: it reads the environment")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for people: it prints")]

mod test_db;
mod tidy;
mod tree;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask", about = "The repository's own tools")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Hold the tree against the house's rules
    Tidy {
        /// Show the largest files and functions instead
        #[arg(long)]
        sizes: bool,
        /// Write down how many places step across tenants
        #[arg(long)]
        record: bool,
    },
    /// Start or reuse the tests' database and print LEME_TEST_DB_URL
    TestDb {
        /// Stop it instead
        #[arg(long)]
        stop: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Tidy { sizes: true, .. } => tidy::print_sizes(),
        Command::Tidy { record: true, .. } => tidy::record_platform_calls(),
        Command::Tidy { .. } => tidy::run(),
        Command::TestDb { stop: true } => test_db::stop(),
        Command::TestDb { stop: false } => test_db::run(),
    }
}
