//! `GET /assets/…`: the stylesheet and the mark. They change only with the program.
use std::sync::OnceLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::app::App;
use crate::opaque;

const STYLE: &str = include_str!("../../assets/signin.css");
const MARK: &str = include_str!("../../assets/mark.svg");
const FOREVER: &str = "public, max-age=31536000, immutable";

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/assets/signin.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/assets/mark.svg", get(|| async { asset("image/svg+xml", MARK) }))
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOREVER),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}

/// Changes whenever an asset does; part of its address, so it may be kept for ever.
pub(crate) fn style_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut version = opaque::encode(&opaque::digest(&format!("{STYLE}{MARK}")));
        version.truncate(10);
        version
    })
}
