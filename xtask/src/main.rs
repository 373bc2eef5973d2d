//! The repository's own tools: what `./leme check`, `./leme test` and CI run.
#![expect(clippy::disallowed_methods, reason = "a tool for people: it reads the environment")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for people: it prints")]

mod check;
mod counts;
mod e2e;
mod process;
mod stages;
mod test;
mod test_db;
mod tidy;
mod tree;
mod walk;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use stages::AlreadySaid;

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
    /// Everything that is checked without running the product
    Check {
        /// Only this stage
        #[arg(long)]
        only: Option<String>,
        /// Show the largest files and functions instead
        #[arg(long)]
        sizes: bool,
    },
    /// The checks, the tests, the browser stories, the peers
    Test {
        /// Only this stage
        #[arg(long)]
        only: Option<String>,
    },
    /// The browser stories and the peers, on an installation of their own
    E2e {
        /// Only this stage besides `up` and `down`
        #[arg(long)]
        only: Option<String>,
    },
    /// Run a document's `sh` blocks and hold what they print against its `json expect` blocks
    Walk {
        /// The Markdown file
        document: PathBuf,
    },
    /// Start or reuse the tests' database and print LEME_TEST_DB_URL
    TestDb {
        /// Stop it instead
        #[arg(long)]
        stop: bool,
        /// Stop it and remove its files
        #[arg(long)]
        remove: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<AlreadySaid>() => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Tidy { sizes: true, .. } | Command::Check { sizes: true, .. } => {
            tidy::print_sizes()
        }
        Command::Tidy { record: true, .. } => tidy::record_platform_calls(),
        Command::Tidy { .. } => tidy::run(),
        Command::Check { only, .. } => check::run(only),
        Command::Test { only } => test::run(only),
        Command::E2e { only } => e2e::run(only),
        Command::Walk { document } => walk::alone(&document),
        Command::TestDb { remove: true, .. } => test_db::remove(),
        Command::TestDb { stop: true, .. } => test_db::stop(),
        Command::TestDb { .. } => test_db::run(),
    }
}
