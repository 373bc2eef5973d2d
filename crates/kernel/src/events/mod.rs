//! Events: what the Kernel did in a tenant, for runtimes to read on, as pages or as a stream.
//!
//! Invariants: a reader sees one tenant's events only, oldest first, and never skips one by
//! reading on from a cursor. The envelope is CloudEvents 1.0.
pub mod model;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The contract's route of this noun.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::event_list))
}
