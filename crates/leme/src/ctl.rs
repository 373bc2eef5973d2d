//! `leme ctl`: the thin command-line client of the public API.
mod api;
mod audit;
mod entitlement;
mod runtime;
mod show;
mod signin;
mod tenant;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::Value;

use crate::state::StateDir;
use crate::up::run_json::RunFile;
use api::Api;

/// Whom to ask, as whom, and how to show it.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Common {
    /// The public address; that of the running `up` when absent
    #[arg(long, global = true)]
    url: Option<String>,
    /// Sign in as this person; the demo owner when absent
    #[arg(long, global = true)]
    email: Option<String>,
    /// Their password
    #[arg(long, global = true, env = "LEME_CTL_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Act in this organisation (slug or id); the person's first one when absent
    #[arg(long, global = true)]
    acting: Option<String>,
    /// Print JSON as the API answered it
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Organisations
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Runtimes
    #[command(subcommand)]
    Runtime(runtime::Command),
    /// What organisations hold
    #[command(subcommand)]
    Entitlement(entitlement::Command),
    /// What happened
    #[command(subcommand)]
    Audit(audit::Command),
    /// Print an access token, for curl
    Token,
}

/// What a command answers: the API's JSON, and the columns of its table.
pub(crate) struct Answer {
    pub(crate) value: Value,
    pub(crate) columns: &'static [&'static str],
}

/// Signs in, does one thing, shows it.
pub(crate) async fn run(state: &StateDir, arguments: Arguments) -> Result<()> {
    let common = arguments.common;
    let json = common.json;
    let api = connect(state, common).await?;
    let answer = match arguments.command {
        Command::Tenant(command) => tenant::run(&api, command).await?,
        Command::Runtime(command) => runtime::run(&api, command).await?,
        Command::Entitlement(command) => entitlement::run(&api, command).await?,
        Command::Audit(command) => audit::run(&api, command).await?,
        Command::Token => {
            println!("{}", api.token());
            return Ok(());
        }
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&answer.value)?);
    } else {
        print!("{}", show::table(&answer));
    }
    Ok(())
}

async fn connect(state: &StateDir, common: Common) -> Result<Api> {
    let running = RunFile::read(state);
    let url = common.url.or_else(|| running.as_ref().map(|run| run.public_url.clone()));
    let url = url.context("nothing runs here: start it with ./leme up, or give --url")?;
    let demo = running.iter().flat_map(|run| &run.sign_ins);
    let (email, password) = match (common.email, common.password) {
        (Some(email), Some(password)) => (email, password),
        (None, _) => {
            let owner = demo.into_iter().next();
            let owner =
                owner.context("give --email and --password: there is no demo owner here")?;
            (owner.email.clone(), owner.password.clone())
        }
        (Some(email), None) => {
            let known = demo.into_iter().find(|person| person.email == email);
            let known = known.context("give --password, or set LEME_CTL_PASSWORD")?;
            (email, known.password.clone())
        }
    };
    let token = signin::access_token(&url, &email, &password).await?;
    Api::open(url, token, common.acting.as_deref()).await
}
