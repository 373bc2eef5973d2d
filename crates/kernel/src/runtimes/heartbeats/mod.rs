//! Heartbeats: a runtime reports, acknowledges kill switches, and is told what to do.
//!
//! Invariants: suspended runtimes and runtimes of suspended tenants beat too; a heartbeat moves no
//! policy version, but for the first, which makes the runtime active.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::runtime_heartbeat))
}
