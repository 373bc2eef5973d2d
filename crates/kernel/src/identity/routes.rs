//! HTTP of identity: resolve for runtimes, `me` for people.
use axum::extract::State;
use axum::http::HeaderMap;
use leme_base::ids::TenantId;
use leme_contract::codes;
use leme_contract::headers::TENANT_ID;
use leme_contract::identity::{ResolveRequest, ResolveResponse};
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, bearer};

use super::model::{Active, Me};
use super::queries::{self, Subject};
use crate::access::model::permissions;
use crate::acting::sign_in;
use crate::app::App;
use crate::calling::Calling;
use crate::tokens::{Claimed, Claims, Expected, claimed};
use crate::{entitlements, tenants};

/// Says who a person is in a tenant, and what the tenant holds for the calling runtime.
#[utoipa::path(post, path = "/kernel/identity/resolve", tag = "contract",
    request_body = ResolveRequest,
    responses((status = 200, description = "Known.", body = ResolveResponse)))]
pub(super) async fn identity_resolve(
    State(app): State<App>,
    calling: Calling,
    Json(request): Json<ResolveRequest>,
) -> Result<Json<ResolveResponse>> {
    calling.same_tenant(request.tenant_id)?;
    let person = super::resolve(&app, request.tenant_id, &request.external_token).await?;
    let set = app.sets.of(&app, request.tenant_id).await?;
    let entitlements = entitlements::model::held(&set, &calling.runtime, calling.ctx.now);
    Ok(Json(ResolveResponse { identity: person.identity(), entitlements }))
}

/// Shows the signed-in person, their organisations, and what they may do in the acting one.
#[utoipa::path(get, path = "/v1/me", tag = "identity",
    responses((status = 200, description = "You.", body = Me)))]
pub(super) async fn me_view(State(app): State<App>, headers: HeaderMap) -> Result<Json<Me>> {
    let token = bearer(&headers).ok_or_else(sign_in)?;
    let claims = verify_anywhere(&app, token).await?;
    admit_where_welcome(&app, token, &claims).await?;
    let email = claims.email.as_deref().map(str::to_lowercase);
    let subject = Subject {
        issuer: &claims.iss,
        external_id: &claims.sub,
        audiences: claims.audiences(),
        verified_email: email.as_deref().filter(|_| claims.email_is_verified()),
    };
    let mut tx = app.db.platform("me: a person may belong to several organisations").await?;
    let memberships = queries::memberships(&mut tx, &subject).await?;
    drop(tx);
    let active = active(&app, &headers, token).await?;
    Ok(Json(Me {
        name: claims.name.clone().unwrap_or_default(),
        email: email.clone().unwrap_or_default(),
        subject: claims.sub.clone(),
        memberships,
        active,
    }))
}

/// A token is somebody's if some tenant trusts its issuer and its audience.
async fn verify_anywhere(app: &App, token: &str) -> Result<Claims> {
    let refuse = || Error::unauthenticated(codes::AUTH_INVALID, "The token cannot be used here.");
    let Claimed { issuer, audiences } = claimed(token).map_err(|_| refuse())?;
    let mut tx = app.db.platform("me: which organisations trust this issuer").await?;
    let trusts = queries::trusts(&mut tx, &issuer, &audiences).await?;
    drop(tx);
    for trust in trusts {
        let expected = Expected {
            issuer: issuer.clone(),
            audience: trust.audience,
            client_id: trust.client_id,
        };
        match app.verifier.verify(token, &expected, app.clock.now()).await {
            Ok(claims) => return Ok(claims),
            Err(error) if error.code() == codes::IDENTITY_TOKEN_INVALID => {}
            Err(error) => return Err(error),
        }
    }
    Err(refuse())
}

/// Somebody who comes through an organisation's own provider is let in before they are asked
/// where they belong.
async fn admit_where_welcome(app: &App, token: &str, claims: &Claims) -> Result<()> {
    if claims.iss == app.config.local_issuer() {
        return Ok(());
    }
    let mut tx = app.db.platform("me: which organisations admit people of this issuer").await?;
    let tenants = queries::admitting(&mut tx, &claims.iss, claims.audiences()).await?;
    drop(tx);
    for tenant in tenants {
        if app.directory.active(tenant).is_ok()
            && let Err(error) = super::resolve(app, tenant, token).await
        {
            tracing::info!(code = error.code(), "a person was not let in just in time");
        }
    }
    Ok(())
}

async fn active(app: &App, headers: &HeaderMap, token: &str) -> Result<Option<Active>> {
    let Some(value) = headers.get(TENANT_ID) else { return Ok(None) };
    let forbidden = crate::directory::model::forbidden;
    let tenant: TenantId = value.to_str().unwrap_or_default().parse().map_err(|_| forbidden())?;
    app.directory.active(tenant)?;
    let refused = |error: &Error| matches!(error, Error::Refused { .. });
    let person = super::resolve(app, tenant, token)
        .await
        .map_err(|error| if refused(&error) { forbidden() } else { error })?;
    let mut tx = app.db.tenant(tenant).await?;
    let words = permissions(&person.roles).into_iter().map(|it| it.as_str().to_owned());
    Ok(Some(Active {
        tenant: tenants::queries::find(&mut tx, tenant).await?.or_not_found("tenant")?,
        identity_id: person.identity_id,
        roles: person.roles.clone(),
        permissions: words.collect(),
    }))
}
