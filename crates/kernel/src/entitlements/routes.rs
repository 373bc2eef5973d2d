//! HTTP of the entitlements: asked by runtimes, governed by people.
use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use leme_base::ids::TenantId;
use leme_base::page::Page;
use leme_contract::entitlement::{CheckRequest, CheckResponse, LicenceClaims, LicenceResponse};
use leme_ground::db::TenantTx;
use leme_ground::error::{OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency::Idempotent;
use serde_json::{Value, json};

use super::model::{self, Grant, GrantId, GrantQuery, Line, NewGrant, Set, Simulation};
use super::queries;
use crate::acting::{Acting, EntitlementRead, EntitlementWrite};
use crate::app::App;
use crate::calling::Calling;
use crate::keys::ISSUER;
use crate::record::{Change, record};
use crate::runtimes::model::serves;
use crate::tenants::model::Reason;

/// How long a licence may be carried; each line's staleness is usually much shorter.
const LICENCE_HOURS: i64 = 72;

/// Says whether a tenant may use a feature now. Changes no counter.
#[utoipa::path(post, path = "/kernel/entitlements/check", tag = "contract",
    request_body = CheckRequest,
    responses((status = 200, description = "The decision.", body = CheckResponse)))]
pub(super) async fn entitlement_check(
    State(app): State<App>,
    calling: Calling,
    Json(request): Json<CheckRequest>,
) -> Result<Json<CheckResponse>> {
    calling.same_tenant(request.tenant_id)?;
    calling.same_runtime(request.runtime_id)?;
    model::check_question(&request)?;
    let runtime = &calling.runtime;
    let (tenant, feature) = (request.tenant_id, &request.feature);
    super::decide(&app, Some(runtime), tenant, &runtime.product, feature).await.map(Json)
}

/// The tenant's compiled entitlements for the calling runtime, signed.
#[utoipa::path(get, path = "/kernel/licence", tag = "contract",
    responses((status = 200, description = "The licence.", body = LicenceResponse)))]
pub(super) async fn licence_view(
    State(app): State<App>,
    calling: Calling,
) -> Result<Json<LicenceResponse>> {
    let now = calling.ctx.now;
    let runtime = &calling.runtime;
    let version = app.directory.version();
    let set = app.sets.of(&app, calling.ctx.tenant).await?;
    let claims = LicenceClaims {
        iss: ISSUER.to_owned(),
        aud: runtime.runtime_id,
        tenant_id: calling.ctx.tenant,
        runtime_id: runtime.runtime_id,
        version,
        iat: now.timestamp(),
        exp: (now + TimeDelta::hours(LICENCE_HOURS)).timestamp(),
        refused: None,
        entitlements: model::licensed(&set, runtime, now),
    };
    Ok(Json(LicenceResponse { licence: app.keys.sign(&claims)? }))
}

/// The public keys that runtime tokens and licences are signed with.
#[utoipa::path(get, path = "/kernel/jwks.json", tag = "contract",
    responses((status = 200, description = "A JSON Web Key Set.", body = Value)))]
pub(super) async fn jwks_view(State(app): State<App>) -> Json<Value> {
    Json(app.keys.public_jwks())
}

/// Lists what an organisation was granted, newest first.
#[utoipa::path(get, path = "/v1/tenants/{tenant_id}/entitlements", tag = "entitlements",
    params(("tenant_id" = TenantId, Path, description = "The organisation."), GrantQuery),
    responses((status = 200, description = "A page.", body = Page<Grant>)))]
pub(super) async fn grant_list(
    State(app): State<App>,
    acting: Acting<EntitlementRead>,
    Path(tenant_id): Path<TenantId>,
    Query(query): Query<GrantQuery>,
) -> Result<Json<Page<Grant>>> {
    let page = query.page();
    let mut tx = acting.open(tenant_id).await?;
    let now = acting.ctx.now;
    let rows = queries::list(&mut tx, &query, page.after()?, page.rows(), now).await?;
    let set = app.sets.of(&app, tenant_id).await?;
    let mut page = Page::cut(rows, page.rows(), |grant: &Grant| (grant.created_at, grant.grant_id));
    show(&mut tx, &acting, &set, &mut page.items).await?;
    Ok(Json(page))
}

/// Fills in what follows from time: the state, and what the current window has used.
async fn show<P: crate::acting::Needs>(
    tx: &mut TenantTx,
    acting: &Acting<P>,
    set: &Set,
    grants: &mut [Grant],
) -> Result<()> {
    let now = acting.ctx.now;
    let line = |grant: &Grant| {
        let (limit, span) = grant.limit.zip(grant.span(set.zone(), now))?;
        Some(Line { grant_id: grant.grant_id, limit, span })
    };
    let lines: Vec<Line> = grants.iter().filter_map(line).collect();
    let used = queries::used(tx, &lines).await?;
    for grant in grants {
        grant.state = grant.state_at(now);
        grant.used = grant.limit.map(|_| used.get(&grant.grant_id).copied().unwrap_or_default());
    }
    Ok(())
}

/// Grants a feature to an organisation.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/entitlements", tag = "entitlements",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = NewGrant,
    responses((status = 201, description = "Granted.", body = Grant)))]
pub(super) async fn grant_create(
    State(app): State<App>,
    acting: Acting<EntitlementWrite>,
    Path(tenant_id): Path<TenantId>,
    Idempotent { key, body: new }: Idempotent<NewGrant>,
) -> Result<(StatusCode, Json<Grant>)> {
    may_grant(&acting)?;
    let target = acting.reach(tenant_id).await?;
    let runtimes = app.directory.runtimes();
    let serving = runtimes.iter().filter(|runtime| serves(runtime, &target));
    let manifests = serving.filter_map(|runtime| runtime.manifest.as_deref());
    new.check(&new.kinds(manifests), acting.ctx.now)?;
    let work = async |tx: &mut TenantTx| {
        let id = GrantId::at(acting.ctx.now);
        let by = acting.ctx.actor.name.as_deref().unwrap_or(&acting.ctx.actor.id);
        queries::insert(tx, id, &new, by, acting.ctx.now).await?;
        let change = Change::new("entitlement.granted", id).with(json!({ "grant": new }));
        record(tx, &acting.ctx, change).await?;
        Ok((StatusCode::CREATED, view(tx, &acting, id).await?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Takes a grant back; runtimes see it with their next check.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/entitlements/{grant_id}/revoke",
    tag = "entitlements",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("grant_id" = GrantId, Path, description = "The grant.")),
    request_body = Reason,
    responses((status = 200, description = "Revoked.", body = Grant)))]
pub(super) async fn grant_revoke(
    acting: Acting<EntitlementWrite>,
    Path((tenant_id, id)): Path<(TenantId, GrantId)>,
    Idempotent { key, body: reason }: Idempotent<Reason>,
) -> Result<(StatusCode, Json<Grant>)> {
    may_grant(&acting)?;
    let text = reason.text()?;
    let work = async |tx: &mut TenantTx| {
        let grant = queries::find(tx, id).await?.or_not_found("entitlement")?;
        if grant.revoked_at.is_none() {
            queries::revoke(tx, id, text, acting.ctx.now).await?;
            let facts = json!({ "feature": grant.feature, "reason": text });
            record(tx, &acting.ctx, Change::new("entitlement.revoked", id).with(facts)).await?;
        }
        Ok((StatusCode::OK, view(tx, &acting, id).await?))
    };
    acting.change(tenant_id, &key, work).await
}

/// The platform grants. Who could also grant below itself would make an organisation there and
/// give it everything.
fn may_grant(acting: &Acting<EntitlementWrite>) -> Result<()> {
    acting.platform_only("grant and revoke entitlements")
}

async fn view(tx: &mut TenantTx, acting: &Acting<EntitlementWrite>, id: GrantId) -> Result<Grant> {
    let mut grant = queries::find(tx, id).await?.or_not_found("entitlement")?;
    grant.state = grant.state_at(acting.ctx.now);
    Ok(grant)
}

/// Tries out a check, as a runtime would ask it.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/entitlements/check", tag = "entitlements",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = Simulation,
    responses((status = 200, description = "What a runtime would be told.", body = CheckResponse)))]
pub(super) async fn grant_check(
    State(app): State<App>,
    acting: Acting<EntitlementRead>,
    Path(tenant_id): Path<TenantId>,
    Json(what): Json<Simulation>,
) -> Result<Json<CheckResponse>> {
    model::check_feature(&what.feature)?;
    let target = acting.reach(tenant_id).await?;
    let runtimes = app.directory.runtimes();
    let runtime = runtimes.iter().find(|runtime| runtime.product == what.product);
    let mut answer =
        super::decide(&app, runtime.map(AsRef::as_ref), tenant_id, &what.product, &what.feature)
            .await?;
    if app.directory.is_suspended(&target) {
        answer.allowed = false;
        answer.code = leme_contract::entitlement::CheckCode::TenantSuspended;
    }
    Ok(Json(answer))
}
