//! Enrolments: the one-time tokens by which runtimes enter.
//!
//! Invariants: a token is shown once and kept only as a hash; it is used once, expires, and is
//! bound to tenant, runtime type, deployment mode and product. Event: `runtime.enrolled`.
pub mod model;
pub(crate) mod queries;
pub(crate) mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::enrolment_list, routes::enrolment_create))
}
