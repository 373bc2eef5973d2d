//! One id for a request across all processes: made when absent, always echoed.
use std::future::Future;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use leme_base::ids::CorrelationId;
use leme_base::time::Clock;
use leme_contract::headers::CORRELATION_ID;

tokio::task_local! {
    static CURRENT: String;
}

const CHARS_MAX: usize = 64;

/// The id of the request that this task works for; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Runs `work` under a given id, for jobs that continue what a request began.
pub async fn within<F: Future>(id: String, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}

/// Takes the caller's id if it is a sane one, or makes one.
pub fn of(headers: &HeaderMap) -> String {
    let given = headers.get(CORRELATION_ID).and_then(|value| value.to_str().ok());
    let sane = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    given
        .filter(|text| !text.is_empty() && text.len() <= CHARS_MAX && text.chars().all(sane))
        .map_or_else(|| CorrelationId::at(Clock::System.now()).to_string(), str::to_owned)
}

/// Middleware: gives the request its id and the response the same.
pub async fn layer(request: Request, next: Next) -> Response {
    let id = of(request.headers());
    let mut response = within(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(CORRELATION_ID, value);
    }
    response
}
