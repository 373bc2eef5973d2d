//! A small Kernel and a small runtime: real servers that show what reaches them.
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use futures_util::{StreamExt, stream};
use hyper_util::rt::TokioIo;
use leme_edge::kernel::Connection;
use leme_testkit::Service;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::EDGE_TOKEN;

/// A running Kernel, as far as the edge sees it.
pub(crate) struct Kernel {
    service: Service,
    book: Shared,
}

type Shared = Arc<Book>;

struct Book {
    connection: Connection,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    runtimes: Vec<Value>,
    version: u64,
    memberships: Vec<Value>,
    unchanged: usize,
}

/// The two organisations that Ada belongs to.
pub(crate) const ACME: &str = "01900000-0000-7000-8000-00000000000a";
pub(crate) const BETA: &str = "01900000-0000-7000-8000-00000000000b";

impl Kernel {
    pub(crate) async fn start(connection: Connection) -> Self {
        let memberships = vec![membership(ACME, "acme"), membership(BETA, "beta")];
        let notes = Mutex::new(Notes { memberships, ..Notes::default() });
        let book = Arc::new(Book { connection, notes });
        let router = Router::new()
            .route("/internal/edge/config", get(config))
            .route("/internal/signin", get(signin))
            .route("/v1/me", get(me))
            .with_state(Arc::clone(&book))
            .fallback(echo);
        Self { service: Service::start(router).await, book }
    }

    pub(crate) fn url(&self) -> String {
        self.service.url()
    }

    /// Tells of a runtime, in place of what was told of its product.
    pub(crate) fn route(&self, product: &str, endpoint: &str, suspended: bool) {
        let mut notes = self.book.notes.lock().unwrap();
        notes.runtimes.retain(|told| told["product"] != product);
        notes.runtimes.push(json!({
            "product": product, "runtime_id": ACME, "endpoint": endpoint, "suspended": suspended,
        }));
        notes.version += 1;
    }

    pub(crate) fn memberships(&self, slugs: &[(&str, &str)]) {
        let told = slugs.iter().map(|(id, slug)| membership(id, slug)).collect();
        self.book.notes.lock().unwrap().memberships = told;
    }

    /// How often the routes were asked for and had not changed.
    pub(crate) fn unchanged(&self) -> usize {
        self.book.notes.lock().unwrap().unchanged
    }

    pub(crate) async fn stop(&self) {
        self.service.stop().await;
    }
}

fn membership(id: &str, slug: &str) -> Value {
    let tenant = json!({ "tenant_id": id, "name": slug, "slug": slug, "type": "company",
                         "status": "active", "policies": {} });
    json!({ "tenant": tenant, "identity_id": id, "roles": ["member"] })
}

fn trusted(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|told| *told == format!("Bearer {EDGE_TOKEN}"))
}

async fn config(State(book): State<Shared>, headers: HeaderMap) -> Response {
    if !trusted(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut notes = book.notes.lock().unwrap();
    let etag = format!("\"{}\"", notes.version);
    if headers.get("if-none-match").is_some_and(|told| *told == etag) {
        notes.unchanged += 1;
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let told = json!({ "version": notes.version, "runtimes": notes.runtimes, "later": true });
    ([("etag", etag)], Json(told)).into_response()
}

async fn signin(State(book): State<Shared>, request: Request) -> Response {
    let unknown = request.uri().query().is_some_and(|query| query.contains("nowhere"));
    if unknown || !trusted(request.headers()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(&book.connection).into_response()
}

async fn me(State(book): State<Shared>, headers: HeaderMap) -> Response {
    let bearer = headers.get("authorization").and_then(|told| told.to_str().ok());
    if !bearer.unwrap_or_default().starts_with("Bearer access-") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let memberships = book.notes.lock().unwrap().memberships.clone();
    Json(json!({ "subject": "ada", "name": "Ada Lima", "email": "ada@leme.test",
                 "memberships": memberships }))
    .into_response()
}

/// Shows what reached it.
async fn echo(request: Request) -> Json<Value> {
    let headers: serde_json::Map<String, Value> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes()))))
        .collect();
    let (method, uri) = (request.method().to_string(), request.uri().to_string());
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    Json(json!({ "method": method, "uri": uri, "headers": headers, "body": body }))
}

/// A runtime with every kind of answer.
pub(crate) fn runtime() -> Router {
    Router::new()
        .route("/v1/large", get(large))
        .route("/v1/count", post(count))
        .route("/v1/events", get(events))
        .route("/v1/socket", any(socket))
        .route("/v1/slow", any(slow))
        .route("/v1/half", get(half))
        .route("/v1/greedy", get(greedy))
        .route("/v1/bare", get(|| async { StatusCode::BAD_GATEWAY }))
        .fallback(echo)
}

pub(crate) const CHUNK: usize = 64 * 1024;
pub(crate) const CHUNKS: usize = 800;

async fn large() -> Body {
    let chunk = Bytes::from(vec![7_u8; CHUNK]);
    let chunks = stream::repeat(chunk).take(CHUNKS);
    Body::from_stream(chunks.map(Ok::<_, Infallible>))
}

async fn count(request: Request) -> String {
    let mut chunks = request.into_body().into_data_stream();
    let mut total = 0;
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else { return "broken".to_owned() };
        total += chunk.len();
    }
    total.to_string()
}

async fn events() -> Response {
    let first = stream::once(async { Ok::<_, Infallible>("data: first\n\n") });
    let body = Body::from_stream(first.chain(stream::pending()));
    ([("content-type", "text/event-stream")], body).into_response()
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_secs(3)).await;
    "late"
}

/// Promises much and breaks off.
async fn half() -> Response {
    let first = stream::once(async { Ok("half") });
    let breaks = stream::once(async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::other("broken off"))
    });
    ([("content-length", "1000")], Body::from_stream(first.chain(breaks))).into_response()
}

/// Says what a product may not say.
async fn greedy() -> Response {
    let headers = [
        ("set-cookie", "leme_session=stolen; Path=/"),
        ("service-worker-allowed", "/"),
        ("content-security-policy", "default-src *"),
        ("content-type", "text/html"),
    ];
    (headers, "<script>alert(1)</script>").into_response()
}

/// Changes to a protocol that sends every byte back.
async fn socket(mut request: Request) -> Response {
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(stream) = upgrade.await else { return };
        let (mut stream, mut buf) = (TokioIo::new(stream), [0; 1024]);
        while let Ok(read @ 1..) = stream.read(&mut buf).await {
            if stream.write_all(&buf[..read]).await.is_err() {
                return;
            }
        }
    });
    let seen = |name: &str| request.headers().get(name).cloned().unwrap_or("-".parse().unwrap());
    let (tenant, key) = (seen("x-tenant-id"), seen("sec-websocket-key"));
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert("connection", "upgrade".parse().unwrap());
    headers.insert("upgrade", "websocket".parse().unwrap());
    headers.insert("x-seen-tenant", tenant);
    headers.insert("x-seen-key", key);
    response
}
