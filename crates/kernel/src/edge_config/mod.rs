//! What the interface is made of: routes and sign-in for the edge, navigation and features for
//! people. All of it comes from the manifests that runtimes registered.
//!
//! Invariants: the edge routes only to runtimes of the platform itself, so that nobody can take a
//! product's traffic by enrolling a runtime of that name; a client secret goes to the edge only.
pub mod model;
mod routes;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The routes for people.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::navigation_view))
        .routes(routes!(routes::feature_list))
}

/// The routes for the edge: not part of any published document.
pub fn internal() -> Router<App> {
    Router::new()
        .route("/internal/edge/config", get(routes::edge_config_view))
        .route("/internal/signin", get(routes::signin_view))
}
