//! The pooled connections to upstreams, and what their failures mean to a caller.
use std::time::Duration;

use axum::body::Body;
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use leme_contract::codes;
use leme_ground::error::Error;

use super::upload::Progress;
use crate::limits;

/// A client for every upstream.
#[derive(Clone, Debug)]
pub struct Upstreams {
    client: Client<HttpConnector, Body>,
    patience: Duration,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// No connection.
    Away(ClientError),
    /// A connection, but no answer that makes sense.
    Broken(ClientError),
    /// No answer in time.
    Slow,
    /// The caller stopped sending its request.
    CallerStalled,
}

impl Upstreams {
    /// No connections yet; answers are waited for as long as `patience`.
    pub fn new(patience: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(limits::CONNECT));
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(limits::UPSTREAM_IDLE)
            .pool_max_idle_per_host(limits::IDLE_PER_UPSTREAM)
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .set_host(false)
            .build(connector);
        Self { client, patience }
    }

    /// Sends a request and waits for the head of the answer. The time counts from the last byte
    /// of the request: a long upload is not a slow upstream.
    pub async fn send(
        &self,
        request: Request<Body>,
        progress: &Progress,
    ) -> Result<Response<Incoming>, Failure> {
        let mut answer = std::pin::pin!(self.client.request(request));
        loop {
            let deadline = progress.last() + self.patience;
            match tokio::time::timeout_at(deadline, answer.as_mut()).await {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(_)) if progress.stalled() => return Err(Failure::CallerStalled),
                Ok(Err(error)) if error.is_connect() => return Err(Failure::Away(error)),
                Ok(Err(error)) => return Err(Failure::Broken(error)),
                Err(_) if progress.last() + self.patience > deadline => {}
                Err(_) => return Err(Failure::Slow),
            }
        }
    }
}

impl Failure {
    /// The answer to the caller.
    pub fn answer(self, product: &str) -> axum::response::Response {
        use axum::response::IntoResponse;
        let refused = |status, public: &str| Error::refused(status, codes::UNAVAILABLE, public);
        let (error, retry_s) = match self {
            Self::Away(error) => {
                tracing::warn!(%product, error = %leme_ground::error::Chain(&error), "an upstream is away");
                (refused(StatusCode::SERVICE_UNAVAILABLE, "This part is away. Try again soon."), 2)
            }
            Self::Broken(error) => {
                tracing::warn!(%product, error = %leme_ground::error::Chain(&error), "an upstream broke off");
                (refused(StatusCode::BAD_GATEWAY, "This part broke off. Try again soon."), 1)
            }
            Self::Slow => {
                tracing::warn!(%product, "an upstream is too slow");
                (
                    refused(
                        StatusCode::GATEWAY_TIMEOUT,
                        "This part takes too long. Try again later.",
                    ),
                    5,
                )
            }
            Self::CallerStalled => {
                let public = "The request stopped coming.";
                let status = StatusCode::REQUEST_TIMEOUT;
                (Error::refused(status, codes::REQUEST_TIMEOUT, public), 1)
            }
        };
        let mut response = error.into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_s));
        response
    }
}
