//! HTTP of the enrolments.
use axum::extract::State;
use axum::http::StatusCode;
use leme_base::page::{Page, PageQuery};
use leme_ground::ctx::Ctx;
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use leme_ground::http::extract::{Json, Query};
use leme_ground::idempotency::Idempotent;
use serde_json::json;

use super::model::{self, Enrolment, EnrolmentId, NewEnrolment};
use super::queries::{self, Given};
use crate::acting::{Acting, RuntimeRead, RuntimeWrite};
use crate::app::App;
use crate::record::{Change, record};

/// Lists the enrolments of the acting organisation and of everything below it, newest first.
#[utoipa::path(get, path = "/v1/runtimes/enrolments", tag = "runtimes", params(PageQuery),
    responses((status = 200, description = "A page, without tokens.", body = Page<Enrolment>)))]
pub(super) async fn enrolment_list(
    State(app): State<App>,
    acting: Acting<RuntimeRead>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Enrolment>>> {
    let (after, rows, now) = (page.after()?, page.rows(), acting.ctx.now);
    let mut tx = app.db.platform("runtimes: enrolments across a tenant's subtree").await?;
    let found = queries::list(&mut tx, acting.ctx.tenant, after, rows, now).await?;
    Ok(Json(Page::cut(found, rows, |enrolment| enrolment.enrolment_id)))
}

/// Gives a token by which one runtime may enter. It is shown once: a repeat with the same
/// idempotency key shows the enrolment without it.
#[utoipa::path(post, path = "/v1/runtimes/enrolments", tag = "runtimes",
    request_body = NewEnrolment,
    responses((status = 201, description = "Enrolled.", body = Enrolment)))]
pub(super) async fn enrolment_create(
    acting: Acting<RuntimeWrite>,
    Idempotent { key, body: new }: Idempotent<NewEnrolment>,
) -> Result<(StatusCode, Json<Enrolment>)> {
    new.check(acting.reach(new.tenant_id).await?.kind)?;
    let mut shown = None;
    let work = async |tx: &mut TenantTx| {
        let token = model::token()?;
        let enrolment = enrol(tx, &acting.ctx, &new, model::hash(token.reveal())).await?;
        shown = Some(token);
        Ok((StatusCode::CREATED, enrolment))
    };
    let (status, Json(enrolment)) = acting.change(new.tenant_id, &key, work).await?;
    let token = shown.map(|token| token.reveal().clone());
    Ok((status, Json(Enrolment { token, ..enrolment })))
}

/// Keeps an enrolment in the transaction's tenant.
pub(crate) async fn enrol(
    tx: &mut TenantTx,
    ctx: &Ctx,
    new: &NewEnrolment,
    token_hash: Vec<u8>,
) -> Result<Enrolment> {
    let id = EnrolmentId::at(ctx.now);
    let by = ctx.actor.name.as_deref().unwrap_or(&ctx.actor.id);
    let given = Given { id, token_hash, by, now: ctx.now };
    let enrolment = queries::insert(tx, new, given).await?;
    let facts = json!({
        "product": new.product,
        "runtime_type": new.runtime_type,
        "deployment_mode": new.deployment_mode,
        "expires_at": enrolment.expires_at,
    });
    record(tx, ctx, Change::new("runtime.enrolled", id).with(facts)).await?;
    Ok(enrolment)
}
