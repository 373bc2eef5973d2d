//! `POST /sign-in?<the authorization request>`: the form of the sign-in page.
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use leme_base::time::DateTime;
use minijinja::context;
use url::Url;

use super::jobs::{Attempt, check, enter};
use super::model::Problem;
use crate::accounts::UserId;
use crate::answer::{Stop, or_page, redirect};
use crate::app::App;
use crate::authorize::jobs::{fits_hint, give_code, refusal, understand};
use crate::authorize::model::{LOGIN_REQUIRED, Request};
use crate::config::{KNOWN_LIFE, SESSION_LIFE};
use crate::cookies::Cookie;
use crate::pages::Page;
use crate::pages::model::Lang;
use crate::params::{Form, Params};
use crate::store;
use crate::visitor::{Visitor, remember};

pub(crate) fn router() -> Router<App> {
    Router::new().route("/sign-in", get(sign_in_again).post(sign_in_form))
}

/// Somebody reloaded the page of a failed attempt: start over.
async fn sign_in_again(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let to = app.issuer.to(&format!("/authorize?{}", query.unwrap_or_default()));
    or_page(&app, visitor.lang(None), redirect(&to))
}

async fn sign_in_form(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
    form: Form,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let lang = visitor.lang(params.get("ui_locales"));
    or_page(&app, lang, sign_in(&app, &visitor, &params, form.0).await)
}

async fn sign_in(
    app: &App,
    visitor: &Visitor,
    params: &Params,
    form: Option<Params>,
) -> Result<Response, Stop> {
    let (now, form) = (app.clock.now(), form.ok_or(Stop::Malformed)?);
    let mut tx = store::open(&app.db).await?;
    let request = match understand(app, &mut tx, params).await? {
        Ok(request) => request,
        Err(to) => return redirect(&to),
    };
    drop(tx);
    let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let attempt = Attempt { email: typed("email"), password: typed("password") };
    let (email, account) = (attempt.email.clone(), attempt.account());
    let outcome = if visitor.sent_form(app, form.get("form_token"), now) {
        check(app, visitor, attempt, now).await?
    } else {
        Err(Problem::Stale)
    };
    match outcome {
        Ok(user) => welcome(app, visitor, &request, user, &account, now).await,
        Err(problem) => {
            let lang = visitor.lang(params.get("ui_locales"));
            let page =
                SignInPage { email: &email, problem: Some(problem), lang, request: &request };
            Ok(sign_in_page(app, visitor, &page, now)?)
        }
    }
}

async fn welcome(
    app: &App,
    visitor: &Visitor,
    request: &Request,
    user_id: UserId,
    account: &str,
    now: DateTime,
) -> Result<Response, Stop> {
    let mut tx = store::open(&app.db).await?;
    let (session, secret) = enter(&mut tx, visitor, user_id, now).await?;
    // The client may have named whom it expects; somebody else is signed in, but not to it.
    let to = if fits_hint(app, request, Some(user_id)).await? {
        give_code(app, &mut tx, request, &session, now).await?
    } else {
        let state = request.state.as_deref();
        refusal(app, &request.redirect_uri, state, LOGIN_REQUIRED)
    };
    tx.commit().await?;
    let client_id = &request.client_id;
    tracing::info!(event = "signin.succeeded", %user_id, client_id, "somebody signed in");
    let mut response = redirect(&to)?;
    let issuer = &app.issuer;
    let signed_in = Cookie::Session.set(issuer.secure, &issuer.path, &secret, Some(SESSION_LIFE));
    for cookie in [signed_in, remember(app, account, KNOWN_LIFE)].into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What the sign-in page shows.
#[derive(Debug)]
pub(crate) struct SignInPage<'p> {
    lang: Lang,
    request: &'p Request,
    email: &'p str,
    problem: Option<Problem>,
}

impl<'p> SignInPage<'p> {
    /// The page as it is first shown.
    pub(crate) fn new(lang: Lang, request: &'p Request) -> Self {
        let email = request.login_hint.as_deref().unwrap_or_default();
        Self { lang, request, email, problem: None }
    }
}

/// The sign-in page, made for this browser.
pub(crate) fn sign_in_page(
    app: &App,
    visitor: &Visitor,
    page: &SignInPage<'_>,
    now: DateTime,
) -> leme_ground::error::Result<Response> {
    let (form_token, cookie) = visitor.form_token(app, now);
    let client_origin = origin(&page.request.redirect_uri);
    let mut response = app.pages.render(&Page {
        template: "signin.html",
        status: page.problem.map(Problem::status).unwrap_or_default(),
        lang: page.lang,
        base: &app.issuer.path,
        form_to: Some(&client_origin),
        values: context! {
            form_token,
            query => page.request.query.as_str(),
            client => page.request.client_name.as_str(),
            email => page.email,
            problem => page.problem.map(|problem| problem.say(page.lang, now)),
        },
    })?;
    let headers = response.headers_mut();
    headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    let after: Option<HeaderValue> = page.problem.and_then(|problem| problem.retry_after(now));
    headers.extend(after.map(|after| (header::RETRY_AFTER, after)));
    Ok(response)
}

/// The origin a redirect leads to, as a content policy names it. (It has no word for an IPv6
/// address, so there the scheme must do.)
fn origin(uri: &str) -> String {
    let origin = Url::parse(uri).map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    if origin.contains('[') { "http:".to_owned() } else { origin }
}
