//! Sends traces to an OTLP collector, from a thread of their own and through ground's HTTP client.
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::{Builder, Runtime};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::error::{During, Error, Result};
use crate::http::client::client;

const TIMEOUT: Duration = Duration::from_secs(5);

/// Makes traces of `role` and sends them to `endpoint`, a whole URL.
pub(super) fn provider(endpoint: &str, role: &'static str) -> Result<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender::new()?)
        .with_endpoint(endpoint)
        .with_timeout(TIMEOUT)
        .build()
        .map_err(|error| Error::internal("preparing the trace export", error))?;
    let resource = Resource::builder()
        .with_service_name(format!("leme-{role}"))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}

/// The layer that makes spans into traces.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + Send + Sync + use<S>
where
    S: Subscriber + for<'s> LookupSpan<'s> + Send + Sync,
{
    tracing_opentelemetry::layer().with_tracer(provider.tracer("leme"))
}

/// Runs each request to its end on the thread of the batch: the process's own runtime may be
/// stopping when the last traces are sent.
#[derive(Debug)]
struct Sender {
    client: reqwest::Client,
    runtime: Option<Runtime>,
}

impl Sender {
    fn new() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = Some(runtime.during("making the trace export's runtime")?);
        Ok(Self { client: client(TIMEOUT)?, runtime })
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.client.execute(request.try_into()?).await?;
        let status = answer.status();
        let mut response = Response::new(answer.bytes().await?);
        *response.status_mut() = status;
        Ok(response)
    }
}

impl HttpClient for Sender {
    // What `async_trait` would write; the house does without the macro.
    fn send_bytes<'s, 'f>(
        &'s self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            let runtime = self.runtime.as_ref().ok_or("the trace export has ended")?;
            runtime.block_on(self.send(request))
        })
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        // A runtime that is simply dropped would block, which an async caller may not.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
