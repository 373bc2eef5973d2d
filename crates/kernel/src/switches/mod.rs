//! Kill switches: stop everything, a tenant, a runtime or a feature, now.
//!
//! Invariants: only the platform stops everything or a feature; others stop themselves and what
//! lies below them; whoever pulled a switch, or stands above them, clears it; each runtime's
//! acknowledgement is kept with the time it came. Events: `switch.activated`, `switch.cleared`.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::switch_list, routes::switch_activate))
        .routes(routes!(routes::switch_clear))
}
