//! The step that puts the demo organisations, people and entitlements there, once.
use anyhow::{Result, bail};

use crate::database::Database;
use crate::secrets::Secrets;
use crate::up::run_json::SignIn;

/// What the rest of `up` needs to know of the demo data.
#[derive(Debug, Default)]
pub(crate) struct Seeded {
    /// What a person may sign in with.
    pub(crate) sign_ins: Vec<SignIn>,
    /// What the courses runtime registers with the first time.
    pub(crate) enrolment_token: Option<String>,
}

/// Puts the demo data there unless it is; always says what it is.
#[expect(clippy::unused_async, reason = "it will speak to the database")]
pub(crate) async fn run(
    database: &Database,
    _secrets: &Secrets,
    _public_url: &str,
) -> Result<Seeded> {
    bail!("demo data is not built yet (the database is {})", database.describe())
}
