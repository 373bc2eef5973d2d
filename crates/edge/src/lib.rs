//! The edge: one public port in front of everything; the browser's session lives here.
//!
//! A request meets, in this order: its correlation id, its numbers, the guard (nothing ambiguous),
//! the security headers, the pages (a problem becomes a page for whoever asked for one), its route.
pub mod app;
pub mod guard;
pub mod kernel;
pub mod limits;
pub mod listener;
pub mod pages;
pub mod problems;
pub mod proxy;
pub mod routing;
pub mod session;
pub mod settings;
pub mod signin;
pub mod site;

use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use leme_base::time::Clock;
use leme_ground::config::{ConfigError, Env, Var};
use leme_ground::db::migrate::Schema;
use leme_ground::db::{Db, DbConfig};
use leme_ground::error::{Error, Result};
use leme_ground::housekeeping;
use leme_ground::http::{correlation, health, observe, serve};
use leme_ground::tasks::Tasks;
use tower_http::catch_panic::CatchPanicLayer;

use self::app::App;
use self::settings::Settings;

/// The tables of the edge.
pub const SCHEMA: Schema = Schema {
    name: "edge",
    migrations: &[("0001_sessions", include_str!("../migrations/0001_sessions.sql"))],
};

/// What the edge reads beyond what every role reads.
pub const VARS: &[Var] = settings::VARS;

/// The public routes with everything around them.
pub fn router(app: App) -> Router {
    let health = health::router(app.readiness());
    let public = Router::new()
        .merge(proxy::routes::router())
        .merge(session::routes::router())
        .merge(signin::routes::router())
        .merge(problems::routes::router())
        .fallback(site::routes::serve)
        .method_not_allowed_fallback(|| async {
            let public = "This path does not take that method.";
            let status = http::StatusCode::METHOD_NOT_ALLOWED;
            Error::refused(status, leme_contract::codes::METHOD_NOT_ALLOWED, public)
        })
        .layer(middleware::from_fn(pages::layer))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), guard::headers))
        .layer(middleware::from_fn(guard::refuse))
        .layer(middleware::from_fn(observe::layer))
        .layer(middleware::from_fn(correlation::layer));
    public.merge(public_health(health)).with_state(app)
}

/// Life and readiness may be asked by anybody; the numbers only on the admin address.
fn public_health(health: Router) -> Router<App> {
    use axum::extract::Request;
    use axum::routing::get;
    use tower::ServiceExt;
    let ask = move |request: Request| {
        let health = health.clone();
        async move { health.oneshot(request).await.into_response() }
    };
    Router::new().route("/healthz", get(ask.clone())).route("/readyz", get(ask))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown cause");
    Error::internal("handling a request (panic)", text.to_owned()).into_response()
}

/// Serves the edge until the tasks stop.
pub async fn run(env: Env, tasks: Tasks) -> Result<()> {
    let bad = |error: ConfigError| Error::internal("reading the configuration", error);
    let settings = Settings::from_env(&env).map_err(bad)?;
    let db = Db::connect(&DbConfig::from_env(&env, SCHEMA.name).map_err(bad)?)?;
    let (public, admin) = (settings.http_addr, settings.admin_addr);
    let app = App::new(settings, db.clone(), Clock::System, tasks.clone())?;
    // Bound before anything runs: a port that is taken stops the start.
    let (public, admin) = (serve::bind(public).await?, serve::bind(admin).await?);
    let address = |listener: &tokio::net::TcpListener| {
        listener.local_addr().map(|addr| addr.to_string()).unwrap_or_default()
    };
    tracing::info!(public = address(&public), admin = address(&admin), "the edge listens");
    app.start();
    housekeeping::start(&db, &Clock::System, &tasks);
    let operators = health::router(app.readiness());
    let stopped = tasks.clone();
    tasks.spawn("admin", async move {
        if let Err(error) = serve::serve(admin, operators, &stopped).await {
            tracing::error!(%error, "the admin address is not served");
        }
    });
    listener::serve(public, router(app.clone()), tasks, app.settings.patience).await;
    app.sessions.flush().await
}
