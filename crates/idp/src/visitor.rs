//! The browser that is asking: its cookies, its address, its language, and the forms made for it.
use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use leme_base::time::DateTime;
use leme_ground::seal::Sealer;

use crate::app::App;
use crate::config::FORM_LIFE;
use crate::cookies::Cookie;
use crate::opaque;
use crate::pages::model::Lang;

const FORM: &str = "idp.form";
const KNOWN: &str = "idp.known";

/// What a request says about the browser it came from.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    session: Option<String>,
    form: Option<String>,
    known: Option<String>,
    accept_language: Option<String>,
    /// Where the edge saw it come from.
    pub(crate) from: Option<IpAddr>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let secure = app.issuer.secure;
        let cookie = |which: Cookie| which.read(&parts.headers, secure).filter(|v| !v.is_empty());
        let language = parts.headers.get(header::ACCEPT_LANGUAGE);
        Ok(Self {
            session: cookie(Cookie::Session),
            form: cookie(Cookie::Form),
            known: cookie(Cookie::Known),
            accept_language: language.and_then(|value| value.to_str().ok()).map(str::to_owned),
            from: forwarded(&parts.headers),
        })
    }
}

/// The last address of `X-Forwarded-For`: the one our own edge wrote. The rest is hearsay.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

impl Visitor {
    /// What the database knows the session cookie by.
    pub(crate) fn session_hash(&self) -> Option<Vec<u8>> {
        self.session.as_deref().map(opaque::digest)
    }

    /// The language to answer in.
    pub(crate) fn lang(&self, ui_locales: Option<&str>) -> Lang {
        Lang::choose(ui_locales, self.accept_language.as_deref())
    }

    /// A token that only this browser can send back, and the cookie that ties it, if it is new.
    pub(crate) fn form_token(&self, app: &App, now: DateTime) -> (String, Option<HeaderValue>) {
        let fresh = self.form.is_none().then(opaque::random);
        let cookie = fresh.as_deref().or(self.form.as_deref()).unwrap_or_default();
        let until = (now + FORM_LIFE).timestamp();
        let sealed = app.sealer.seal_global(FORM, format!("{until} {cookie}").as_bytes());
        let issuer = &app.issuer;
        let set = fresh.and_then(|new| Cookie::Form.set(issuer.secure, &issuer.path, &new, None));
        (opaque::encode(&sealed), set)
    }

    /// Whether a form was made for this browser, not too long ago.
    pub(crate) fn sent_form(&self, app: &App, token: Option<&str>, now: DateTime) -> bool {
        let opened = token.and_then(|token| open(&app.sealer, FORM, token));
        let parts = opened.as_deref().and_then(|text| text.split_once(' '));
        let Some((until, cookie)) = parts else { return false };
        let in_time = until.parse::<i64>().is_ok_and(|until| now.timestamp() <= until);
        in_time && self.form.as_deref() == Some(cookie)
    }

    /// The name of a browser that has signed in to this account before.
    pub(crate) fn known_as(&self, sealer: &Sealer, email: &str) -> Option<String> {
        let opened = open(sealer, KNOWN, self.known.as_deref()?)?;
        let (browser, account) = opened.split_once(' ')?;
        let same = account == opaque::encode(&opaque::digest(email));
        same.then(|| browser.to_owned())
    }
}

/// The cookie by which a browser is known that has just signed in. Each sign-in gives a new name,
/// so what was counted against the old one is over.
pub(crate) fn remember(app: &App, email: &str, life: TimeDelta) -> Option<HeaderValue> {
    let account = opaque::encode(&opaque::digest(email));
    let sealed =
        app.sealer.seal_global(KNOWN, format!("{} {account}", opaque::random()).as_bytes());
    let issuer = &app.issuer;
    Cookie::Known.set(issuer.secure, &issuer.path, &opaque::encode(&sealed), Some(life))
}

fn open(sealer: &Sealer, purpose: &str, token: &str) -> Option<String> {
    let plain = sealer.open_global(purpose, &opaque::decode(token)?).ok()?;
    String::from_utf8(plain).ok()
}
