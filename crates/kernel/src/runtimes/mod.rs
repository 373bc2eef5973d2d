//! Runtimes: who executes. They are enrolled by people, enter by themselves, and beat.
//!
//! Invariants: nothing executes before it has registered; the same key is the same runtime for
//! ever; `shared` runtimes belong to the platform; health is derived from the last heartbeat and
//! never written. Events: `runtime.enrolled`, `runtime.registered`, `runtime.updated`,
//! `runtime.activated`, `runtime.suspended`, `runtime.resumed`, `runtime.limited`.
pub mod enrolments;
pub mod heartbeats;
pub mod model;
pub(crate) mod queries;
pub mod registration;
mod routes;

pub(crate) use routes::within_reach;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The admin routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::runtime_list))
        .routes(routes!(routes::runtime_view))
        .routes(routes!(routes::runtime_suspend))
        .routes(routes!(routes::runtime_resume))
        .routes(routes!(routes::runtime_limit))
        .merge(enrolments::router())
}

/// The contract's routes of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(registration::contract()).merge(heartbeats::contract())
}
