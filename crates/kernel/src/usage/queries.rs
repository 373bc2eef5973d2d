//! SQL of usage.
use leme_base::time::DateTime;
use leme_contract::usage::UsageEvent;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

/// Keeps a use; `false` when it was kept before.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    event: &UsageEvent,
    product: &str,
    now: DateTime,
) -> Result<bool> {
    let done = sqlx::query(
        "insert into kernel.usage_events (event_id, runtime_id, product, feature, amount, subject,
                                          occurred_at, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tenant_id, event_id) do nothing",
    )
    .bind(event.event_id)
    .bind(event.runtime_id)
    .bind(product)
    .bind(&event.feature)
    .bind(i64::try_from(event.amount).unwrap_or(i64::MAX))
    .bind(&event.subject)
    .bind(event.occurred_at)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("keeping a use")?;
    Ok(done.rows_affected() == 1)
}
