//! The pages people see: rendered here, without a script, under a strict content policy.
pub(crate) mod model;
pub(crate) mod routes;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_ground::error::{Error, Result};
use minijinja::{Environment, UndefinedBehavior, Value, context};

use self::model::Lang;

const LAYOUT: &str = include_str!("../../templates/layout.html");
const SIGNIN: &str = include_str!("../../templates/signin.html");
const SIGNOUT: &str = include_str!("../../templates/signout.html");
const MESSAGE: &str = include_str!("../../templates/message.html");

/// The templates.
#[derive(Debug)]
pub(crate) struct Pages(Environment<'static>);

impl Pages {
    pub(crate) fn new() -> Result<Self> {
        let mut env = Environment::new();
        // A word that is missing fails a test instead of leaving a gap.
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        let all = [
            ("layout.html", LAYOUT),
            ("signin.html", SIGNIN),
            ("signout.html", SIGNOUT),
            ("message.html", MESSAGE),
        ];
        for (name, text) in all {
            env.add_template(name, text).map_err(|e| Error::internal("reading a template", e))?;
        }
        Ok(Self(env))
    }

    /// A page in a language. `base` is the path of this role; `form_to` is an origin that a form
    /// on it may lead to besides ours.
    pub(crate) fn render(&self, page: &Page<'_>) -> Result<Response> {
        let words = page.lang.words();
        let (base, lang) = (page.base, page.lang.tag());
        let style = routes::style_version();
        let own = &page.values;
        let values = context! { base, lang, style, t => words, ..own.clone() };
        let template = self.0.get_template(page.template);
        let html = template
            .and_then(|template| template.render(values))
            .map_err(|error| Error::internal("rendering a page", error))?;
        let mut response = (page.status, html).into_response();
        protect(response.headers_mut(), page.form_to);
        Ok(response)
    }
}

/// What a page is made of.
#[derive(Debug)]
pub(crate) struct Page<'p> {
    pub(crate) template: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) lang: Lang,
    pub(crate) base: &'p str,
    pub(crate) form_to: Option<&'p str>,
    pub(crate) values: Value,
}

fn protect(headers: &mut HeaderMap, form_to: Option<&str>) {
    // Browsers hold the redirect after a form to `form-action` too.
    let form_to = form_to.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{form_to}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
