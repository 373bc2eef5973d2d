//! The few pages the edge makes itself: what went wrong, in the reader's language, without scripts.
//!
//! Invariant: whoever asked for a page gets a page; whoever asked for data gets a problem document.
pub mod model;

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use leme_ground::http::correlation;
use leme_ground::problem::{MEDIA_TYPE, Problem};
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};

use self::model::{Language, Notice, language, wants_page};
use crate::signin::model::login_path;

const STYLE: &str = include_str!("../../pages/style.css");
/// Bytes of a problem document that is turned into a page.
const PROBLEM_BYTES_MAX: usize = 64 * 1024;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    for (name, source) in [
        ("frame", include_str!("../../pages/frame.html")),
        ("notice", include_str!("../../pages/notice.html")),
        ("text", include_str!("../../pages/text.html")),
    ] {
        if let Err(error) = templates.add_template(name, source) {
            tracing::error!(%error, "a page template is broken");
        }
    }
    templates
});

/// Allows exactly our style sheet, by its hash.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// A page that tells of one thing, with one link.
pub fn notice(notice: Notice, language: Language, link: &str) -> Response {
    let words = model::words(notice, language);
    let values = context! {
        title => words.title, detail => words.detail, action => words.action, link,
        reference => correlation::current(), reference_label => model::reference(language),
    };
    page("notice", notice.status(), language, values)
}

/// A page of text.
pub fn text(title: &str, html: &str, language: Language) -> Response {
    let values = context! { title, body => Value::from_safe_string(html.to_owned()) };
    page("text", StatusCode::OK, language, values)
}

fn page(template: &str, status: StatusCode, language: Language, values: Value) -> Response {
    let frame = context! {
        lang => language.tag(), style => Value::from_safe_string(STYLE.to_owned()),
    };
    let values = context! { ..values, ..frame };
    let html = TEMPLATES.get_template(template).and_then(|page| page.render(values));
    let html = html.unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be written");
        String::new()
    });
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response
}

/// Middleware: turns a problem into a page for whoever asked for a page.
pub async fn layer(request: Request, next: Next) -> Response {
    if !wants_page(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let language = language(request.headers());
    let here = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let response = next.run(request).await;
    if !is_problem(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let code = code_of(body).await;
    let shown = Notice::of(parts.status, &code);
    let link = if shown == Notice::SignedOut {
        login_path(&here)
    } else if shown.again() && !here.starts_with("//") {
        here
    } else {
        "/".to_owned()
    };
    let mut response = notice(shown, language, &link);
    *response.status_mut() = parts.status;
    let kept = [header::RETRY_AFTER, header::SET_COOKIE, header::WWW_AUTHENTICATE];
    for name in kept {
        for value in parts.headers.get_all(&name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

/// A problem, or the bare 502, 503 or 504 of an upstream without a page of its own.
fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default();
    let away = matches!(response.status().as_u16(), 502..=504) && !kind.starts_with("text/html");
    kind.starts_with(MEDIA_TYPE) || away
}

async fn code_of(body: Body) -> String {
    let read = Limited::new(body, PROBLEM_BYTES_MAX).collect();
    let read = tokio::time::timeout(std::time::Duration::from_secs(2), read).await;
    let bytes = read.ok().and_then(Result::ok).map(http_body_util::Collected::to_bytes);
    let problem = bytes.and_then(|bytes| serde_json::from_slice::<Problem>(&bytes).ok());
    problem.map(|problem| problem.code).unwrap_or_default()
}
