//! SQL of the enrolments.
use leme_base::ids::{RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Result};

use super::model::{Enrolment, EnrolmentId, NewEnrolment, state};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    enrolment_id: EnrolmentId,
    tenant_id: TenantId,
    runtime_type: String,
    product: String,
    deployment_mode: String,
    created_by: String,
    created_at: DateTime,
    expires_at: DateTime,
    used_at: Option<DateTime>,
    runtime_id: Option<RuntimeId>,
}

impl Row {
    fn enrolment(self, now: DateTime) -> Result<Enrolment> {
        Ok(Enrolment {
            enrolment_id: self.enrolment_id,
            tenant_id: self.tenant_id,
            runtime_type: words::read(&self.runtime_type)?,
            product: self.product,
            deployment_mode: words::read(&self.deployment_mode)?,
            state: state(self.used_at, self.expires_at, now),
            created_by: self.created_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
            used_at: self.used_at,
            runtime_id: self.runtime_id,
            token: None,
        })
    }
}

/// The enrolments of a tenant and of everything below it, newest first, one row more than asked.
pub(crate) async fn list(
    tx: &mut PlatformTx,
    root: TenantId,
    after: Option<EnrolmentId>,
    rows: u32,
    now: DateTime,
) -> Result<Vec<Enrolment>> {
    let found: Vec<Row> = sqlx::query_as(
        "select e.enrolment_id, e.tenant_id, e.runtime_type, e.product, e.deployment_mode,
                e.created_by, e.created_at, e.expires_at, e.used_at, e.runtime_id
         from kernel.enrolments e
         join kernel.tenants t on t.tenant_id = e.tenant_id
         where (e.tenant_id = $1 or $1 = any (t.ancestors))
           and ($2::uuid is null or e.enrolment_id < $2)
         order by e.enrolment_id desc
         limit $3",
    )
    .bind(root)
    .bind(after)
    .bind(i64::from(rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing enrolments")?;
    found.into_iter().map(|row| row.enrolment(now)).collect()
}

/// What is kept of a new enrolment besides what was asked for.
pub(crate) struct Given<'g> {
    pub(crate) id: EnrolmentId,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) by: &'g str,
    pub(crate) now: DateTime,
}

/// Inserts an enrolment of the transaction's tenant.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    new: &NewEnrolment,
    given: Given<'_>,
) -> Result<Enrolment> {
    let row: Row = sqlx::query_as(
        "insert into kernel.enrolments (enrolment_id, token_hash, runtime_type, product,
                                        deployment_mode, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         returning enrolment_id, tenant_id, runtime_type, product, deployment_mode, created_by,
                   created_at, expires_at, used_at, runtime_id",
    )
    .bind(given.id)
    .bind(&given.token_hash)
    .bind(words::write(new.runtime_type))
    .bind(&new.product)
    .bind(words::write(new.deployment_mode))
    .bind(given.by)
    .bind(given.now)
    .bind(new.expires_at(given.now))
    .fetch_one(tx.conn())
    .await
    .during("inserting an enrolment")?;
    row.enrolment(given.now)
}

/// The enrolment of the transaction's tenant that a token stands for, locked: of two runtimes with
/// the same token one comes second.
pub(crate) async fn find(
    tx: &mut TenantTx,
    token_hash: &[u8],
    now: DateTime,
) -> Result<Option<Enrolment>> {
    let row: Option<Row> = sqlx::query_as(
        "select enrolment_id, tenant_id, runtime_type, product, deployment_mode, created_by,
                created_at, expires_at, used_at, runtime_id
         from kernel.enrolments
         where tenant_id = leme.current_tenant() and token_hash = $1
         for update",
    )
    .bind(token_hash)
    .fetch_optional(tx.conn())
    .await
    .during("finding an enrolment")?;
    row.map(|row| row.enrolment(now)).transpose()
}

/// Whether a token that may still be used stands for an enrolment of any tenant.
pub(crate) async fn is_open_anywhere(
    tx: &mut PlatformTx,
    token_hash: &[u8],
    now: DateTime,
) -> Result<bool> {
    sqlx::query_scalar(
        "select exists (select from kernel.enrolments
                        where token_hash = $1 and used_at is null and expires_at > $2)",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_one(tx.conn())
    .await
    .during("looking for an enrolment elsewhere")
}

/// Notes which runtime used an enrolment.
pub(crate) async fn mark_used(
    tx: &mut TenantTx,
    id: EnrolmentId,
    runtime: RuntimeId,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update kernel.enrolments set used_at = $3, runtime_id = $2
         where tenant_id = leme.current_tenant() and enrolment_id = $1",
    )
    .bind(id)
    .bind(runtime)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("noting that an enrolment was used")?;
    Ok(())
}
