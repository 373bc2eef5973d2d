//! `leme ctl tenant …`
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::Answer;
use super::api::Api;

const COLUMNS: &[&str] = &["slug", "name", "type", "status", "tenant_id"];

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make an organisation
    Create {
        /// Its address, for example `acme`
        slug: String,
        /// What people call it
        #[arg(long)]
        name: String,
        /// `company` or `individual`
        #[arg(long = "type", default_value = "company")]
        kind: String,
        /// The organisation above it (slug or id)
        #[arg(long)]
        parent: Option<String>,
    },
    /// List organisations
    List {
        /// Part of a name or slug
        #[arg(long, default_value = "")]
        q: String,
    },
    /// Stop an organisation
    Suspend {
        /// Slug or id
        tenant: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Let it act again
    Resume {
        /// Slug or id
        tenant: String,
    },
}

pub(super) async fn run(api: &Api, command: Command) -> Result<Answer> {
    let value = match command {
        Command::Create { slug, name, kind, parent } => {
            let mut body = json!({ "slug": slug, "name": name, "type": kind });
            if let Some(parent) = parent {
                body["parent_id"] = api.tenant_id(&parent).await?.into();
            }
            api.post("tenants", &body).await?
        }
        Command::List { q } => api.get(&format!("tenants?limit=200&q={q}")).await?,
        Command::Suspend { tenant, reason } => {
            let id = api.tenant_id(&tenant).await?;
            api.post(&format!("tenants/{id}/suspend"), &json!({ "reason": reason })).await?
        }
        Command::Resume { tenant } => {
            let id = api.tenant_id(&tenant).await?;
            api.post(&format!("tenants/{id}/resume"), &json!({})).await?
        }
    };
    Ok(Answer { value, columns: COLUMNS })
}
