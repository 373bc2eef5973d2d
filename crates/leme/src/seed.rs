//! The step that puts the platform, its people and the demo organisations there, once.
mod content;
mod identity;
pub(crate) use identity::{CLI_CLIENT, CLI_REDIRECT};
mod organisations;

use std::path::Path;

use anyhow::{Context, Result};
use leme_base::ids::TenantId;
use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_ground::db::{Db, DbConfig};
use leme_ground::seal::Sealer;
use leme_kernel::App;

use crate::database::Database;
use crate::secrets::Secrets;
use crate::up::run_json::SignIn;

/// What the rest of `up` needs to know of the demo data.
#[derive(Debug)]
pub(crate) struct Seeded {
    /// What a person may sign in with.
    pub(crate) sign_ins: Vec<SignIn>,
    /// What the courses runtime registers with the first time.
    pub(crate) enrolment_token: Option<String>,
    /// The platform's own organisation: shared runtimes belong to it.
    pub(crate) platform: TenantId,
}

/// Puts the demo data there unless it is; always says what it is.
pub(crate) async fn run(
    database: &Database,
    secrets: &Secrets,
    public_url: &str,
) -> Result<Seeded> {
    identity::ensure(&open(database, leme_idp::SCHEMA.name)?, secrets, public_url).await?;
    let app = kernel(database, secrets, public_url).await?;
    let platform = organisations::ensure(&app).await?;
    content::ensure(&open(database, leme_courses::SCHEMA.name)?, platform).await?;
    Ok(Seeded {
        sign_ins: organisations::sign_ins(),
        enrolment_token: organisations::enrolment(&app, platform).await?,
        platform,
    })
}

/// Imports a folder of courses for the platform to publish; says what was done.
pub(crate) async fn import(
    database: &Database,
    secrets: &Secrets,
    folder: &Path,
) -> Result<String> {
    let app = kernel(database, secrets, crate::up::DEFAULT_PUBLIC_URL).await?;
    let platform = app.directory.internal().context("there is no platform yet: ./leme up first")?;
    let db = open(database, leme_courses::SCHEMA.name)?;
    content::import(&db, platform.tenant_id, folder).await
}

async fn kernel(database: &Database, secrets: &Secrets, public_url: &str) -> Result<App> {
    let config = leme_kernel::app::Config {
        public_url: public_url.to_owned(),
        edge_token: Secret::new(secrets.edge_token.clone()),
        heartbeat_seconds: 10,
        allow_private_idps: true,
    };
    let sealer = Sealer::from_base64(&secrets.master_key)?;
    let db = open(database, leme_kernel::SCHEMA.name)?;
    Ok(App::start(db, Clock::System, sealer, config).await?)
}

fn open(database: &Database, schema: &'static str) -> Result<Db> {
    let account = format!("leme_{schema}");
    Ok(Db::connect(&DbConfig {
        schema,
        url: Secret::new(database.account_url(&account)),
        platform_url: Secret::new(database.account_url(&format!("{account}_platform"))),
        connections: 4,
    })?)
}

/// The words of a text that is known to be right.
fn parsed<T>(text: &str) -> Result<T>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    Ok(text.parse()?)
}
