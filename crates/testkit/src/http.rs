//! A client that reads like the test: `acme.post("/v1/things", json!({})).await.expect(201)`.
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use leme_base::ids::TenantId;
use leme_contract::headers::{IDEMPOTENCY_KEY, TENANT_ID};
use leme_ground::http::client::client;
use reqwest::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Calls one base URL with the headers it was given.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    base: String,
    headers: HeaderMap,
}

impl Http {
    /// A client without headers.
    pub fn new(base: &str) -> Self {
        let client = client(TIMEOUT).expect("an HTTP client");
        Self { client, base: base.trim_end_matches('/').to_owned(), headers: HeaderMap::new() }
    }

    /// The same client that also sends a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name_of(name), value_of(value));
        self
    }

    /// The same client with a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The same client in the context of a tenant.
    #[must_use]
    pub fn tenant(self, tenant: TenantId) -> Self {
        self.with(TENANT_ID, &tenant.to_string())
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Call {
        self.call(&Method::GET, path)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> Call {
        self.call(&Method::DELETE, path)
    }

    /// `POST path` with JSON.
    pub fn post(&self, path: &str, body: impl Serialize) -> Call {
        self.call(&Method::POST, path).json(body)
    }

    /// `PUT path` with JSON.
    pub fn put(&self, path: &str, body: impl Serialize) -> Call {
        self.call(&Method::PUT, path).json(body)
    }

    /// `PATCH path` with JSON.
    pub fn patch(&self, path: &str, body: impl Serialize) -> Call {
        self.call(&Method::PATCH, path).json(body)
    }

    /// Any method.
    pub fn call(&self, method: &Method, path: &str) -> Call {
        let url = if path.starts_with("http") { path.to_owned() } else { self.base.clone() + path };
        let request = self.client.request(method.clone(), &url).headers(self.headers.clone());
        Call { request, what: format!("{method} {path}") }
    }
}

/// A call about to be made: `.await` makes it.
#[derive(Debug)]
#[must_use = "await it"]
pub struct Call {
    request: reqwest::RequestBuilder,
    what: String,
}

impl Call {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name_of(name), value_of(value));
        self
    }

    /// Adds an idempotency key.
    pub fn key(self, key: &str) -> Self {
        self.header(IDEMPOTENCY_KEY, key)
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.request = self.request.json(&body);
        self
    }

    /// Sets a form body.
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.request = self.request.form(fields);
        self
    }

    /// Sets a body of bytes.
    pub fn body(mut self, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.request = self.request.header("content-type", value_of(kind)).body(bytes.into());
        self
    }

    /// Makes the call; the error when no answer came at all.
    pub async fn try_send(self) -> Result<Reply, reqwest::Error> {
        let answer = self.request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await?.to_vec();
        Ok(Reply { what: self.what, status, headers, body })
    }
}

impl IntoFuture for Call {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let what = self.what.clone();
            self.try_send().await.unwrap_or_else(|error| panic!("{what}: {error:?}"))
        })
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    what: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// Fails the test, showing the body, unless the status is this one.
    #[expect(clippy::return_self_not_must_use, reason = "often the status is all there is to say")]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered {}", self.what, self.text());
        self
    }

    /// Fails the test unless it is a problem with this status and code; gives the problem.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let reply = self.expect(status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.what);
        let problem: Value = reply.json();
        assert_eq!(problem["code"], code, "{} answered {}", reply.what, reply.text());
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

fn name_of(name: &str) -> HeaderName {
    HeaderName::from_bytes(name.as_bytes()).expect("a header name")
}

fn value_of(value: &str) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).expect("a header value")
}
