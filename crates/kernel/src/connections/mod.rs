//! Connections: which identity providers a tenant trusts. SSO is a property of the tenant.
//!
//! Invariants: one connection per issuer and tenant; a secret goes in and never comes out. Events:
//! `connection.created`, `connection.updated`, `connection.deleted`.
pub mod model;
pub(crate) mod queries;
mod routes;

use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The client that the edge is at the built-in provider.
pub const EDGE_CLIENT: &str = "leme-edge";
/// The audience of the built-in provider's access tokens.
pub const LOCAL_AUDIENCE: &str = "leme";

/// What a sealed client secret is sealed for.
pub(crate) const SECRET: &str = "connection.client_secret";

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::connection_list, routes::connection_create)).routes(
        routes!(routes::connection_view, routes::connection_update, routes::connection_delete),
    )
}

/// Gives a new tenant the sign-in that ships with the platform.
pub(crate) async fn add_local(tx: &mut TenantTx, app: &App, now: DateTime) -> Result<()> {
    let local = model::local(app.config.local_issuer());
    queries::insert(tx, model::ConnectionId::at(now), &local, None, now).await
}
