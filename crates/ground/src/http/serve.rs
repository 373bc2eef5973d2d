//! Serves a router: the layers every role has, TCP_NODELAY, and a drain that finishes what began.
use std::any::Any;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use leme_base::limits::BODY_BYTES_MAX;
use leme_contract::codes;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

use super::health::{self, Readiness};
use super::{correlation, observe};
use crate::error::{During, Error, Result};
use crate::idempotency;
use crate::tasks::Tasks;

/// Seconds a request may take before it is answered 503.
const REQUEST_S: u64 = 25;
/// Seconds that open requests get to finish when the process stops.
const DRAIN_S: u64 = 10;

/// How often measured samples are folded into their buckets.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Adds what every role has: 404 and 405 as problems, body limit, time limit, panic → 500,
/// correlation, one span and one count per request, and the health routes.
pub fn with_layers(router: Router, readiness: Readiness) -> Router {
    router
        .fallback(|| async { Error::NotFound { kind: "page" } })
        .method_not_allowed_fallback(|| async {
            let public = "This path does not take that method.";
            Error::refused(StatusCode::METHOD_NOT_ALLOWED, codes::METHOD_NOT_ALLOWED, public)
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(idempotency::layer))
        .layer(middleware::from_fn(time_limit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(observe::layer))
        .merge(health::router(readiness))
        .layer(middleware::from_fn(correlation::layer))
}

/// Binds the address a role was given.
pub async fn bind(addr: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(addr).await.during("binding the listening address")
}

/// Serves until the tasks are told to stop, then drains.
pub async fn serve(listener: TcpListener, router: Router, tasks: &Tasks) -> Result<()> {
    keep_metrics_small(tasks);
    let stopping = tasks.stopping();
    let deadline = tasks.stopping();
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(stopping);
    tokio::select! {
        outcome = served.into_future() => outcome.during("serving"),
        () = async {
            deadline.await;
            tokio::time::sleep(Duration::from_secs(DRAIN_S)).await;
        } => {
            tracing::warn!("some requests did not finish within the drain time");
            Ok(())
        }
    }
}

/// Folds measured samples into their buckets: where nobody scrapes, they would pile up.
fn keep_metrics_small(tasks: &Tasks) {
    tasks.every("metrics", METRICS_UPKEEP, || async {
        if let Some(recorder) = health::recorder() {
            recorder.run_upkeep();
        }
    });
}

async fn time_limit(request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(REQUEST_S);
    if let Ok(response) = tokio::time::timeout(limit, next.run(request)).await {
        return response;
    }
    let public = "This took too long. Nothing may have happened; try again.";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let mut response = Error::refused(status, codes::REQUEST_TIMEOUT, public).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, 1.into());
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown cause");
    Error::internal("handling a request (panic)", text.to_owned()).into_response()
}
