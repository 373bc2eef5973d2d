//! `leme ctl runtime …`
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::Answer;
use super::api::Api;

const COLUMNS: &[&str] =
    &["product", "status", "health", "directive", "version", "last_heartbeat_at", "runtime_id"];

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a one-time token with which a runtime registers
    Enroll {
        /// `app`, `custom`, or a type fixed by the contract
        #[arg(long = "type", default_value = "custom")]
        kind: String,
        /// The product it will run
        #[arg(long)]
        product: String,
        /// `shared`, `dedicated` or `on_prem`
        #[arg(long, default_value = "dedicated")]
        mode: String,
        /// The organisation it belongs to (slug or id); the acting one when absent
        #[arg(long)]
        tenant: Option<String>,
    },
    /// List runtimes
    List,
    /// Stop a runtime
    Suspend {
        /// Its id
        runtime: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Let it go on
    Resume {
        /// Its id
        runtime: String,
    },
}

pub(super) async fn run(api: &Api, command: Command) -> Result<Answer> {
    let value = match command {
        Command::Enroll { kind, product, mode, tenant } => {
            let tenant = match tenant {
                Some(tenant) => api.tenant_id(&tenant).await?,
                None => api.acting().to_owned(),
            };
            let body = json!({
                "tenant_id": tenant, "runtime_type": kind, "product": product,
                "deployment_mode": mode,
            });
            api.post("runtimes/enrolments", &body).await?
        }
        Command::List => api.get("runtimes?limit=200").await?,
        Command::Suspend { runtime, reason } => {
            let body = json!({ "reason": reason });
            api.post(&format!("runtimes/{runtime}/suspend"), &body).await?
        }
        Command::Resume { runtime } => {
            api.post(&format!("runtimes/{runtime}/resume"), &json!({})).await?
        }
    };
    Ok(Answer { value, columns: COLUMNS })
}
