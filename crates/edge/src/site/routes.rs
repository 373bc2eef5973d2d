//! Everything that is no other route: a file of the console, or the console itself.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use leme_contract::codes;
use leme_ground::error::{Error, OrNotFound, Result};

use super::Asset;
use super::model::{Encoding, POLICY, caching, held_already, looks_like_file, media_type, takes};
use crate::app::App;
use crate::pages::model::wants_page;

/// First path segments that are never pages of the console.
const NOT_PAGES: [&str; 5] = ["api", "kernel", "auth", "metrics", "internal"];

/// Answers with a file, or with the console for whoever asked for a page.
pub async fn serve(State(app): State<App>, request: Request) -> Result<Response> {
    let (method, headers, path) = (request.method(), request.headers(), request.uri().path());
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if NOT_PAGES.contains(&first) {
        return Err(Error::NotFound { kind: "page" });
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        let public = "This path does not take that method.";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        return Err(Error::refused(status, codes::METHOD_NOT_ALLOWED, public));
    }
    if let Some(asset) = app.site.file(path.trim_start_matches('/')).await {
        return Ok(answer(&asset, method, headers));
    }
    if looks_like_file(path) || !(wants_page(method, headers) || path == "/") {
        return Err(Error::NotFound { kind: "page" });
    }
    let index = app.site.file("index.html").await.or_not_found("page")?;
    Ok(answer(&index, method, headers))
}

fn answer(asset: &Arc<Asset>, method: &Method, headers: &HeaderMap) -> Response {
    let mut response = if held_already(headers, &asset.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(asset, method, headers)
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(&asset.path)));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        out.insert(header::ETAG, etag);
    }
    response
}

fn content(asset: &Asset, method: &Method, headers: &HeaderMap) -> Response {
    let (encoding, bytes) = asset.bytes(&takes(headers));
    let length = bytes.len();
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from(bytes) };
    let mut response = Response::new(body);
    let out = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&media_type(&asset.path)) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    let name = match encoding {
        Encoding::Plain => return response,
        Encoding::Gzip => "gzip",
        Encoding::Brotli => "br",
    };
    out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    response
}
