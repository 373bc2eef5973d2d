//! Every route of this runtime, and the document that describes them.
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use leme_base::ids::TenantId;
use leme_contract::audit::ActorType;
use leme_contract::headers::TENANT_ID;
use leme_ground::http::{correlation, document};
use serde_json::Map;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::{courses, lessons, media, progress, quizzes};

const INTERNAL: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

#[derive(OpenApi)]
#[openapi(info(
    title = "Leme Courses",
    description = "A runtime governed by the Kernel: courses, lessons, quizzes, progress. Send the \
                   organisation in `X-Tenant-Id` and the person's token as bearer."
))]
struct Document;

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(courses::router())
        .merge(lessons::router())
        .merge(quizzes::router())
        .merge(progress::router())
        .merge(media::router())
}

/// The OpenAPI document, without a server or a database.
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::finish(described().into_openapi())
}

/// The routes, ready to be given layers and served.
pub fn router(app: App) -> Router {
    let (routes, document) = described().split_for_parts();
    routes
        .layer(from_fn_with_state(app.clone(), gate))
        .with_state(app)
        .merge(document::route(document::finish(document)))
}

/// Nothing executes while the Kernel has not let us; what we ask it carries the request's id.
async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    leme_sdk::correlation::within(correlation::current(), async move {
        match app.runtime.admit() {
            Ok(_permit) => {
                let tenant = tenant(request.headers());
                let response = next.run(request).await;
                if let Some(tenant) = tenant.filter(|_| response.status() == INTERNAL) {
                    tell_error(&app, tenant).await;
                }
                response
            }
            Err(refusal) => refusal.into_response(),
        }
    })
    .await
}

fn tenant(headers: &HeaderMap) -> Option<TenantId> {
    headers.get(TENANT_ID)?.to_str().ok()?.parse().ok()
}

/// A fault of ours is told to the audit of the tenant it happened to. The log has the details
/// under the same correlation id.
async fn tell_error(app: &App, tenant: TenantId) {
    let who = app.runtime.id().map(|id| id.to_string()).unwrap_or_default();
    let event = app.runtime.event(tenant, (ActorType::Runtime, who), "error.critical", Map::new());
    if let Err(error) = app.runtime.audit(&event).await {
        tracing::error!(%error, "a fault could not be told to the audit");
    }
}
