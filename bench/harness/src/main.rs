//! Measurements against a real installation. Every table names its reference, measured in the
//! same run; results are appended to `bench/results/`.
#![expect(clippy::print_stdout, reason = "a program for people: it prints tables")]
#![expect(clippy::float_arithmetic, reason = "ratios of measurements, not money")]
#![expect(clippy::disallowed_methods, reason = "a program of its own, outside the services")]

mod bare;
mod chaos;
mod contract;
mod installation;
mod issuer;
mod results;
mod roles;
mod runtime;
mod wrk;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    /// The program to measure
    #[arg(long)]
    leme: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check, resolve and the SDK against a bare handler; start and memory of each role
    Contract {
        /// Seconds of each round
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// Rounds, alternating between ours and the reference
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Mixed calls while the database is killed: what was lost or doubled must be nothing
    Chaos {
        /// Seconds under load
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Clients
        #[arg(long, default_value_t = 32)]
        clients: usize,
        /// How often the database is killed
        #[arg(long, default_value_t = 2)]
        kills: u32,
        /// A test: keep no result, close with the counts
        #[arg(long)]
        dry: bool,
    },
    /// The reference: a handler that parses the same body and answers the same JSON
    #[command(hide = true)]
    Bare,
}

#[tokio::main]
async fn main() -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments = Arguments::parse();
    match arguments.command {
        Command::Contract { seconds, rounds } => {
            contract::run(&arguments.leme, seconds, rounds).await
        }
        Command::Chaos { seconds, clients, kills, dry } => {
            chaos::run(&arguments.leme, &chaos::Plan { seconds, clients, kills, dry }).await
        }
        Command::Bare => bare::serve().await,
    }
}
