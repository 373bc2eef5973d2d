//! Reads the whole picture, or the part that changed.
use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::time::DateTime;
use leme_contract::manifest::Manifest;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Result};
use sqlx::types::Json;

use super::model::{RuntimeEntry, SwitchEntry, TenantEntry};
use crate::words;

#[derive(sqlx::FromRow)]
struct TenantRow {
    tenant_id: TenantId,
    ancestors: Vec<TenantId>,
    name: String,
    slug: String,
    r#type: String,
    status: String,
    time_zone: String,
}

/// Moves the policy version and wakes every Kernel process. Locks the one policy row till commit.
pub(crate) async fn bump_policy(tx: &mut TenantTx) -> Result<()> {
    sqlx::query("select pg_notify('leme_kernel_policy', kernel.bump_policy()::text)")
        .execute(tx.conn())
        .await
        .during("moving the policy version")?;
    Ok(())
}

/// The policy version.
pub(crate) async fn version(tx: &mut PlatformTx) -> Result<i64> {
    sqlx::query_scalar("select version from kernel.policy")
        .fetch_one(tx.conn())
        .await
        .during("reading the policy version")
}

/// Every tenant, or those named.
pub(crate) async fn tenants(
    tx: &mut PlatformTx,
    only: Option<&[TenantId]>,
) -> Result<Vec<TenantEntry>> {
    let rows: Vec<TenantRow> = sqlx::query_as(
        "select tenant_id, ancestors, name, slug, type, status, time_zone
         from kernel.tenants
         where $1::uuid[] is null or tenant_id = any ($1)",
    )
    .bind(only)
    .fetch_all(tx.conn())
    .await
    .during("reading the tenants")?;
    rows.into_iter().map(TenantRow::entry).collect()
}

impl TenantRow {
    fn entry(self) -> Result<TenantEntry> {
        Ok(TenantEntry {
            tenant_id: self.tenant_id,
            kind: words::read(&self.r#type)?,
            status: words::read(&self.status)?,
            ancestors: self.ancestors.into(),
            name: self.name,
            slug: self.slug,
            time_zone: self.time_zone,
        })
    }
}

#[derive(sqlx::FromRow)]
struct RuntimeRow {
    runtime_id: RuntimeId,
    tenant_id: TenantId,
    product: String,
    deployment_mode: String,
    status: String,
    max_concurrent_requests: Option<i32>,
    desired_version: Option<String>,
    version: String,
    manifest: Option<Json<Manifest>>,
}

/// Every runtime.
pub(crate) async fn runtimes(tx: &mut PlatformTx) -> Result<Vec<RuntimeEntry>> {
    let rows: Vec<RuntimeRow> = sqlx::query_as(
        "select runtime_id, tenant_id, product, deployment_mode, status,
                max_concurrent_requests, desired_version, version, manifest
         from kernel.runtimes",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading the runtimes")?;
    rows.into_iter().map(RuntimeRow::entry).collect()
}

impl RuntimeRow {
    fn entry(self) -> Result<RuntimeEntry> {
        Ok(RuntimeEntry {
            runtime_id: self.runtime_id,
            tenant_id: self.tenant_id,
            product: self.product,
            mode: words::read(&self.deployment_mode)?,
            status: words::read(&self.status)?,
            max_concurrent_requests: self.max_concurrent_requests.and_then(|n| n.try_into().ok()),
            desired_version: self.desired_version,
            version: self.version,
            manifest: self.manifest.map(|manifest| manifest.0.into()),
        })
    }
}

#[derive(sqlx::FromRow)]
struct SwitchRow {
    switch_id: SwitchId,
    tenant_id: TenantId,
    scope: String,
    target_tenant_id: Option<TenantId>,
    runtime_id: Option<RuntimeId>,
    feature: Option<String>,
    reason: String,
    activated_at: DateTime,
}

/// Every kill switch in force.
pub(crate) async fn switches(tx: &mut PlatformTx) -> Result<Vec<SwitchEntry>> {
    let rows: Vec<SwitchRow> = sqlx::query_as(
        "select switch_id, tenant_id, scope, target_tenant_id, runtime_id, feature, reason,
                activated_at
         from kernel.switches
         where cleared_at is null
         order by activated_at",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading the kill switches")?;
    rows.into_iter().map(SwitchRow::entry).collect()
}

impl SwitchRow {
    fn entry(self) -> Result<SwitchEntry> {
        Ok(SwitchEntry {
            switch_id: self.switch_id,
            tenant_id: self.tenant_id,
            scope: words::read(&self.scope)?,
            target_tenant_id: self.target_tenant_id,
            runtime_id: self.runtime_id,
            feature: self.feature,
            reason: self.reason,
            activated_at: self.activated_at,
        })
    }
}

/// The tenants whose changes moved the version beyond `version`.
pub(crate) async fn changed_since(tx: &mut PlatformTx, version: i64) -> Result<Vec<TenantId>> {
    sqlx::query_scalar(
        "select distinct changed_tenant_id from kernel.policy_changes where version > $1",
    )
    .bind(version)
    .fetch_all(tx.conn())
    .await
    .during("reading what changed")
}
