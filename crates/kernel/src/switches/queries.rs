//! SQL of the kill switches.
use leme_base::ids::{RuntimeId, SwitchId, TenantId};
use leme_base::time::DateTime;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Result};

use super::model::{Acknowledgement, NewSwitch, Switch};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    switch_id: SwitchId,
    scope: String,
    target_tenant_id: Option<TenantId>,
    runtime_id: Option<RuntimeId>,
    feature: Option<String>,
    reason: String,
    activated_at: DateTime,
    activated_by: String,
    cleared_at: Option<DateTime>,
    applied_by: Vec<RuntimeId>,
    applied_at: Vec<DateTime>,
}

impl Row {
    fn switch(self) -> Result<Switch> {
        let applied = self.applied_by.into_iter().zip(self.applied_at);
        Ok(Switch {
            switch_id: self.switch_id,
            scope: words::read(&self.scope)?,
            tenant_id: self.target_tenant_id,
            runtime_id: self.runtime_id,
            feature: self.feature,
            reason: self.reason,
            activated_at: self.activated_at,
            activated_by: self.activated_by,
            cleared_at: self.cleared_at,
            acknowledgements: applied
                .map(|(runtime_id, at)| Acknowledgement { runtime_id, applied_at: Some(at) })
                .collect(),
        })
    }
}

/// Which switches are read.
#[derive(Debug, Default)]
pub(crate) struct Which {
    pub(crate) id: Option<SwitchId>,
    pub(crate) in_force: Option<bool>,
    pub(crate) after: Option<SwitchId>,
    pub(crate) rows: u32,
}

/// The switches that a tenant or somebody below it pulled, and those that stop one of them;
/// newest first, one row more than asked.
pub(crate) async fn list(tx: &mut PlatformTx, root: TenantId, which: Which) -> Result<Vec<Switch>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select s.switch_id, s.scope, s.target_tenant_id, s.runtime_id, s.feature, s.reason,
                s.activated_at, s.activated_by, s.cleared_at,
                array(select a.runtime_id from kernel.switch_acknowledgements a
                      where a.tenant_id = s.tenant_id and a.switch_id = s.switch_id
                      order by a.applied_at, a.runtime_id) as applied_by,
                array(select a.applied_at from kernel.switch_acknowledgements a
                      where a.tenant_id = s.tenant_id and a.switch_id = s.switch_id
                      order by a.applied_at, a.runtime_id) as applied_at
         from kernel.switches s
         join kernel.tenants t on t.tenant_id = s.tenant_id
         left join kernel.tenants stopped on stopped.tenant_id = s.target_tenant_id
         where (s.tenant_id = $1 or $1 = any (t.ancestors)
                or stopped.tenant_id = $1 or $1 = any (stopped.ancestors))
           and ($2::uuid is null or s.switch_id = $2)
           and ($3::boolean is null or $3 = (s.cleared_at is null))
           and ($4::uuid is null or s.switch_id < $4)
         order by s.switch_id desc
         limit $5",
    )
    .bind(root)
    .bind(which.id)
    .bind(which.in_force)
    .bind(which.after)
    .bind(i64::from(which.rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing kill switches")?;
    rows.into_iter().map(Row::switch).collect()
}

/// Inserts a switch of the transaction's tenant.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: SwitchId,
    new: &NewSwitch,
    by: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.switches (switch_id, scope, target_tenant_id, runtime_id, feature,
                                      reason, activated_at, activated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(words::write(new.scope))
    .bind(new.tenant_id)
    .bind(new.runtime_id)
    .bind(&new.feature)
    .bind(new.reason.trim())
    .bind(now)
    .bind(by)
    .execute(tx.conn())
    .await
    .during("inserting a kill switch")?;
    Ok(())
}

/// The tenant that pulled a switch, if it is the given one or below it.
pub(crate) async fn owner(
    tx: &mut PlatformTx,
    root: TenantId,
    id: SwitchId,
) -> Result<Option<TenantId>> {
    sqlx::query_scalar(
        "select s.tenant_id
         from kernel.switches s
         join kernel.tenants t on t.tenant_id = s.tenant_id
         where s.switch_id = $2 and (s.tenant_id = $1 or $1 = any (t.ancestors))",
    )
    .bind(root)
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("finding who pulled a kill switch")
}

/// Clears a switch of the transaction's tenant; false when it was cleared before.
pub(crate) async fn clear(tx: &mut TenantTx, id: SwitchId, now: DateTime) -> Result<bool> {
    let done = sqlx::query(
        "update kernel.switches set cleared_at = $2
         where tenant_id = leme.current_tenant() and switch_id = $1 and cleared_at is null",
    )
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("clearing a kill switch")?;
    Ok(done.rows_affected() == 1)
}
