//! Asks the Kernel for the routes again and again; what was heard last holds until it speaks.
use std::sync::Arc;

use leme_ground::error::Chain;

use super::model::Config;
use crate::app::App;
use crate::limits::ROUTES_POLL;

/// Starts the polling.
pub fn start(app: &App) {
    let polled = app.clone();
    let state = Arc::new(tokio::sync::Mutex::new(Heard::default()));
    app.tasks.every("routes", ROUTES_POLL, move || {
        let (app, state) = (polled.clone(), Arc::clone(&state));
        async move { step(&app, &mut *state.lock().await).await }
    });
}

/// What the Kernel said last.
#[derive(Debug, Default)]
struct Heard {
    etag: Option<String>,
    silent: bool,
}

async fn step(app: &App, heard: &mut Heard) {
    match app.kernel.routes(heard.etag.as_deref()).await {
        Ok(Some((config, etag))) => {
            apply(app, config);
            *heard = Heard { etag, silent: false };
        }
        Ok(None) => heard.silent = false,
        Err(error) => {
            if !heard.silent {
                tracing::warn!(error = %Chain(&error), "the Kernel is away; the last routes hold");
            }
            heard.silent = true;
        }
    }
    metrics::gauge!("edge_routes_stale").set(if heard.silent { 1.0 } else { 0.0 });
}

fn apply(app: &App, config: Config) {
    tracing::info!(runtimes = config.runtimes.len(), "routes changed");
    let table = app.routes.load().with(config);
    app.routes.store(Arc::new(table));
}
