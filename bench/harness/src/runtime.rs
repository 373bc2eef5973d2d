//! A runtime of ours for measurements: registered with the real contract, spoken by hand.
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use leme_contract::VERSION;
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID, TENANT_ID};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::installation::Installation;

/// The product it registers.
pub(crate) const PRODUCT: &str = "bench";
/// A feature it declares and that Acme holds.
pub(crate) const FEATURE: &str = "report.export:monthly";

/// A registered runtime and a tenant it may act for.
#[derive(Clone)]
pub(crate) struct BenchRuntime {
    pub(crate) client: Client,
    pub(crate) kernel: String,
    pub(crate) runtime_id: String,
    pub(crate) token: String,
    /// The platform's own tenant.
    pub(crate) platform: String,
    /// A company that holds the feature.
    pub(crate) tenant: String,
}

/// What it says about itself.
pub(crate) fn manifest() -> Value {
    json!({
        "product": PRODUCT,
        "title": { "en": "Measurements" },
        "features": [
            { "key": "report.export:*", "kind": "boolean", "title": { "en": "Reports" },
              "max_staleness_s": 300 },
            { "key": "report.rows", "kind": "limited", "title": { "en": "Rows" } }
        ],
        "event_types": ["chaos.happened"],
    })
}

/// A one-time token for a shared runtime of that product.
pub(crate) fn enrol(installation: &Installation, product: &str) -> Result<(String, String)> {
    let arguments = ["runtime", "enroll", "--product", product, "--mode", "shared", "--json"];
    let answer: Value = serde_json::from_str(&installation.ctl(&arguments)?)?;
    Ok((text(&answer["tenant_id"])?, text(&answer["token"])?))
}

/// Enrols, registers, and grants the feature to Acme.
pub(crate) async fn register(installation: &Installation) -> Result<BenchRuntime> {
    let (platform, enrolment) = enrol(installation, PRODUCT)?;
    let key = SigningKey::from_bytes(&rand::random());
    let client = Client::builder().pool_max_idle_per_host(256).build()?;
    let kernel = installation.kernel_url()?;
    let body = json!({
        "tenant_id": platform, "runtime_type": "custom", "deployment_mode": "shared",
        "version": "1.0.0", "capabilities": [], "manifest": manifest(),
        "public_key": URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()),
    });
    let call = client.post(format!("{kernel}/kernel/runtimes/register")).bearer_auth(enrolment);
    let call = call.header(TENANT_ID, &platform).header(CONTRACT_VERSION, VERSION);
    let answer: Value = call.json(&body).send().await?.error_for_status()?.json().await?;
    grant(installation, "report.export:*")?;
    let tenants: Value =
        serde_json::from_str(&installation.ctl(&["tenant", "list", "--q", "acme", "--json"])?)?;
    Ok(BenchRuntime {
        client,
        kernel,
        runtime_id: text(&answer["runtime_id"])?,
        token: text(&answer["runtime_token"])?,
        platform,
        tenant: text(&tenants["items"][0]["tenant_id"])?,
    })
}

fn grant(installation: &Installation, feature: &str) -> Result<()> {
    let what = ["entitlement", "grant", "acme", "--product", PRODUCT, "--feature", feature];
    installation.ctl(&what).map(|_| ())
}

impl BenchRuntime {
    /// A call in the name of the company.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        let call = self.client.post(format!("{}{path}", self.kernel)).bearer_auth(&self.token);
        call.header(TENANT_ID, &self.tenant)
            .header(RUNTIME_ID, &self.runtime_id)
            .header(CONTRACT_VERSION, VERSION)
    }

    /// The same headers for a load generator.
    pub(crate) fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("authorization", format!("Bearer {}", self.token)),
            ("content-type", "application/json".to_owned()),
            (TENANT_ID, self.tenant.clone()),
            (RUNTIME_ID, self.runtime_id.clone()),
            (CONTRACT_VERSION, VERSION.to_owned()),
        ]
    }

    /// The body of a check that is allowed.
    pub(crate) fn check_body(&self) -> String {
        let (tenant, runtime) = (&self.tenant, &self.runtime_id);
        json!({ "tenant_id": tenant, "runtime_id": runtime, "feature": FEATURE, "context": {} })
            .to_string()
    }
}

/// A JSON text.
pub(crate) fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("not a text: {value}"))
}
