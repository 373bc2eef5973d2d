//! The OpenAPI document of a service: generated from its handlers, finished here.
use axum::Router;
use axum::routing::get;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::{MEDIA_TYPE, Problem};

/// Adds what holds for every operation, so that no handler repeats it: the problem responses.
pub fn finish(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let mut nested = Vec::new();
    Problem::schemas(&mut nested);
    components.schemas.extend(nested);
    // `{*path}` is the router's word for "the rest"; OpenAPI knows only `{path}`.
    document.paths.paths = std::mem::take(&mut document.paths.paths)
        .into_iter()
        .map(|(path, item)| (path.replace("{*", "{"), item))
        .collect();
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(add_problems);
    }
    document
}

fn add_problems(operation: &mut Operation) {
    for (status, text) in [
        ("4XX", "The caller must change something; `code` says what."),
        ("5XX", "Try again later; `Retry-After` says when."),
    ] {
        let content = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name(Problem::name()))))
            .build();
        let response =
            ResponseBuilder::new().description(text).content(MEDIA_TYPE, content).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
    }
}

/// Serves the document at `/openapi.json`.
pub fn route(document: OpenApi) -> Router {
    Router::new().route("/openapi.json", get(move || async move { axum::Json(document) }))
}
