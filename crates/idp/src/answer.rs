//! Answers of the pages: a redirect back to the client, or a page that says what is wrong.
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_ground::error::{Error, Result};
use leme_ground::http::correlation;
use minijinja::context;

use crate::app::App;
use crate::oauth::private;
use crate::pages::Page;
use crate::pages::model::Lang;

/// Why a request cannot even be answered to the client: the person gets a page.
#[derive(Debug)]
pub(crate) enum Stop {
    /// No client of that name.
    UnknownClient,
    /// A redirect that the client has not registered.
    BadRedirect,
    /// Not a request at all.
    Malformed,
    /// A fault of ours.
    Fault(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

/// The answer, or the page that explains why there is none.
pub(crate) fn or_page(app: &App, lang: Lang, outcome: Result<Response, Stop>) -> Response {
    let (title, text, status) = match outcome {
        Ok(response) => return response,
        Err(Stop::UnknownClient) => ("bad_request", "unknown_client", StatusCode::BAD_REQUEST),
        Err(Stop::BadRedirect) => ("bad_request", "bad_redirect", StatusCode::BAD_REQUEST),
        Err(Stop::Malformed) => ("bad_request", "malformed", StatusCode::BAD_REQUEST),
        Err(Stop::Fault(error)) => return fault(app, lang, error),
    };
    message(app, lang, status, title, text)
}

/// The page of a fault. The problem is made as well: making it logs it, once.
fn fault(app: &App, lang: Lang, error: Error) -> Response {
    let away = matches!(error, Error::Unavailable { .. });
    let problem = error.into_response();
    let (title, text) = if away { ("away", "away_text") } else { ("fault", "fault_text") };
    let mut response = message(app, lang, problem.status(), title, text);
    if let Some(after) = problem.headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    response
}

/// A page with a title and a sentence.
pub(crate) fn message(
    app: &App,
    lang: Lang,
    status: StatusCode,
    title: &str,
    text: &str,
) -> Response {
    let correlation_id = status.is_server_error().then(correlation::current);
    let (title, text) = (lang.say(title), lang.say(text));
    let values = context! { title, text, correlation_id };
    let base = &app.issuer.path;
    let page = Page { template: "message.html", status, lang, base, form_to: None, values };
    app.pages.render(&page).unwrap_or_else(IntoResponse::into_response)
}

/// Sends the browser on. 303, so that it never repeats a form there.
pub(crate) fn redirect(to: &str) -> Result<Response, Stop> {
    let location = HeaderValue::from_str(to).map_err(|_| Stop::Malformed)?;
    let headers = [
        (header::LOCATION, location),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok(private((StatusCode::SEE_OTHER, headers).into_response()))
}

/// `uri` with parameters added to its query.
pub(crate) fn with_query(uri: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    match (query.is_empty(), uri.contains('?')) {
        (true, _) => uri.to_owned(),
        (false, true) => format!("{uri}&{query}"),
        (false, false) => format!("{uri}?{query}"),
    }
}
