//! `GET` and `POST /authorize`.
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;

use super::jobs::{fits_hint, give_code, refusal, understand};
use super::model::{Decision, decide};
use crate::answer::{Stop, or_page, redirect};
use crate::app::App;
use crate::params::{Form, Params};
use crate::sessions::queries as sessions;
use crate::signin::routes::{SignInPage, sign_in_page};
use crate::store;
use crate::visitor::Visitor;

pub(crate) fn router() -> Router<App> {
    Router::new().route("/authorize", get(authorize_view).post(authorize_form))
}

async fn authorize_view(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    answer(&app, &visitor, Some(params)).await
}

async fn authorize_form(State(app): State<App>, visitor: Visitor, form: Form) -> Response {
    answer(&app, &visitor, form.0).await
}

async fn answer(app: &App, visitor: &Visitor, params: Option<Params>) -> Response {
    let lang = visitor.lang(params.as_ref().and_then(|params| params.get("ui_locales")));
    let outcome = match params {
        Some(params) => authorize(app, visitor, &params).await,
        None => Err(Stop::Malformed),
    };
    or_page(app, lang, outcome)
}

async fn authorize(app: &App, visitor: &Visitor, params: &Params) -> Result<Response, Stop> {
    let now = app.clock.now();
    let mut tx = store::open(&app.db).await?;
    let request = match understand(app, &mut tx, params).await? {
        Ok(request) => request,
        Err(to) => return redirect(&to),
    };
    let session = match visitor.session_hash() {
        Some(hash) => sessions::find(&mut tx, &hash, now).await?,
        None => None,
    };
    let user = session.as_ref().map(|session| session.user_id);
    let fits = fits_hint(app, &request, user).await?;
    match (decide(&request, session.as_ref(), fits, now), session) {
        (Decision::Give, Some(session)) => {
            let to = give_code(app, &mut tx, &request, &session, now).await?;
            tx.commit().await?;
            redirect(&to)
        }
        (Decision::Refuse(why), _) => {
            let state = request.state.as_deref();
            redirect(&refusal(app, &request.redirect_uri, state, why))
        }
        (Decision::Give | Decision::Ask, _) => {
            let lang = visitor.lang(params.get("ui_locales"));
            Ok(sign_in_page(app, visitor, &SignInPage::new(lang, &request), now)?)
        }
    }
}
