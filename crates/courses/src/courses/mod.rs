//! Courses: the catalogue, and each course with its outline.
//!
//! Invariants: everybody who is resolved sees cards and outlines; what is inside a lesson is
//! another noun's and needs an entitlement. Events: none.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::course_list)).routes(routes!(routes::course_view))
}
