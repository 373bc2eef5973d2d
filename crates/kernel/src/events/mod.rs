//! Being written.
use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
/// Routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
/// Contract.
pub fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
/// Internal.
pub fn internal() -> axum::Router<App> {
    axum::Router::new()
}
