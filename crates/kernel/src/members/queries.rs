//! SQL of the members.
use leme_base::ids::{IdentityId, TenantId};
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Error, OnConstraint, Result};

use super::model::{Link, Member, MemberId, MemberStatus, NewMember};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    member_id: MemberId,
    tenant_id: TenantId,
    email: String,
    name: String,
    roles: Vec<String>,
    status: String,
    created_at: DateTime,
    last_seen_at: Option<DateTime>,
}

impl Row {
    fn member(self) -> Result<Member> {
        let status: MemberStatus = words::read(&self.status)?;
        let arrived = status == MemberStatus::Active;
        Ok(Member {
            member_id: self.member_id,
            tenant_id: self.tenant_id,
            email: self.email,
            name: self.name,
            roles: self.roles,
            status,
            identity_id: arrived.then(|| IdentityId::from_uuid(self.member_id.uuid())),
            created_at: self.created_at,
            last_seen_at: self.last_seen_at,
        })
    }
}

/// A page by e-mail, one row more than asked. Index `members_email_key`.
pub(crate) async fn list(
    tx: &mut TenantTx,
    q: Option<&str>,
    after: Option<String>,
    rows: u32,
) -> Result<Vec<Member>> {
    let found: Vec<Row> = sqlx::query_as(
        "select member_id, tenant_id, email, name, roles, status, created_at, last_seen_at
         from kernel.members
         where tenant_id = leme.current_tenant()
           and ($1::text is null or strpos(email, lower($1)) > 0
                or strpos(lower(name), lower($1)) > 0)
           and ($2::text is null or email > $2)
         order by email
         limit $3",
    )
    .bind(q.filter(|text| !text.is_empty()))
    .bind(after)
    .bind(i64::from(rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing members")?;
    found.into_iter().map(Row::member).collect()
}

/// One member.
pub(crate) async fn find(tx: &mut TenantTx, id: MemberId) -> Result<Option<Member>> {
    let row: Option<Row> = sqlx::query_as(
        "select member_id, tenant_id, email, name, roles, status, created_at, last_seen_at
         from kernel.members
         where tenant_id = leme.current_tenant() and member_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a member")?;
    row.map(Row::member).transpose()
}

/// The member that a provider's subject is. Notes that they were seen, every five minutes at most.
pub(crate) async fn linked(
    tx: &mut TenantTx,
    link: &Link,
    now: DateTime,
) -> Result<Option<Member>> {
    sqlx::query(
        "update kernel.members set last_seen_at = $3
         where tenant_id = leme.current_tenant() and connection_id = $1 and external_id = $2
           and (last_seen_at is null or last_seen_at < $3::timestamptz - interval '5 minutes')",
    )
    .bind(link.connection_id)
    .bind(&link.external_id)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("noting that a member was seen")?;
    let row: Option<Row> = sqlx::query_as(
        "select member_id, tenant_id, email, name, roles, status, created_at, last_seen_at
         from kernel.members
         where tenant_id = leme.current_tenant() and connection_id = $1 and external_id = $2",
    )
    .bind(link.connection_id)
    .bind(&link.external_id)
    .fetch_optional(tx.conn())
    .await
    .during("finding a member by their provider")?;
    row.map(Row::member).transpose()
}

/// Links an invited member, by address, to the provider they came through.
pub(crate) async fn link(
    tx: &mut TenantTx,
    email: &str,
    link: &Link,
    name: Option<&str>,
    now: DateTime,
) -> Result<Option<Member>> {
    let row: Option<Row> = sqlx::query_as(
        "update kernel.members
         set connection_id = $2, external_id = $3, status = 'active', last_seen_at = $5,
             name = case when name = '-' then coalesce($4, name) else name end
         where tenant_id = leme.current_tenant() and email = $1 and connection_id is null
         returning member_id, tenant_id, email, name, roles, status, created_at, last_seen_at",
    )
    .bind(email)
    .bind(link.connection_id)
    .bind(&link.external_id)
    .bind(name)
    .bind(now)
    .fetch_optional(tx.conn())
    .await
    .during("linking an invited member")?;
    row.map(Row::member).transpose()
}

/// Inserts a member: invited, or arrived through `link`.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: MemberId,
    new: &NewMember,
    link: Option<&Link>,
    now: DateTime,
) -> Result<()> {
    let status = if link.is_some() { MemberStatus::Active } else { MemberStatus::Invited };
    sqlx::query(
        "insert into kernel.members (member_id, email, name, roles, status, connection_id,
                                     external_id, created_at, last_seen_at)
         values ($1, $2, $3, $4, $5, $6::uuid, $7, $8::timestamptz,
                 case when $6::uuid is null then null else $8::timestamptz end)",
    )
    .bind(id)
    .bind(new.email.as_str())
    .bind(new.name.as_str())
    .bind(&new.roles)
    .bind(words::write(status))
    .bind(link.map(|link| link.connection_id))
    .bind(link.map(|link| link.external_id.as_str()))
    .bind(now)
    .execute(tx.conn())
    .await
    .on_constraint("members_email_key", || {
        Error::conflict("conflict.member", "This address is a member already.")
    })?
    .during("inserting a member")?;
    Ok(())
}

/// Gives a member other roles.
pub(crate) async fn set_roles(tx: &mut TenantTx, id: MemberId, roles: &[String]) -> Result<()> {
    sqlx::query(
        "update kernel.members set roles = $2
         where tenant_id = leme.current_tenant() and member_id = $1",
    )
    .bind(id)
    .bind(roles)
    .execute(tx.conn())
    .await
    .during("changing a member's roles")?;
    Ok(())
}

/// Removes a member.
pub(crate) async fn delete(tx: &mut TenantTx, id: MemberId) -> Result<()> {
    sqlx::query(
        "delete from kernel.members
         where tenant_id = leme.current_tenant() and member_id = $1",
    )
    .bind(id)
    .execute(tx.conn())
    .await
    .during("removing a member")?;
    Ok(())
}

/// How many members other than this one can govern the tenant. Locks them, so that two removals
/// at once cannot both believe in the other.
pub(crate) async fn other_governors(tx: &mut TenantTx, id: MemberId) -> Result<usize> {
    let others: Vec<MemberId> = sqlx::query_scalar(
        "select member_id from kernel.members
         where tenant_id = leme.current_tenant() and member_id <> $1
           and roles && array['owner', 'admin']
         order by member_id
         for update",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await
    .during("counting who can govern")?;
    Ok(others.len())
}

/// Every role that somebody holds in the transaction's tenant.
pub(crate) async fn roles_held(tx: &mut TenantTx) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "select distinct unnest(roles) from kernel.members
         where tenant_id = leme.current_tenant()",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading the roles held")
}
