//! `leme ctl audit …`
use anyhow::Result;
use clap::Subcommand;
use url::form_urlencoded;

use super::Answer;
use super::api::Api;

const COLUMNS: &[&str] = &["received_at", "tenant_name", "actor_name", "type", "correlation_id"];

#[derive(Subcommand)]
pub(super) enum Command {
    /// List what happened, newest first
    List {
        /// Only this organisation (slug or id); everything below the acting one when absent
        #[arg(long)]
        tenant: Option<String>,
        /// Only this type; a trailing `*` covers every type with that beginning
        #[arg(long = "type")]
        kind: Option<String>,
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

pub(super) async fn run(api: &Api, command: Command) -> Result<Answer> {
    let Command::List { tenant, kind, limit } = command;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &limit.to_string());
    match tenant {
        Some(tenant) => query.append_pair("tenant_id", &api.tenant_id(&tenant).await?),
        None => query.append_pair("tree", "true"),
    };
    if let Some(kind) = kind {
        query.append_pair("type", &kind);
    }
    let value = api.get(&format!("audit?{}", query.finish())).await?;
    Ok(Answer { value, columns: COLUMNS })
}
