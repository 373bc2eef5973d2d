//! `/auth/login` and `/auth/callback`: the way to the identity provider and back.
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::Query;
use serde::Deserialize;

use super::model::{Pending, login_path, return_to};
use super::oidc::{self, Grant, Refusal};
use crate::app::App;
use crate::limits::{SESSION_DAYS, SIGNIN_MINUTES};
use crate::pages::model::{Notice, language};
use crate::pages::notice;
use crate::session::cookie;
use crate::session::model::{Session, Tokens, choose, expiry, hash, memberships, secret};

const PURPOSE: &str = "edge.signin";

/// The routes.
pub fn router() -> Router<App> {
    Router::new().route("/auth/login", get(login)).route("/auth/callback", get(callback))
}

#[derive(Debug, Deserialize)]
struct LoginQuery {
    return_to: Option<String>,
    tenant: Option<String>,
}

async fn login(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    Query(query): Query<LoginQuery>,
) -> Result<Response> {
    if let Some(elsewhere) = app.canonical(&headers) {
        return Ok(redirect(&format!(
            "{elsewhere}{}",
            uri.path_and_query().map_or("", |p| p.as_str())
        )));
    }
    let tenant = query.tenant.filter(|slug| !slug.is_empty());
    let connection = app.kernel.signin(tenant.as_deref()).await?;
    let connection = connection.ok_or(Error::NotFound { kind: "organisation" })?;
    let back = return_to(query.return_to.as_deref(), &app.origin);
    let pending = Pending::begin(connection, back, tenant, app.clock.now());
    let mut response = redirect(&oidc::authorize_url(&app, &pending).await?);
    remember(&app, &pending, response.headers_mut())?;
    Ok(response)
}

fn remember(app: &App, pending: &Pending, headers: &mut HeaderMap) -> Result<()> {
    let plain = serde_json::to_vec(pending)
        .map_err(|error| Error::internal("remembering a sign-in", error))?;
    let sealed = URL_SAFE_NO_PAD.encode(app.settings.sealer.seal_global(PURPOSE, &plain));
    let https = app.settings.https();
    let name = cookie::login(https, &pending.state);
    cookie::set(headers, https, &name, Some(&sealed), SIGNIN_MINUTES * 60);
    Ok(())
}

fn recall(app: &App, headers: &HeaderMap, state: &str) -> Option<Pending> {
    let sealed = cookie::read(headers, &cookie::login(app.settings.https(), state))?;
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = app.settings.sealer.open_global(PURPOSE, &sealed).ok()?;
    let pending: Pending = serde_json::from_slice(&plain).ok()?;
    (pending.state == state && !pending.late(app.clock.now())).then_some(pending)
}

#[derive(Debug, Default, Deserialize)]
struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

async fn callback(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<CallbackQuery>,
) -> Result<Response> {
    let state = query.state.clone().unwrap_or_default();
    let Some(pending) = recall(&app, &headers, &state) else {
        return Ok(notice(Notice::SignInExpired, language(&headers), "/auth/login"));
    };
    let mut response = match finish(&app, &headers, &pending, &query).await {
        Ok(response) => response,
        Err(Refusal::Refused(why)) => {
            tracing::warn!(%why, issuer = %pending.connection.issuer, "a sign-in was refused");
            notice(Notice::SignInRefused, language(&headers), &login_path(&pending.return_to))
        }
        Err(Refusal::Away(error)) => error.into_response(),
    };
    let https = app.settings.https();
    let name = cookie::login(https, &state);
    cookie::set(response.headers_mut(), https, &name, None, 0);
    Ok(response)
}

async fn finish(
    app: &App,
    headers: &HeaderMap,
    pending: &Pending,
    query: &CallbackQuery,
) -> Result<Response, Refusal> {
    if let Some(error) = &query.error {
        return Err(Refusal::Refused(error.chars().take(64).collect()));
    }
    let provider = app.providers.of(&pending.connection.issuer).await?;
    let named = query.iss.as_deref();
    let must = provider.metadata.authorization_response_iss_parameter_supported;
    if named.is_some_and(|iss| iss != pending.connection.issuer) || (must && named.is_none()) {
        return Err(Refusal::Refused("the way back names another issuer".to_owned()));
    }
    let code = query.code.as_deref().unwrap_or_default();
    let grant = oidc::redeem(app, pending, code).await?;
    let Some(me) = app.kernel.me(&grant.bearer).await? else {
        return Err(Refusal::Refused("the Kernel does not take the token".to_owned()));
    };
    if me.memberships.is_empty() {
        return Ok(stranger(app, headers, pending, &grant).await);
    }
    let (session, secret) = session(app, pending, grant, &me).await?;
    let https = app.settings.https();
    let replaces = cookie::read(headers, &app.cookie).and_then(hash);
    app.sessions.begin(&session, replaces).await?;
    metrics::counter!("edge_signins_total").increment(1);
    let mut response = redirect(&pending.return_to);
    let age_s = SESSION_DAYS * 86_400;
    cookie::set(response.headers_mut(), https, &app.cookie, Some(&secret), age_s);
    Ok(response)
}

async fn session(
    app: &App,
    pending: &Pending,
    grant: Grant,
    me: &crate::kernel::Me,
) -> Result<(Session, String), Refusal> {
    let now = app.clock.now();
    let (secret, issuer) = (secret(), pending.connection.issuer.clone());
    let hash = hash(&secret).ok_or_else(|| Refusal::Refused("no hash".to_owned()))?;
    let claims = grant.claims.ok_or_else(|| Refusal::Refused("no ID token".to_owned()))?;
    let held = memberships(me);
    let last = app.sessions.last_tenant(&issuer, &claims.sub).await?;
    let session = Session {
        hash,
        issuer,
        subject: claims.sub,
        name: me.name.clone().or(claims.name),
        email: me.email.clone().or(claims.email),
        active: choose(&held, pending.tenant.as_deref(), last),
        memberships: held,
        tokens: Tokens {
            bearer: grant.bearer,
            refresh: grant.refresh,
            id_token: grant.id_token.unwrap_or_default(),
            connection: pending.connection.clone(),
        },
        bearer_expires_at: grant.expires_at,
        csrf_token: crate::session::model::secret(),
        created_at: now,
        last_seen_at: now,
        expires_at: expiry(now),
    };
    Ok((session, secret))
}

/// Somebody whom no organisation knows: no session, a clear page, and a way to be somebody else.
async fn stranger(app: &App, headers: &HeaderMap, pending: &Pending, grant: &Grant) -> Response {
    let tokens = Tokens {
        bearer: String::new(),
        refresh: None,
        id_token: grant.id_token.clone().unwrap_or_default(),
        connection: pending.connection.clone(),
    };
    let out = oidc::logout_url(app, &tokens).await;
    let out = out.unwrap_or_else(|| login_path(&pending.return_to));
    notice(Notice::NoOrganisation, language(headers), &out)
}

fn redirect(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    let uncached = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location), uncached]).into_response()
}
