//! HTTP of the edge's configuration, of navigation and of features.
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_contract::codes;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Query, bearer};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::model::{self, Features, Navigation, SignIn};
use crate::acting::{Acting, EntitlementRead, Member};
use crate::app::App;
use crate::connections::model::Connection;
use crate::connections::{self, SECRET};
use crate::directory;
use crate::directory::model::TenantEntry;

/// The edge, proved by the secret it shares with the Kernel.
pub(super) struct Edge;

impl FromRequestParts<App> for Edge {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let token = bearer(&parts.headers).unwrap_or_default();
        let known = app.config.edge_token.reveal();
        // An empty secret is no secret.
        if !known.is_empty() && bool::from(token.as_bytes().ct_eq(known.as_bytes())) {
            return Ok(Self);
        }
        let public = "This path is for the edge only.";
        Err(Error::unauthenticated(codes::AUTH_INVALID, public))
    }
}

/// What the edge routes by; 304 while nothing has changed.
pub(super) async fn edge_config_view(
    State(app): State<App>,
    _: Edge,
    headers: HeaderMap,
) -> Response {
    let version = app.directory.version();
    let tag = format!("\"{version}\"");
    let known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == tag.as_bytes());
    let cache = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, cache).into_response();
    }
    (cache, Json(model::edge_config(version, app.directory.runtimes()))).into_response()
}

/// Whose sign-in is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Whose {
    tenant: Option<String>,
}

/// How people sign in: to the organisation with that slug, or in general.
pub(super) async fn signin_view(
    State(app): State<App>,
    _: Edge,
    Query(whose): Query<Whose>,
) -> Result<impl IntoResponse> {
    let slug = whose.tenant.as_deref().filter(|slug| !slug.is_empty());
    let tenant = tenant(&app, slug).await?.or_not_found("organisation")?;
    let mut tx = app.db.tenant(tenant.tenant_id).await?;
    let found = connections::queries::list(&mut tx).await?;
    let pick = if slug.is_some() { model::preferred } else { model::built_in };
    let connection = pick(found).or_not_found("connection")?;
    let sealed = connections::queries::sealed_secret(&mut tx, connection.connection_id).await?;
    let signin = signin(&app, connection, sealed)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(signin)))
}

async fn tenant(app: &App, slug: Option<&str>) -> Result<Option<TenantEntry>> {
    let find =
        || slug.map_or_else(|| app.directory.internal(), |it| app.directory.tenant_by_slug(it));
    if let Some(found) = find() {
        return Ok(Some(found));
    }
    // Perhaps another Kernel process made it a moment ago.
    directory::jobs::refresh(app).await?;
    Ok(find())
}

fn signin(app: &App, connection: Connection, sealed: Option<Vec<u8>>) -> Result<SignIn> {
    let open = |sealed: Vec<u8>| {
        let plain = app.sealer.open(connection.tenant_id, SECRET, &sealed)?;
        String::from_utf8(plain).map_err(|error| Error::internal("opening a secret", error))
    };
    // Only to the built-in provider itself: a connection that merely calls itself so gets nothing.
    let client_secret = if connection.issuer == app.config.local_issuer() {
        Some(model::client_secret(app.config.edge_token.reveal()))
    } else {
        sealed.map(open).transpose()?
    };
    Ok(SignIn {
        tenant_id: connection.tenant_id,
        connection_id: connection.connection_id,
        issuer: connection.issuer,
        client_id: connection.client_id,
        client_secret,
        token_use: connection.token_use,
    })
}

/// Shows what the console offers in the acting organisation: the products it holds something of.
#[utoipa::path(get, path = "/v1/navigation", tag = "navigation",
    responses((status = 200, description = "Groups of entries.", body = Navigation)))]
pub(super) async fn navigation_view(
    State(app): State<App>,
    member: Member,
) -> Result<Json<Navigation>> {
    let set = app.sets.of(&app, member.ctx.tenant).await?;
    let runtimes = app.directory.runtimes();
    Ok(Json(model::navigation(runtimes, &member.tenant, &set, member.ctx.now)))
}

/// Lists the features that can be granted, from the manifests of the registered runtimes.
#[utoipa::path(get, path = "/v1/features", tag = "entitlements",
    responses((status = 200, description = "All of them.", body = Features)))]
pub(super) async fn feature_list(
    State(app): State<App>,
    acting: Acting<EntitlementRead>,
) -> Json<Features> {
    Json(model::features(app.directory.runtimes(), &acting.tenant))
}
