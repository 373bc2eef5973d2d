//! The repository's own tools: what `./leme check`, `./leme test` and CI run.
#![expect(clippy::disallowed_methods, reason = "a tool for people: it reads the environment")]
#![expect(clippy::print_stdout, reason = "a tool for people: it prints")]

mod test_db;
mod tree;

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
    /// Start or reuse the tests' database and print LEME_TEST_DB_URL
    TestDb {
        /// Stop it instead
        #[arg(long)]
        stop: bool,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::TestDb { stop: true } => test_db::stop(),
        Command::TestDb { stop: false } => test_db::run(),
    }
}
