//! HTTP of the members.
use axum::http::StatusCode;
use leme_base::ids::TenantId;
use leme_base::page::Page;
use leme_contract::codes;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};
use leme_ground::idempotency::{IdempotencyKey, Idempotent};
use serde_json::json;

use super::model::{self, Member, MemberChanges, MemberId, MemberQuery, NewMember};
use super::queries;
use crate::access::model::may_give;
use crate::acting::{Acting, MemberRead, MemberWrite};
use crate::record::{Change, record};

/// Lists the people of an organisation, by e-mail.
#[utoipa::path(get, path = "/v1/tenants/{tenant_id}/members", tag = "members",
    params(("tenant_id" = TenantId, Path, description = "The organisation."), MemberQuery),
    responses((status = 200, description = "A page.", body = Page<Member>)))]
pub(super) async fn member_list(
    acting: Acting<MemberRead>,
    Path(tenant_id): Path<TenantId>,
    Query(query): Query<MemberQuery>,
) -> Result<Json<Page<Member>>> {
    let page = query.page();
    let mut tx = acting.open(tenant_id).await?;
    let rows = queries::list(&mut tx, query.q.as_deref(), page.after()?, page.rows()).await?;
    Ok(Json(Page::cut(rows, page.rows(), |member| member.email.clone())))
}

/// Adds a person by e-mail; they arrive with their first sign-in.
#[utoipa::path(post, path = "/v1/tenants/{tenant_id}/members", tag = "members",
    params(("tenant_id" = TenantId, Path, description = "The organisation.")),
    request_body = NewMember,
    responses((status = 201, description = "Added.", body = Member)))]
pub(super) async fn member_add(
    acting: Acting<MemberWrite>,
    Path(tenant_id): Path<TenantId>,
    Idempotent { key, body: new }: Idempotent<NewMember>,
) -> Result<(StatusCode, Json<Member>)> {
    check(&acting, &new.roles)?;
    let work = async |tx: &mut TenantTx| {
        let id = MemberId::at(acting.ctx.now);
        queries::insert(tx, id, &new, None, acting.ctx.now).await?;
        let facts = json!({ "email": new.email, "roles": new.roles });
        record(tx, &acting.ctx, Change::new("member.added", id).with(facts)).await?;
        Ok((StatusCode::CREATED, queries::find(tx, id).await?.or_not_found("member")?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Gives a member other roles.
#[utoipa::path(patch, path = "/v1/tenants/{tenant_id}/members/{member_id}", tag = "members",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("member_id" = MemberId, Path, description = "The member.")),
    request_body = MemberChanges,
    responses((status = 200, description = "Changed.", body = Member)))]
pub(super) async fn member_change(
    acting: Acting<MemberWrite>,
    Path((tenant_id, id)): Path<(TenantId, MemberId)>,
    Idempotent { key, body: changes }: Idempotent<MemberChanges>,
) -> Result<(StatusCode, Json<Member>)> {
    check(&acting, &changes.roles)?;
    let work = async |tx: &mut TenantTx| {
        let member = touchable(tx, &acting, id).await?;
        keep_governed(tx, &member, &changes.roles).await?;
        queries::set_roles(tx, id, &changes.roles).await?;
        let facts = json!({ "email": member.email, "from": member.roles, "to": changes.roles });
        record(tx, &acting.ctx, Change::new("member.changed", id).with(facts)).await?;
        Ok((StatusCode::OK, queries::find(tx, id).await?.or_not_found("member")?))
    };
    acting.change(tenant_id, &key, work).await
}

/// Removes a person; their sessions here end within seconds.
#[utoipa::path(delete, path = "/v1/tenants/{tenant_id}/members/{member_id}", tag = "members",
    params(("tenant_id" = TenantId, Path, description = "The organisation."),
           ("member_id" = MemberId, Path, description = "The member.")),
    responses((status = 204, description = "Gone.")))]
pub(super) async fn member_remove(
    acting: Acting<MemberWrite>,
    Path((tenant_id, id)): Path<(TenantId, MemberId)>,
    key: IdempotencyKey,
) -> Result<StatusCode> {
    let work = async |tx: &mut TenantTx| {
        let member = touchable(tx, &acting, id).await?;
        keep_governed(tx, &member, &[]).await?;
        queries::delete(tx, id).await?;
        let facts = json!({ "email": member.email });
        record(tx, &acting.ctx, Change::new("member.removed", id).with(facts)).await?;
        Ok((StatusCode::NO_CONTENT, ()))
    };
    acting.change(tenant_id, &key, work).await.map(|(status, _)| status)
}

fn check(acting: &Acting<MemberWrite>, roles: &[String]) -> Result<()> {
    model::check_roles(roles)?;
    if roles.iter().all(|role| may_give(&acting.roles, role)) {
        return Ok(());
    }
    let public = "You cannot give a role that can do more than yours.";
    Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
}

/// The member, if the acting person may touch somebody with such roles.
async fn touchable(
    tx: &mut TenantTx,
    acting: &Acting<MemberWrite>,
    id: MemberId,
) -> Result<Member> {
    let member = queries::find(tx, id).await?.or_not_found("member")?;
    check(acting, &member.roles)?;
    Ok(member)
}

/// A tenant keeps somebody who can govern it.
async fn keep_governed(tx: &mut TenantTx, member: &Member, roles: &[String]) -> Result<()> {
    let matters = model::governs(&member.roles) && !model::governs(roles);
    if matters && queries::other_governors(tx, member.member_id).await? == 0 {
        let public = "This is the last owner or administrator. Make another one first.";
        return Err(Error::conflict("conflict.last_governor", public));
    }
    Ok(())
}
