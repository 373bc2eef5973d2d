//! Rows of `idp.throttles`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

/// Counts one attempt and says how many there are; `None` when the bucket is blocked. The row stays
/// locked, so attempts on one account are counted one after the other.
pub(crate) async fn count(
    tx: &mut PlatformTx,
    key: &str,
    now: DateTime,
    forget_before: DateTime,
) -> Result<Option<i32>> {
    sqlx::query_scalar(
        "insert into idp.throttles as held (key, failures, last_at)
         values ($1, 1, $2)
         on conflict (key) do update set
             failures = case when held.last_at < $3 then 1 else held.failures + 1 end,
             last_at = $2
         where held.blocked_until is null or held.blocked_until <= $2
         returning failures",
    )
    .bind(key)
    .bind(now)
    .bind(forget_before)
    .fetch_optional(tx.conn())
    .await
    .during("counting an attempt")
}

/// Until when a bucket is blocked.
pub(crate) async fn blocked_until(tx: &mut PlatformTx, key: &str) -> Result<Option<DateTime>> {
    let row: Option<Option<DateTime>> =
        sqlx::query_scalar("select blocked_until from idp.throttles where key = $1")
            .bind(key)
            .fetch_optional(tx.conn())
            .await
            .during("reading a block")?;
    Ok(row.flatten())
}

/// Blocks a bucket.
pub(crate) async fn block(tx: &mut PlatformTx, key: &str, until: DateTime) -> Result<()> {
    sqlx::query("update idp.throttles set blocked_until = $2 where key = $1")
        .bind(key)
        .bind(until)
        .execute(tx.conn())
        .await
        .during("blocking a bucket")?;
    Ok(())
}

/// Forgets a bucket.
pub(crate) async fn clear(tx: &mut PlatformTx, key: &str) -> Result<()> {
    sqlx::query("delete from idp.throttles where key = $1")
        .bind(key)
        .execute(tx.conn())
        .await
        .during("clearing a bucket")?;
    Ok(())
}

/// Takes one attempt back, and the block with it when no more than `free` are left without it.
pub(crate) async fn take_back(tx: &mut PlatformTx, key: &str, free: i32) -> Result<()> {
    sqlx::query(
        "update idp.throttles set
             failures = greatest(failures - 1, 0),
             blocked_until = case when failures <= $2 then null else blocked_until end
         where key = $1",
    )
    .bind(key)
    .bind(free)
    .execute(tx.conn())
    .await
    .during("taking an attempt back")?;
    Ok(())
}
