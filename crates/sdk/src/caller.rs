//! One call to the Kernel: the headers of the contract out, an answer or a problem back.
use std::io;
use std::time::Duration;

use leme_base::ids::{RuntimeId, TenantId};
use leme_contract::headers::{CONTRACT_VERSION, CORRELATION_ID, RUNTIME_ID, TENANT_ID};
use reqwest::{Client, Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::correlation;
use crate::error::{Error, Result};

/// What is asked, of whom, in whose name.
#[derive(Clone, Debug)]
pub(crate) struct Call<'c> {
    pub(crate) doing: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'c str,
    pub(crate) tenant: TenantId,
    pub(crate) runtime: Option<RuntimeId>,
    pub(crate) bearer: Option<&'c str>,
}

/// The connection to the Kernel.
#[derive(Debug)]
pub(crate) struct Caller {
    client: Client,
    base: String,
}

/// The part of a problem document that programs need.
#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    detail: String,
}

impl Caller {
    pub(crate) fn new(base: &str, timeout: Duration) -> Result<Self> {
        // The process may have chosen its TLS provider before; either way there is one.
        rustls::crypto::ring::default_provider().install_default().ok();
        #[expect(clippy::disallowed_methods, reason = "runtimes have no ground; this is their one")]
        let builder = Client::builder();
        let client = builder
            .connect_timeout(timeout.min(Duration::from_secs(2)))
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .build()
            .map_err(|_| Error::Config("no HTTP client can be made"))?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned() })
    }

    /// Sends and reads. Everything that waiting may cure is `Unavailable`.
    pub(crate) async fn send<B, T>(&self, call: &Call<'_>, body: Option<&B>) -> Result<T>
    where
        B: Serialize + ?Sized + Sync,
        T: DeserializeOwned,
    {
        let mut request = self
            .client
            .request(call.method.clone(), format!("{}{}", self.base, call.path))
            .header(CONTRACT_VERSION, leme_contract::VERSION)
            .header(CORRELATION_ID, correlation::current())
            .header(TENANT_ID, call.tenant.to_string());
        if let Some(runtime) = call.runtime {
            request = request.header(RUNTIME_ID, runtime.to_string());
        }
        if let Some(bearer) = call.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let away = |error| Error::unavailable(call.doing, error);
        let response = request.send().await.map_err(away)?;
        if !response.status().is_success() {
            return Err(refusal(call.doing, response).await);
        }
        let bytes = response.bytes().await.map_err(away)?;
        serde_json::from_slice(&bytes).map_err(|error| Error::Nonsense {
            doing: call.doing,
            source: std::sync::Arc::new(error),
        })
    }
}

async fn refusal(doing: &'static str, response: Response) -> Error {
    let status = response.status();
    let bytes = response.bytes().await.unwrap_or_default();
    let problem: Problem = serde_json::from_slice(&bytes).unwrap_or_default();
    let passing = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    if passing {
        let text = format!("answered {} {}", status.as_u16(), problem.code);
        return Error::unavailable(doing, io::Error::other(text));
    }
    Error::Refused { doing, status: status.as_u16(), code: problem.code, detail: problem.detail }
}
