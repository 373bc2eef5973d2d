//! One span and one set of numbers per request. Labels are a closed set: never a tenant.
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use leme_contract::headers::{RUNTIME_ID, TENANT_ID};
use tracing::{Instrument, Span};

use super::correlation;

/// Middleware: logs the request when it is done and counts it.
pub async fn layer(request: Request, next: Next) -> Response {
    let route = route_of(&request);
    let method = request.method().clone();
    let span = span(&request, &route);
    let start = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let elapsed = start.elapsed();
    // The status stands in the line alone: recorded on the span, all its fields would be parsed
    // and written once more for every request.
    span.in_scope(|| {
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(duration_ms, "{method} {route} answered {status}");
    });
    count(method.as_str(), route, status, elapsed.as_secs_f64());
    response
}

fn route_of(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned()
}

fn span(request: &Request, route: &str) -> Span {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    tracing::info_span!(
        "http.request",
        correlation_id = %correlation::current(),
        tenant_id = header(TENANT_ID).unwrap_or_default(),
        runtime_id = header(RUNTIME_ID).unwrap_or_default(),
        http.method = %request.method(),
        http.route = %route,
    )
}

fn count(method: &str, route: String, status: u16, seconds: f64) {
    let labels = [
        ("method", method.to_owned()),
        ("route", route),
        ("status", format!("{}xx", status / 100)),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(seconds);
}
