//! `leme ctl entitlement …`
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::Answer;
use super::api::Api;

const COLUMNS: &[&str] = &["feature", "state", "limit", "used", "valid_until", "grant_id"];

#[derive(Subcommand)]
pub(super) enum Command {
    /// Grant a feature
    Grant {
        /// Who gets it (slug or id)
        tenant: String,
        /// The product
        #[arg(long)]
        product: String,
        /// The feature; a trailing `*` covers a family
        #[arg(long)]
        feature: String,
        /// How much per window
        #[arg(long)]
        limit: Option<u64>,
        /// `never`, `day`, `week` or `month`
        #[arg(long, requires = "limit")]
        window: Option<String>,
        /// Until when, RFC 3339
        #[arg(long)]
        until: Option<String>,
        /// Why
        #[arg(long)]
        note: Option<String>,
    },
    /// List what an organisation holds
    List {
        /// Slug or id
        tenant: String,
    },
    /// Take a grant back
    Revoke {
        /// Who holds it (slug or id)
        tenant: String,
        /// The grant's id
        grant: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Ask as a runtime would
    Check {
        /// Who would use it (slug or id)
        tenant: String,
        /// The product
        #[arg(long)]
        product: String,
        /// The feature, in full
        #[arg(long)]
        feature: String,
    },
}

pub(super) async fn run(api: &Api, command: Command) -> Result<Answer> {
    let value = match command {
        Command::Grant { tenant, product, feature, limit, window, until, note } => {
            let id = api.tenant_id(&tenant).await?;
            let mut body = json!({ "product": product, "feature": feature });
            let mut put = |key: &str, value: serde_json::Value| {
                if !value.is_null() {
                    body[key] = value;
                }
            };
            put("limit", json!(limit));
            put("window", window.map_or(json!(null), |kind| json!({ "kind": kind })));
            put("valid_until", json!(until));
            put("note", json!(note));
            api.post(&format!("tenants/{id}/entitlements"), &body).await?
        }
        Command::List { tenant } => {
            let id = api.tenant_id(&tenant).await?;
            api.get(&format!("tenants/{id}/entitlements?limit=200")).await?
        }
        Command::Revoke { tenant, grant, reason } => {
            let id = api.tenant_id(&tenant).await?;
            let path = format!("tenants/{id}/entitlements/{grant}/revoke");
            api.post(&path, &json!({ "reason": reason })).await?
        }
        Command::Check { tenant, product, feature } => {
            let id = api.tenant_id(&tenant).await?;
            let body = json!({ "product": product, "feature": feature });
            api.post(&format!("tenants/{id}/entitlements/check"), &body).await?
        }
    };
    Ok(Answer { value, columns: COLUMNS })
}
