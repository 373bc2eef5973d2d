//! Members: who belongs to a tenant, and as what.
//!
//! Invariants: one membership per address and tenant; nobody gives a role that can do more than
//! theirs; a tenant keeps at least one owner or administrator. Events: `member.added`,
//! `member.joined`, `member.changed`, `member.removed`.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::member_list, routes::member_add))
        .routes(routes!(routes::member_change, routes::member_remove))
}
