//! Tells the caller that an answer is a repeat: `Idempotent-Replay: true`.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

const HEADER: HeaderName = HeaderName::from_static("idempotent-replay");

tokio::task_local! {
    static REPLAYED: Arc<AtomicBool>;
}

/// Says that this request is answered from what was kept.
pub(super) fn mark() {
    REPLAYED.try_with(|replayed| replayed.store(true, Ordering::Relaxed)).ok();
}

/// Middleware: adds the header where [`mark`] was called.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let replayed = Arc::new(AtomicBool::new(false));
    let mut response = REPLAYED.scope(replayed.clone(), next.run(request)).await;
    if replayed.load(Ordering::Relaxed) {
        response.headers_mut().insert(HEADER, HeaderValue::from_static("true"));
    }
    response
}
