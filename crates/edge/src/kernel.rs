//! The edge's own questions to the Kernel: routes, how to sign in, who somebody is.
use http::StatusCode;
use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_ground::error::{During, Error, Result};
use leme_ground::http::correlation;
use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::limits::BACKCHANNEL_BYTES_MAX;
use crate::routing::model::Config;

/// How people of an organisation sign in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Connection {
    /// Which connection it is.
    pub connection_id: String,
    /// The identity provider.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there, if it gave us one.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Which of its tokens the Kernel takes.
    #[serde(default)]
    pub token_use: TokenUse,
}

/// Which token of an identity provider the Kernel takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenUse {
    /// The access token.
    #[default]
    Access,
    /// The ID token.
    Id,
}

/// Who somebody is, from `GET /v1/me`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Me {
    /// What people call them.
    #[serde(default)]
    pub name: Option<String>,
    /// Their address.
    #[serde(default)]
    pub email: Option<String>,
    /// Where they belong.
    #[serde(default)]
    pub memberships: Vec<KernelMembership>,
}

/// One membership as the Kernel tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct KernelMembership {
    /// The organisation.
    pub tenant: KernelTenant,
    /// The roles there.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// An organisation as the Kernel tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct KernelTenant {
    /// Its id.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its short name.
    pub slug: String,
}

/// Speaks to the Kernel.
#[derive(Clone, Debug)]
pub struct Kernel {
    client: Client,
    url: String,
    token: Secret<String>,
}

impl Kernel {
    /// A client for the Kernel at `url`.
    pub const fn new(client: Client, url: String, token: Secret<String>) -> Self {
        Self { client, url, token }
    }

    /// The routes and their ETag; `None` when they are still those of `etag`.
    pub async fn routes(&self, etag: Option<&str>) -> Result<Option<(Config, Option<String>)>> {
        let mut request = self.internal("/internal/edge/config");
        if let Some(etag) = etag {
            request = request.header("if-none-match", etag);
        }
        let response = request.send().await.during("asking for the routes")?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag = response.headers().get("etag").and_then(|tag| tag.to_str().ok());
        let etag = etag.map(str::to_owned);
        Ok(Some((read(response, "reading the routes").await?, etag)))
    }

    /// How to sign in, to an organisation or in general; `None` for an unknown organisation.
    pub async fn signin(&self, tenant: Option<&str>) -> Result<Option<Connection>> {
        let mut request = self.internal("/internal/signin");
        if let Some(tenant) = tenant {
            request = request.query(&[("tenant", tenant)]);
        }
        let response = request.send().await.during("asking how to sign in")?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        read(response, "reading how to sign in").await.map(Some)
    }

    /// Who the bearer of a token is; `None` when the Kernel does not take the token.
    pub async fn me(&self, bearer: &str) -> Result<Option<Me>> {
        let request = self.client.get(format!("{}/v1/me", self.url)).bearer_auth(bearer);
        let request = request.header("x-correlation-id", correlation::current());
        let response = request.send().await.during("asking who somebody is")?;
        match response.status() {
            StatusCode::UNAUTHORIZED => Ok(None),
            // Known to an identity provider, but to no organisation.
            StatusCode::FORBIDDEN => Ok(Some(Me::default())),
            _ => read(response, "reading who somebody is").await.map(Some),
        }
    }

    fn internal(&self, path: &str) -> RequestBuilder {
        let request = self.client.get(format!("{}{path}", self.url));
        request.bearer_auth(self.token.reveal()).header("x-correlation-id", correlation::current())
    }
}

/// Reads a successful JSON answer of limited size; every other answer is "away".
pub async fn read<T: DeserializeOwned>(response: Response, doing: &'static str) -> Result<T> {
    if !response.status().is_success() {
        return Err(Error::unavailable(doing, format!("it answered {}", response.status())));
    }
    let bytes = body(response, doing).await?;
    serde_json::from_slice(&bytes).map_err(|error| Error::unavailable(doing, error))
}

/// Reads a body of limited size.
pub async fn body(mut response: Response, doing: &'static str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.during(doing)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > BACKCHANNEL_BYTES_MAX {
            return Err(Error::unavailable(doing, "the answer is too large"));
        }
    }
    Ok(bytes)
}
