//! The identity provider: an OpenID Provider of its own. People sign in here with e-mail and
//! password; everybody else, the Kernel included, knows it only by its tokens.
pub mod accounts;
mod answer;
pub mod app;
mod authorize;
pub mod clients;
pub mod config;
mod cookies;
mod discovery;
mod grants;
pub mod keys;
mod oauth;
mod opaque;
mod pages;
mod params;
mod passwords;
mod revoke;
mod sessions;
mod signin;
mod signout;
mod store;
mod sweep;
mod throttle;
mod token;
mod userinfo;
mod visitor;

use axum::Router;
use chrono::TimeDelta;
use leme_base::time::Clock;
use leme_ground::config::{Env, Var, vars};
use leme_ground::db::migrate::Schema;
use leme_ground::db::{Db, DbConfig};
use leme_ground::error::{Error, Result};
use leme_ground::http::health::Readiness;
use leme_ground::http::serve;
use leme_ground::seal::Sealer;
use leme_ground::tasks::Tasks;

use crate::app::App;

/// The schema of the identity provider.
pub const SCHEMA: Schema = Schema {
    name: "idp",
    migrations: &[
        ("0001_people", include_str!("../migrations/0001_people.sql")),
        ("0002_clients_and_keys", include_str!("../migrations/0002_clients_and_keys.sql")),
        ("0003_sessions_and_grants", include_str!("../migrations/0003_sessions_and_grants.sql")),
    ],
};

/// What the identity provider reads beyond what every role reads.
pub const VARS: &[Var] = &[config::KEY_DAYS];

/// Every path of the role, at its root. The edge serves it under `/idp`.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(discovery::routes::router())
        .merge(keys::routes::router())
        .merge(authorize::routes::router())
        .merge(signin::routes::router())
        .merge(token::routes::router())
        .merge(userinfo::routes::router())
        .merge(revoke::routes::router())
        .merge(signout::routes::router())
        .merge(pages::routes::router())
        .with_state(app)
}

/// Runs the role until the tasks stop.
pub async fn run(env: Env, tasks: Tasks) -> Result<()> {
    let wrong = |error| Error::internal("reading the configuration", error);
    let db = Db::connect(&DbConfig::from_env(&env, SCHEMA.name).map_err(wrong)?)?;
    let sealer: Sealer = env.get(&vars::MASTER_KEY).map_err(wrong)?;
    let public_url: String = env.get(&vars::PUBLIC_URL).map_err(wrong)?;
    let key_days: u16 = env.get(&config::KEY_DAYS).map_err(wrong)?;
    let app = App::new(db.clone(), Clock::System, sealer, &public_url)?;
    let listener = serve::bind(env.get(&vars::HTTP_ADDR).map_err(wrong)?).await?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, issuer = app.issuer.url, "the identity provider listens");
    }
    sweep::jobs::start(&app, &tasks, TimeDelta::days(key_days.max(1).into()));
    let readiness = Readiness::new().with("database", move || {
        let db = db.clone();
        async move { db.ping().await }
    });
    serve::serve(listener, serve::with_layers(router(app), readiness), &tasks).await
}
