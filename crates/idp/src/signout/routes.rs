//! `GET` and `POST /end-session`.
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use minijinja::context;

use super::jobs::{end, onward};
use super::model::{Decision, decide};
use crate::answer::{Stop, message, or_page, redirect, with_query};
use crate::app::App;
use crate::cookies::Cookie;
use crate::pages::Page;
use crate::params::{Form, Params};
use crate::sessions::queries as sessions;
use crate::token::model::IdHint;
use crate::visitor::Visitor;
use crate::{keys, store};

pub(crate) fn router() -> Router<App> {
    Router::new().route("/end-session", get(end_session_view).post(end_session_form))
}

async fn end_session_view(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    answer(&app, &visitor, &params, false).await
}

/// Either a client's request as a form, or our own page confirmed, with the request in the query.
async fn end_session_form(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
    form: Form,
) -> Response {
    let form = form.0.unwrap_or_default();
    let confirmed = visitor.sent_form(&app, form.get("form_token"), app.clock.now());
    let params = match form.get("form_token") {
        Some(_) => Params::parse(query.unwrap_or_default().as_bytes()),
        None => form,
    };
    answer(&app, &visitor, &params, confirmed).await
}

async fn answer(app: &App, visitor: &Visitor, params: &Params, confirmed: bool) -> Response {
    let lang = visitor.lang(params.get("ui_locales"));
    or_page(app, lang, sign_out(app, visitor, params, confirmed).await)
}

async fn sign_out(
    app: &App,
    visitor: &Visitor,
    params: &Params,
    confirmed: bool,
) -> Result<Response, Stop> {
    let now = app.clock.now();
    let ring = keys::jobs::current(app, now).await?;
    let hint = params.get("id_token_hint");
    let hint = hint.and_then(|hint| IdHint::read(&ring, &app.issuer.url, hint));
    let mut tx = store::open(&app.db).await?;
    let onward = onward(&mut tx, params, hint.as_ref()).await?;
    let session = match visitor.session_hash() {
        Some(hash) => sessions::find(&mut tx, &hash, now).await?,
        None => None,
    };
    let Decision::End(ended) = decide(session.as_ref(), hint.as_ref(), confirmed) else {
        return ask(app, visitor, params);
    };
    if let Some(session) = ended {
        end(&mut tx, session, now).await?;
        tx.commit().await?;
        tracing::info!(event = "signout", session_id = %session, "somebody signed out");
    }
    goodbye(app, visitor, params, onward)
}

fn ask(app: &App, visitor: &Visitor, params: &Params) -> Result<Response, Stop> {
    let (form_token, cookie) = visitor.form_token(app, app.clock.now());
    let mut response = app.pages.render(&Page {
        template: "signout.html",
        status: StatusCode::OK,
        lang: visitor.lang(params.get("ui_locales")),
        base: &app.issuer.path,
        // The address was checked; a policy that names only its origin would not be stricter.
        form_to: Some("http: https:"),
        values: context! { form_token, query => params.encoded() },
    })?;
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

fn goodbye(
    app: &App,
    visitor: &Visitor,
    params: &Params,
    onward: Option<String>,
) -> Result<Response, Stop> {
    let state: Vec<_> = params.get("state").map(|state| ("state", state)).into_iter().collect();
    let lang = visitor.lang(params.get("ui_locales"));
    let mut response = match onward {
        Some(uri) => redirect(&with_query(&uri, &state))?,
        None => message(app, lang, StatusCode::OK, "signed_out", "signed_out_text"),
    };
    let issuer = &app.issuer;
    let cookie = Cookie::Session.clear(issuer.secure, &issuer.path);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
