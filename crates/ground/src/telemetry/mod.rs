//! What a process says about itself: log lines, metrics, and traces when a collector is given.
mod export;
mod json;
pub(crate) mod process;

use std::io::stdout;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{ConfigError, Env, Var, vars};
use crate::error::{Error, Result};
use crate::http::health;

/// Keeps the telemetry alive; when dropped, the last traces are sent.
#[derive(Debug)]
#[must_use = "dropping it ends the traces"]
pub struct Guard {
    traces: Option<SdkTracerProvider>,
}

/// Starts logging, metrics and traces for a role. Once per process.
pub fn init(env: &Env, role: &'static str) -> Result<Guard> {
    health::recorder();
    let traces = match env.find::<String>(&vars::OTLP_ENDPOINT)? {
        Some(endpoint) => Some(export::provider(&endpoint, role)?),
        None => None,
    };
    tracing_subscriber::registry()
        .with(lines(env)?)
        .with(filter(env)?)
        .with(traces.as_ref().map(export::layer))
        .try_init()
        .map_err(|error| Error::internal("starting the log", error))?;
    Ok(Guard { traces })
}

type Lines = Box<dyn Layer<Registry> + Send + Sync>;

fn lines(env: &Env) -> Result<Lines, ConfigError> {
    match env.get::<String>(&vars::LOG_FORMAT)?.as_str() {
        "json" => Ok(json::layer(stdout).boxed()),
        "text" => Ok(fmt::layer().with_writer(stdout).with_target(false).boxed()),
        other => Err(bad(&vars::LOG_FORMAT, format!("`{other}` is neither json nor text"))),
    }
}

fn filter(env: &Env) -> Result<EnvFilter, ConfigError> {
    let text = env.get::<String>(&vars::LOG)?;
    EnvFilter::try_new(&text).map_err(|why| bad(&vars::LOG, why.to_string()))
}

const fn bad(var: &Var, why: String) -> ConfigError {
    ConfigError::Bad { name: var.name, doc: var.doc, why }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(traces) = self.traces.take() {
            // A collector that is away must not fail the stop of a process.
            traces.shutdown().ok();
        }
    }
}
