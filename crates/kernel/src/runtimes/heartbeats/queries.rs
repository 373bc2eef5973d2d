//! SQL of the heartbeats.
use leme_base::ids::{RuntimeId, SwitchId};
use leme_base::time::DateTime;
use leme_contract::runtime::HeartbeatRequest;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};
use sqlx::types::Json;

use crate::words;

/// Puts the last heartbeat of a runtime in place of the one before.
pub(crate) async fn put(
    tx: &mut TenantTx,
    id: RuntimeId,
    beat: &HeartbeatRequest,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.heartbeats (runtime_id, health, metrics, policy_version_applied,
                                        beat_at)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, runtime_id) do update
         set health = excluded.health, metrics = excluded.metrics,
             policy_version_applied = excluded.policy_version_applied,
             beat_at = excluded.beat_at",
    )
    .bind(id)
    .bind(words::write(beat.status))
    .bind(Json(&beat.metrics))
    .bind(i64::try_from(beat.applied.policy_version).unwrap_or(i64::MAX))
    .bind(now)
    .execute(tx.conn())
    .await
    .during("keeping a heartbeat")?;
    Ok(())
}

/// Makes a runtime active that was registered; false when it was not.
pub(crate) async fn activate(tx: &mut TenantTx, id: RuntimeId) -> Result<bool> {
    let done = sqlx::query(
        "update kernel.runtimes set status = 'active'
         where tenant_id = leme.current_tenant() and runtime_id = $1 and status = 'registered'",
    )
    .bind(id)
    .execute(tx.conn())
    .await
    .during("activating a runtime")?;
    Ok(done.rows_affected() == 1)
}

/// Keeps when a runtime acknowledged switches of the transaction's tenant; the first time counts.
pub(crate) async fn acknowledge(
    tx: &mut TenantTx,
    id: RuntimeId,
    switches: &[SwitchId],
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.switch_acknowledgements (switch_id, runtime_id, applied_at)
         select s.switch_id, $1, $3
         from kernel.switches s
         where s.tenant_id = leme.current_tenant() and s.switch_id = any ($2)
           and s.cleared_at is null
         on conflict (tenant_id, switch_id, runtime_id) do nothing",
    )
    .bind(id)
    .bind(switches)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("keeping the acknowledgement of kill switches")?;
    Ok(())
}
