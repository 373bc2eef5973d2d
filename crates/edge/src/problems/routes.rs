//! The pages of problem codes.
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;
use leme_ground::error::{OrNotFound, Result};
use leme_ground::http::extract::Path;

use super::model::{Page, SOURCE, find, sections};
use crate::app::App;
use crate::pages::{model::language, text};

static PAGES: LazyLock<BTreeMap<String, Page>> = LazyLock::new(|| sections(SOURCE));

/// The routes.
pub fn router() -> Router<App> {
    Router::new().route("/problems", get(list)).route("/problems/{code}", get(show))
}

async fn show(Path(code): Path<String>, headers: HeaderMap) -> Result<Response> {
    let page = find(&PAGES, &code).or_not_found("problem")?;
    Ok(text(&page.title, &page.html, language(&headers)))
}

async fn list(headers: HeaderMap) -> Response {
    let codes = PAGES.keys().filter(|code| !code.contains(['<', '*']));
    let items: Vec<String> = codes
        .map(|code| format!("<li><a href=\"/problems/{code}\"><code>{code}</code></a></li>"))
        .collect();
    text("Problems", &format!("<ul>{}</ul>", items.concat()), language(&headers))
}
