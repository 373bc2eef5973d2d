//! HTTP of the connections.
use axum::extract::State;
use axum::http::StatusCode;
use leme_base::ids::TenantId;
use leme_base::page::Page;
use leme_contract::codes;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path};
use leme_ground::idempotency::{IdempotencyKey, Idempotent};

use super::model::{CONNECTIONS_MAX, Connection, ConnectionId, ConnectionInput};
use super::{SECRET, queries};
use crate::access::model::may_give;
use crate::acting::{Acting, ConnectionRead, ConnectionWrite};
use crate::app::App;
use crate::members;
use crate::record::{Change, record};

/// Lists how people of an organisation sign in.
#[utoipa::path(get, path = "/v1/tenants/{tenant_id}/connections", tag = "connections",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    responses((status = 200, description = "All of them.", body = Page<Connection>)))]
pub(super) async fn connection_list(
    acting: Acting<ConnectionRead>,
    Path(tenant_id): Path<TenantId>,
) -> Result<Json<Page<Connection>>> {
    let mut tx = acting.open(tenant_id).await?;
    Ok(Json(Page { items: queries::list(&mut tx).await?, next: None }))
}

/// Shows one connection.
#[utoipa::path(get, path = "/v1/tenants/{tenant_id}/connections/{connection_id}",
    tag = "connections",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("connection_id" = ConnectionId, Path, description = "The connection.")),
    responses((status = 200, description = "The connection.", body = Connection)))]
pub(super) async fn connection_view(
    acting: Acting<ConnectionRead>,
    Path((tenant_id, connection_id)): Path<(TenantId, ConnectionId)>,
) -> Result<Json<Connection>> {
    let mut tx = acting.open(tenant_id).await?;
    queries::find(&mut tx, connection_id).await?.or_not_found("connection").map(Json)
}

/// Connects an identity provider.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/connections", tag = "connections",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = ConnectionInput,
    responses((status = 201, description = "Connected.", body = Connection)))]
pub(super) async fn connection_create(
    State(app): State<App>,
    acting: Acting<ConnectionWrite>,
    Path(tenant_id): Path<TenantId>,
    Idempotent { key, body: input }: Idempotent<ConnectionInput>,
) -> Result<(StatusCode, Json<Connection>)> {
    check(&app, &acting, &input)?;
    let work = async |tx: &mut TenantTx| {
        outranks_everybody(tx, &acting).await?;
        let count = i64::try_from(queries::list(tx).await?.len()).unwrap_or(i64::MAX);
        if count >= CONNECTIONS_MAX {
            let public = "An organisation has at most 20 connections.";
            return Err(Error::conflict("conflict.too_many", public));
        }
        let id = ConnectionId::at(acting.ctx.now);
        let secret = sealed(&app, tenant_id, &input).flatten();
        queries::insert(tx, id, &input, secret, acting.ctx.now).await?;
        let change = Change::new("connection.created", id).with(input.facts());
        record(tx, &acting.ctx, change).await?;
        Ok((StatusCode::CREATED, queries::find(tx, id).await?.or_not_found("connection")?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Puts new values in place of a connection's.
#[utoipa::path(put, path = "/v1/tenants/{tenant_id}/connections/{connection_id}",
    tag = "connections",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("connection_id" = ConnectionId, Path, description = "The connection.")),
    request_body = ConnectionInput,
    responses((status = 200, description = "Changed.", body = Connection)))]
pub(super) async fn connection_update(
    State(app): State<App>,
    acting: Acting<ConnectionWrite>,
    Path((tenant_id, id)): Path<(TenantId, ConnectionId)>,
    Idempotent { key, body: input }: Idempotent<ConnectionInput>,
) -> Result<(StatusCode, Json<Connection>)> {
    check(&app, &acting, &input)?;
    let work = async |tx: &mut TenantTx| {
        let held = queries::find(tx, id).await?.or_not_found("connection")?;
        outranks_everybody(tx, &acting).await?;
        let moved = held.issuer != input.issuer || held.client_id != input.client_id;
        // A secret is for one client at one issuer: it never travels to another.
        let secret = sealed(&app, tenant_id, &input).or(moved.then_some(None));
        queries::update(tx, id, &input, secret).await?;
        let change = Change::new("connection.updated", id).with(input.facts());
        record(tx, &acting.ctx, change).await?;
        Ok((StatusCode::OK, queries::find(tx, id).await?.or_not_found("connection")?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Disconnects an identity provider. Its people stay members and need another way in.
#[utoipa::path(delete, path = "/v1/tenants/{tenant_id}/connections/{connection_id}",
    tag = "connections",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("connection_id" = ConnectionId, Path, description = "The connection.")),
    responses((status = 204, description = "Gone.")))]
pub(super) async fn connection_delete(
    acting: Acting<ConnectionWrite>,
    Path((tenant_id, id)): Path<(TenantId, ConnectionId)>,
    key: IdempotencyKey,
) -> Result<StatusCode> {
    let work = async |tx: &mut TenantTx| {
        outranks_everybody(tx, &acting).await?;
        if !queries::delete(tx, id).await? {
            return Err(Error::NotFound { kind: "connection" });
        }
        record(tx, &acting.ctx, Change::new("connection.deleted", id)).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    };
    acting.change(tenant_id, &key, work).await.map(|(status, _)| status)
}

fn check(app: &App, acting: &Acting<ConnectionWrite>, input: &ConnectionInput) -> Result<()> {
    input.check(app.verifier.guard(), &app.config.local_issuer())?;
    if input.roles().all(|role| may_give(&acting.roles, role)) {
        return Ok(());
    }
    let public = "You cannot give a role that can do more than yours.";
    Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
}

/// Whoever says who vouches for people can become any of them: so nobody does who could not give
/// every role that is held here.
async fn outranks_everybody(tx: &mut TenantTx, acting: &Acting<ConnectionWrite>) -> Result<()> {
    let held = members::queries::roles_held(tx).await?;
    if held.iter().all(|role| may_give(&acting.roles, role)) {
        return Ok(());
    }
    let public = "Somebody here can do more than you, so you cannot change how people sign in.";
    Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
}

/// `None` keeps the secret we have, `Some(None)` removes it.
#[expect(clippy::option_option, reason = "absent and empty mean different things")]
fn sealed(app: &App, tenant: TenantId, input: &ConnectionInput) -> Option<Option<Vec<u8>>> {
    let secret = input.client_secret.as_deref()?;
    let seal = || app.sealer.seal(tenant, SECRET, secret.as_bytes());
    Some((!secret.is_empty()).then(seal))
}
