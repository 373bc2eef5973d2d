//! Tenants: organisations in a tree. The pattern noun: copy this folder for the next one.
//!
//! Invariants: one `internal` tenant, at the root; a tenant sees itself and what lies below it; a
//! foreign tenant does not exist. Events: `tenant.created`, `tenant.updated`, `tenant.suspended`,
//! `tenant.resumed`.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::tenant_list, routes::tenant_create))
        .routes(routes!(routes::tenant_view, routes::tenant_update))
        .routes(routes!(routes::tenant_suspend))
        .routes(routes!(routes::tenant_resume))
}
