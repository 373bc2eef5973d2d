//! `leme`: every role and every tool in one program; `up` runs them all on one machine.
#![expect(
    clippy::disallowed_methods,
    reason = "the program's outermost layer: it owns the process"
)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people: it prints")]

mod clean;
mod ctl;
mod database;
mod documents;
mod down;
mod lifeline;
mod migrate;
mod roles;
mod secrets;
mod seed;
mod state;
mod up;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

use roles::Role;
use state::StateDir;

#[derive(Parser)]
#[command(name = "leme", version, about = "Leme: govern, sell, run and learn on one machine")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything and supervise it
    Up(up::Options),
    /// Stop what `up --detach` started
    Down,
    /// Stop everything and remove its state, the database too
    Clean,
    /// Bring the database's schemas up to date
    Migrate(DatabaseArguments),
    /// Put the demo organisations and people there, unless they are
    Seed(DatabaseArguments),
    /// Write the documents that are generated from the code
    Documents(documents::Options),
    /// Use the public API from the command line
    Ctl(Box<ctl::Arguments>),
    /// Run the Kernel
    Kernel(RoleArguments),
    /// Run the identity provider
    Idp(RoleArguments),
    /// Run the edge
    Edge(RoleArguments),
    /// Run the courses runtime
    Courses(RoleArguments),
    /// Import every course of a folder, for the platform to publish
    ImportCourses(ImportArguments),
}

#[derive(Args)]
struct DatabaseArguments {
    /// The owner's URL of a PostgreSQL database; the private one when absent
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Args)]
struct ImportArguments {
    /// A folder of course folders; content/courses/README.md describes the format
    folder: std::path::PathBuf,
    #[command(flatten)]
    database: DatabaseArguments,
}

#[derive(Args)]
struct RoleArguments {
    /// End when this process ends
    #[arg(long, hide = true)]
    parent: Option<u32>,
}

/// The system's allocator keeps gigabytes after a rush of password checks; this one gives back.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("leme: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// The whole story in one line; a cause whose text is kept from callers has none.
fn told(error: &anyhow::Error) -> String {
    let causes = error.chain().map(ToString::to_string).filter(|cause| !cause.is_empty());
    causes.collect::<Vec<_>>().join(": ")
}

fn run(command: Command) -> Result<()> {
    match command {
        // One thread: a child is told of the death of the *thread* that made it.
        Command::Up(options) => single()?.block_on(up::run(&StateDir::locate()?, options)),
        Command::Down => single()?.block_on(down::run(&StateDir::locate()?)),
        Command::Clean => single()?.block_on(clean::run(&StateDir::locate()?)),
        Command::Migrate(arguments) => single()?.block_on(migrate_alone(arguments)),
        Command::Seed(arguments) => single()?.block_on(seed_alone(arguments)),
        Command::Documents(options) => documents::run(&options),
        Command::Ctl(arguments) => single()?.block_on(ctl::run(&StateDir::locate()?, *arguments)),
        Command::Kernel(arguments) => run_role(Role::Kernel, &arguments),
        Command::Idp(arguments) => run_role(Role::Idp, &arguments),
        Command::Edge(arguments) => run_role(Role::Edge, &arguments),
        Command::Courses(arguments) => run_role(Role::Courses, &arguments),
        Command::ImportCourses(arguments) => single()?.block_on(import_courses(&arguments)),
    }
}

fn run_role(role: Role, arguments: &RoleArguments) -> Result<()> {
    if let Some(parent) = arguments.parent {
        lifeline::tie_to(parent)?;
    }
    let runtime = Builder::new_multi_thread().enable_all().build();
    runtime.context("starting the runtime")?.block_on(roles::run(role))
}

async fn migrate_alone(arguments: DatabaseArguments) -> Result<()> {
    let database = open_database(&arguments)?;
    let migrated = migrate::run(&database).await;
    database.leave()?;
    migrated
}

async fn seed_alone(arguments: DatabaseArguments) -> Result<()> {
    let state = StateDir::locate()?;
    let secrets = secrets::Secrets::load(&state)?;
    let database = open_database(&arguments)?;
    let seeded = seed::run(&database, &secrets, up::DEFAULT_PUBLIC_URL).await;
    database.leave()?;
    up::table::print_sign_ins(&seeded?.sign_ins);
    Ok(())
}

async fn import_courses(arguments: &ImportArguments) -> Result<()> {
    let state = StateDir::locate()?;
    let secrets = secrets::Secrets::load(&state)?;
    let database = open_database(&arguments.database)?;
    let imported = seed::import(&database, &secrets, &arguments.folder).await;
    database.leave()?;
    println!("{}", imported?);
    Ok(())
}

fn open_database(arguments: &DatabaseArguments) -> Result<database::Database> {
    let state = StateDir::locate()?;
    let secrets = secrets::Secrets::load(&state)?;
    database::Database::open(&state, &secrets, arguments.database_url.as_deref())
}

fn single() -> Result<Runtime> {
    Builder::new_current_thread().enable_all().build().context("starting the runtime")
}
