//! One signed-in person's view of the API.
use std::time::Duration;

use anyhow::{Context, Result, bail};
use leme_contract::headers::TENANT_ID;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// The API as one person, acting in one organisation.
pub(crate) struct Api {
    client: Client,
    url: String,
    token: String,
    acting: String,
}

/// A client that shows redirects instead of following them.
pub(super) fn client() -> Result<Client> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let builder = Client::builder()
        .timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none());
    builder.build().context("making an HTTP client")
}

impl Api {
    /// Finds the organisation to act in.
    pub(super) async fn open(url: String, token: String, acting: Option<&str>) -> Result<Self> {
        let mut api = Self { client: client()?, url, token, acting: String::new() };
        let me = api.get("me").await?;
        let memberships = me["memberships"].as_array().cloned().unwrap_or_default();
        let wanted = |membership: &&Value| match acting {
            None => true,
            Some(text) => {
                let tenant = &membership["tenant"];
                tenant["slug"] == text || tenant["tenant_id"] == text
            }
        };
        let found = memberships.iter().find(wanted);
        let found = found.context("this person does not belong to that organisation")?;
        api.acting = text(&found["tenant"]["tenant_id"]);
        Ok(api)
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    pub(super) fn acting(&self) -> &str {
        &self.acting
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value> {
        self.send(self.request(Method::GET, path)).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// The id of an organisation given by slug or id.
    pub(super) async fn tenant_id(&self, slug_or_id: &str) -> Result<String> {
        if slug_or_id.parse::<leme_base::ids::TenantId>().is_ok() {
            return Ok(slug_or_id.to_owned());
        }
        let page = self.get(&format!("tenants?limit=200&q={slug_or_id}")).await?;
        let found = page["items"].as_array().into_iter().flatten();
        let found = found.into_iter().find(|tenant| tenant["slug"] == slug_or_id);
        let found = found.with_context(|| format!("there is no organisation `{slug_or_id}`"))?;
        Ok(text(&found["tenant_id"]))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/api/kernel/{path}", self.url));
        let request = request.bearer_auth(&self.token);
        if self.acting.is_empty() { request } else { request.header(TENANT_ID, &self.acting) }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value> {
        let response = request.send().await.context("the edge does not answer")?;
        let status = response.status();
        let body: Value = response.json().await.unwrap_or_default();
        if status.is_success() {
            return Ok(body);
        }
        let mut message = format!("{} ({})", text(&body["detail"]), text(&body["code"]));
        for violation in body["violations"].as_array().into_iter().flatten() {
            message +=
                &format!("\n  {}: {}", text(&violation["pointer"]), text(&violation["detail"]));
        }
        bail!("{status}: {message}")
    }
}

/// A JSON text without its quotes.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
