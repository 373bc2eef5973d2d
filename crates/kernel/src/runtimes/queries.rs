//! SQL of the runtimes.
use std::collections::BTreeMap;

use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::time::DateTime;
use leme_contract::manifest::Manifest;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Error, Result};
use sqlx::types::Json;

use super::model::{Beat, Kept, RuntimeQuery};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    runtime_id: RuntimeId,
    tenant_id: TenantId,
    r#type: String,
    product: String,
    deployment_mode: String,
    version: String,
    desired_version: Option<String>,
    capabilities: Vec<String>,
    manifest: Option<Json<Manifest>>,
    status: String,
    suspended_reason: Option<String>,
    max_concurrent_requests: Option<i32>,
    registered_at: DateTime,
    acknowledged: Vec<SwitchId>,
    #[sqlx(flatten)]
    beat: BeatRow,
}

#[derive(sqlx::FromRow)]
struct BeatRow {
    health: Option<String>,
    metrics: Option<Json<BTreeMap<String, f64>>>,
    policy_version_applied: Option<i64>,
    beat_at: Option<DateTime>,
}

impl Row {
    fn kept(self) -> Result<Kept> {
        Ok(Kept {
            runtime_id: self.runtime_id,
            tenant_id: self.tenant_id,
            kind: words::read(&self.r#type)?,
            product: self.product,
            mode: words::read(&self.deployment_mode)?,
            version: self.version,
            desired_version: self.desired_version,
            capabilities: self.capabilities,
            manifest: self.manifest.map(|manifest| manifest.0),
            status: words::read(&self.status)?,
            suspended_reason: self.suspended_reason,
            max_concurrent_requests: self.max_concurrent_requests.and_then(|n| n.try_into().ok()),
            registered_at: self.registered_at,
            beat: self.beat.beat()?,
            acknowledged: self.acknowledged,
        })
    }
}

impl BeatRow {
    fn beat(self) -> Result<Option<Beat>> {
        let (Some(health), Some(at)) = (self.health, self.beat_at) else { return Ok(None) };
        let policy_version = self.policy_version_applied.unwrap_or_default();
        Ok(Some(Beat {
            health: words::read(&health)?,
            metrics: self.metrics.map(|metrics| metrics.0).unwrap_or_default(),
            policy_version: u64::try_from(policy_version).unwrap_or_default(),
            at,
        }))
    }
}

/// Which runtimes are read.
#[derive(Debug, Default)]
pub(crate) struct Which<'q> {
    pub(crate) id: Option<RuntimeId>,
    pub(crate) query: Option<&'q RuntimeQuery>,
    pub(crate) after: Option<RuntimeId>,
    pub(crate) rows: u32,
}

/// The runtimes of a tenant and of everything below it, newest first, one row more than asked.
pub(crate) async fn list(
    tx: &mut PlatformTx,
    root: TenantId,
    which: Which<'_>,
) -> Result<Vec<Kept>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select r.runtime_id, r.tenant_id, r.type, r.product, r.deployment_mode, r.version,
                r.desired_version, r.capabilities, r.manifest, r.status, r.suspended_reason,
                r.max_concurrent_requests, r.registered_at,
                array(select a.switch_id
                      from kernel.switch_acknowledgements a
                      join kernel.switches s
                           on s.tenant_id = a.tenant_id and s.switch_id = a.switch_id
                      where a.runtime_id = r.runtime_id and s.cleared_at is null) as acknowledged,
                h.health, h.metrics, h.policy_version_applied, h.beat_at
         from kernel.runtimes r
         join kernel.tenants t on t.tenant_id = r.tenant_id
         left join kernel.heartbeats h
              on h.tenant_id = r.tenant_id and h.runtime_id = r.runtime_id
         where (r.tenant_id = $1 or $1 = any (t.ancestors))
           and ($2::uuid is null or r.runtime_id = $2)
           and ($3::text is null or r.status = $3)
           and ($4::text is null or strpos(r.product, lower($4)) > 0
                or strpos(lower(concat_ws(' ', r.manifest #>> '{title,en}',
                                          r.manifest #>> '{title,pt-BR}')), lower($4)) > 0
                or strpos(lower(r.version), lower($4)) > 0)
           and ($5::uuid is null or r.runtime_id < $5)
         order by r.runtime_id desc
         limit $6",
    )
    .bind(root)
    .bind(which.id)
    .bind(which.query.and_then(|query| query.status).map(words::write))
    .bind(which.query.and_then(|query| query.q.as_deref()).filter(|text| !text.is_empty()))
    .bind(which.after)
    .bind(i64::from(which.rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing runtimes")?;
    rows.into_iter().map(Row::kept).collect()
}

/// Stops a runtime of the transaction's tenant.
pub(crate) async fn suspend(
    tx: &mut TenantTx,
    id: RuntimeId,
    reason: &str,
    stopped_by: TenantId,
) -> Result<()> {
    let done = sqlx::query(
        "update kernel.runtimes
         set status = 'suspended', suspended_reason = $2, stopped_by = $3
         where tenant_id = leme.current_tenant() and runtime_id = $1",
    )
    .bind(id)
    .bind(reason)
    .bind(stopped_by)
    .execute(tx.conn())
    .await
    .during("suspending a runtime")?;
    only_one(done.rows_affected())
}

/// Lets a runtime execute again, without a limit.
pub(crate) async fn resume(tx: &mut TenantTx, id: RuntimeId) -> Result<bool> {
    let done = sqlx::query(
        "update kernel.runtimes as r
         set status = case when exists (select from kernel.heartbeats h
                                        where h.tenant_id = r.tenant_id
                                          and h.runtime_id = r.runtime_id)
                           then 'active' else 'registered' end,
             suspended_reason = null,
             max_concurrent_requests = null,
             stopped_by = null
         where r.tenant_id = leme.current_tenant() and r.runtime_id = $1
           and (r.status = 'suspended' or r.max_concurrent_requests is not null)",
    )
    .bind(id)
    .execute(tx.conn())
    .await
    .during("resuming a runtime")?;
    Ok(done.rows_affected() == 1)
}

/// Limits how many requests a runtime works on at once.
pub(crate) async fn limit(
    tx: &mut TenantTx,
    id: RuntimeId,
    requests: u32,
    stopped_by: TenantId,
) -> Result<()> {
    let done = sqlx::query(
        "update kernel.runtimes set max_concurrent_requests = $2, stopped_by = $3
         where tenant_id = leme.current_tenant() and runtime_id = $1",
    )
    .bind(id)
    .bind(i32::try_from(requests).unwrap_or(i32::MAX))
    .bind(stopped_by)
    .execute(tx.conn())
    .await
    .during("limiting a runtime")?;
    only_one(done.rows_affected())
}

/// Who suspended or limited a runtime. Locks it, so that nobody decides meanwhile.
pub(crate) async fn stopped_by(tx: &mut TenantTx, id: RuntimeId) -> Result<Option<TenantId>> {
    sqlx::query_scalar(
        "select stopped_by from kernel.runtimes
         where tenant_id = leme.current_tenant() and runtime_id = $1
         for update",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .map(Option::flatten)
    .during("reading who stopped a runtime")
}

fn only_one(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound { kind: "runtime" }) }
}
