//! SQL of the tenants. Row security shows the transaction's tenant and everything below it.
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_contract::tenant::TenantStatus;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Error, OnConstraint, Result};

use super::model::{NewTenant, Policies, Tenant, TenantChanges, TenantQuery};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: TenantId,
    parent_id: Option<TenantId>,
    name: String,
    slug: String,
    r#type: String,
    status: String,
    suspended_reason: Option<String>,
    security_level: String,
    data_residency: Option<String>,
    time_zone: String,
    created_at: DateTime,
}

impl Row {
    fn tenant(self) -> Result<Tenant> {
        Ok(Tenant {
            tenant_id: self.tenant_id,
            name: self.name,
            slug: self.slug,
            kind: words::read(&self.r#type)?,
            status: words::read(&self.status)?,
            parent_id: self.parent_id,
            policies: Policies {
                security_level: words::read(&self.security_level)?,
                data_residency: self.data_residency,
                time_zone: self.time_zone,
            },
            created_at: self.created_at,
            suspended_reason: self.suspended_reason,
        })
    }
}

/// A page by (name, id), one row more than asked. Index `tenants_name`.
pub(crate) async fn list(
    tx: &mut TenantTx,
    query: &TenantQuery,
    after: Option<(String, TenantId)>,
    rows: u32,
) -> Result<Vec<Tenant>> {
    let (name, id) = after.unzip();
    let found: Vec<Row> = sqlx::query_as(
        "select tenant_id, parent_id, name, slug, type, status, suspended_reason, security_level,
                data_residency, time_zone, created_at
         from kernel.tenants
         where ($1::text is null or name ilike '%' || $1 || '%' or slug ilike '%' || $1 || '%')
           and ($2::text is null or type = $2)
           and ($3::text is null or status = $3)
           and ($4::uuid is null or parent_id = $4)
           and ($5::text is null or (name, tenant_id) > ($5, $6))
         order by name, tenant_id
         limit $7",
    )
    .bind(query.q.as_deref().map(escape_like))
    .bind(query.kind.map(words::write))
    .bind(query.status.map(words::write))
    .bind(query.parent_id)
    .bind(name)
    .bind(id)
    .bind(i64::from(rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing tenants")?;
    found.into_iter().map(Row::tenant).collect()
}

fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// One tenant of the subtree.
pub(crate) async fn find(tx: &mut TenantTx, id: TenantId) -> Result<Option<Tenant>> {
    let row: Option<Row> = sqlx::query_as(
        "select tenant_id, parent_id, name, slug, type, status, suspended_reason, security_level,
                data_residency, time_zone, created_at
         from kernel.tenants
         where tenant_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a tenant")?;
    row.map(Row::tenant).transpose()
}

/// Inserts the transaction's own tenant below `parent`.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    new: &NewTenant,
    ancestors: &[TenantId],
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.tenants (tenant_id, parent_id, ancestors, name, slug, type,
                                     security_level, data_residency, time_zone, created_at)
         values (leme.current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(ancestors.first())
    .bind(ancestors)
    .bind(new.name.as_str())
    .bind(new.slug.as_str())
    .bind(words::write(new.kind))
    .bind(words::write(new.policies.security_level))
    .bind(&new.policies.data_residency)
    .bind(&new.policies.time_zone)
    .bind(now)
    .execute(tx.conn())
    .await
    .on_constraint("tenants_slug_key", || {
        Error::conflict("conflict.slug", "This slug is taken. Choose another one.")
    })?
    .during("inserting a tenant")?;
    Ok(())
}

/// Changes name and policies.
pub(crate) async fn update(tx: &mut TenantTx, changes: &TenantChanges) -> Result<()> {
    let policies = changes.policies.as_ref();
    sqlx::query(
        "update kernel.tenants
         set name = coalesce($1, name),
             security_level = coalesce($2, security_level),
             data_residency = case when $3 then $4 else data_residency end,
             time_zone = coalesce($5, time_zone)
         where tenant_id = leme.current_tenant()",
    )
    .bind(changes.name.as_ref().map(leme_base::name::Name::as_str))
    .bind(policies.map(|policies| words::write(policies.security_level)))
    .bind(policies.is_some())
    .bind(policies.and_then(|policies| policies.data_residency.clone()))
    .bind(policies.map(|policies| policies.time_zone.clone()))
    .execute(tx.conn())
    .await
    .during("updating a tenant")?;
    Ok(())
}

/// Suspends or resumes the transaction's tenant; `false` when it stood so already.
pub(crate) async fn set_status(
    tx: &mut TenantTx,
    status: TenantStatus,
    reason: Option<&str>,
    stopped_by: Option<TenantId>,
) -> Result<bool> {
    let done = sqlx::query(
        "update kernel.tenants set status = $1, suspended_reason = $2, stopped_by = $3
         where tenant_id = leme.current_tenant()
           and (status, suspended_reason, stopped_by) is distinct from ($1, $2, $3)",
    )
    .bind(words::write(status))
    .bind(reason)
    .bind(stopped_by)
    .execute(tx.conn())
    .await
    .during("setting a tenant's status")?;
    Ok(done.rows_affected() == 1)
}

/// Who suspended the transaction's tenant, if it is. Locks it, so that nobody decides meanwhile.
pub(crate) async fn stopped_by(tx: &mut TenantTx) -> Result<Option<TenantId>> {
    sqlx::query_scalar(
        "select stopped_by from kernel.tenants
         where tenant_id = leme.current_tenant()
         for update",
    )
    .fetch_optional(tx.conn())
    .await
    .map(Option::flatten)
    .during("reading who suspended a tenant")
}
