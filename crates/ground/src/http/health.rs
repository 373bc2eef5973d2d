//! `/healthz` (the process lives), `/readyz` (it can serve), `/metrics`.
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::error::{Error, Result};
use crate::telemetry::process;

type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// What must answer before a role takes traffic.
#[derive(Clone, Default)]
pub struct Readiness {
    checks: Vec<(&'static str, Check)>,
}

impl Readiness {
    /// Ready at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a named check.
    #[must_use]
    pub fn with<F>(
        mut self,
        name: &'static str,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.checks.push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    async fn ready(&self) -> Result<&'static str> {
        for (name, check) in &self.checks {
            check().await.map_err(|error| Error::unavailable(name, error))?;
        }
        Ok("ready")
    }
}

/// The three routes, for every role.
pub fn router(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive" }))
        .route("/readyz", get(move || async move { readiness.ready().await }))
        .route("/metrics", get(|| async { render() }))
}

fn render() -> (StatusCode, String) {
    recorder().map_or((StatusCode::NOT_FOUND, String::new()), |handle| {
        process::measure();
        handle.run_upkeep();
        (StatusCode::OK, handle.render())
    })
}

/// The process-wide recorder, installed at first use; `None` if another one was there before.
pub fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets)
                .ok()?
                .install_recorder()
                .ok()
        })
        .as_ref()
}
