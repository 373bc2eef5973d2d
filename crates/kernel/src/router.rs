//! Every route of the Kernel, and the document that describes them.
use axum::{Router, middleware};
use leme_ground::http::document;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::{
    audit, calling, connections, edge_config, entitlements, events, identity, limits, members,
    runtimes, switches, tenants, usage,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "Leme Kernel",
    description = "Governs tenants, identity, entitlements, runtimes and audit. `/kernel/*` is the \
                   Kernel Contract for runtimes; `/v1/*` is for people and their tools."
))]
struct Document;

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(contract())
        .merge(tenants::router())
        .merge(identity::router())
        .merge(members::router())
        .merge(connections::router())
        .merge(entitlements::router())
        .merge(runtimes::router())
        .merge(switches::router())
        .merge(edge_config::router())
        .merge(audit::router())
        .merge(limits::router())
}

/// The calls of the Kernel Contract.
fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(runtimes::contract())
        .merge(identity::contract())
        .merge(entitlements::contract())
        .merge(audit::contract())
        .merge(usage::contract())
        .merge(events::contract())
        .layer(middleware::from_fn(calling::say_version))
}

/// The OpenAPI document, without a server or a database.
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::finish(described().into_openapi())
}

/// The routes, ready to be given layers and served.
pub fn router(app: App) -> Router {
    let (routes, document) = described().split_for_parts();
    routes
        .merge(edge_config::internal())
        .with_state(app)
        .merge(document::route(document::finish(document)))
}
