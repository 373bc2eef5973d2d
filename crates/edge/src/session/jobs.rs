//! Hears which sessions changed, writes when they were used, removes those that are over.
use std::time::Duration;

use leme_ground::error::{Chain, Result};

use super::model::{Hash, idle_since};
use crate::app::App;

/// How often uses are written.
const FLUSH: Duration = Duration::from_secs(30);
/// How often sessions that are over are removed.
const SWEEP: Duration = Duration::from_mins(5);
/// How long to wait before listening again.
const AGAIN: Duration = Duration::from_secs(1);

/// Starts the three.
pub fn start(app: &App) {
    let stopping = app.tasks.stopping();
    let listening = app.clone();
    app.tasks.spawn("session changes", async move {
        tokio::select! {
            () = stopping => {}
            () = listen(&listening) => {}
        }
    });
    let flushed = app.clone();
    app.tasks.every("session uses", FLUSH, move || {
        let app = flushed.clone();
        async move { quiet(app.sessions.flush().await) }
    });
    let swept = app.clone();
    app.tasks.every("session sweep", SWEEP, move || {
        let app = swept.clone();
        async move {
            let now = app.clock.now();
            quiet(app.sessions.sweep(now, idle_since(now)).await.map(drop));
        }
    });
}

async fn listen(app: &App) {
    loop {
        quiet(hear(app).await);
        // What happened meanwhile is unknown.
        app.sessions.forget_all();
        tokio::time::sleep(AGAIN).await;
    }
}

async fn hear(app: &App) -> Result<()> {
    let mut changes = app.sessions.changes().await?;
    app.sessions.forget_all();
    loop {
        match changes.next().await?.as_deref().and_then(parse) {
            Some(hash) => app.sessions.forget(&hash).await,
            None => app.sessions.forget_all(),
        }
    }
}

fn parse(text: &str) -> Option<Hash> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(pair).collect();
    bytes?.try_into().ok()
}

fn quiet(outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::warn!(error = %Chain(&error), "sessions wait for the database");
    }
}
