//! Usage: how much of a limited feature was used, counted once.
//!
//! Invariants: an event id counts once; a use counts in the window of its own time, on the grants
//! in the order in which a check asks them. 202 is answered only when it is durable.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::usage_ingest))
}
