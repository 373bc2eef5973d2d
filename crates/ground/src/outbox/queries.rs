//! The outbox in SQL. Every read stops below the oldest open transaction, so it never skips.
use leme_base::ids::EventId;
use leme_base::time::DateTime;

use super::model::{Cursor, NewEvent, Stored};
use crate::ctx::Ctx;
use crate::db::bell::Topic;
use crate::db::{PlatformTx, TenantTx};
use crate::error::{During, Result};

/// Tells an event of this transaction's tenant and calls the consumers when it commits.
pub async fn append(tx: &mut TenantTx, ctx: &Ctx, event: NewEvent) -> Result<EventId> {
    let event_id = EventId::at(ctx.now);
    sqlx::query(
        "insert into outbox (event_id, type, subject, correlation_id, occurred_at, data)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(event_id)
    .bind(event.kind)
    .bind(event.subject)
    .bind(&ctx.correlation)
    .bind(ctx.now)
    .bind(event.data)
    .execute(tx.conn())
    .await
    .during("telling an event")?;
    tx.will_call(Topic::Outbox);
    Ok(event_id)
}

/// Tells an event of `ctx.tenant` from work across tenants.
pub async fn append_for(tx: &mut PlatformTx, ctx: &Ctx, event: NewEvent) -> Result<EventId> {
    let event_id = EventId::at(ctx.now);
    sqlx::query(
        "insert into outbox (tenant_id, event_id, type, subject, correlation_id, occurred_at, data)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(ctx.tenant)
    .bind(event_id)
    .bind(event.kind)
    .bind(event.subject)
    .bind(&ctx.correlation)
    .bind(ctx.now)
    .bind(event.data)
    .execute(tx.conn())
    .await
    .during("telling an event")?;
    tx.will_call(Topic::Outbox);
    Ok(event_id)
}

/// The next events of all tenants. Index: `outbox_order`.
pub async fn read_after(tx: &mut PlatformTx, after: Cursor, limit: u32) -> Result<Vec<Stored>> {
    sqlx::query_as(
        "select xid, position, event_id, tenant_id, type as kind, subject, correlation_id,
                occurred_at, data
         from outbox
         where (xid, position) > ($1, $2)
           and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         order by xid, position
         limit $3",
    )
    .bind(after.xid)
    .bind(after.position)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await
    .during("reading events")
}

/// The next events of this transaction's tenant. Index: `outbox_tenant_order`.
pub async fn read_tenant_after(
    tx: &mut TenantTx,
    after: Cursor,
    limit: u32,
) -> Result<Vec<Stored>> {
    sqlx::query_as(
        "select xid, position, event_id, tenant_id, type as kind, subject, correlation_id,
                occurred_at, data
         from outbox
         where tenant_id = (select leme.current_tenant())
           and (xid, position) > ($1, $2)
           and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         order by xid, position
         limit $3",
    )
    .bind(after.xid)
    .bind(after.position)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await
    .during("reading a tenant's events")
}

/// Where a consumer stands; a new one stands before the first event.
pub(super) async fn cursor(tx: &mut PlatformTx, consumer: &str) -> Result<Cursor> {
    let found = sqlx::query_as("select xid, position from cursors where consumer = $1")
        .bind(consumer)
        .fetch_optional(tx.conn())
        .await
        .during("reading a cursor")?;
    Ok(found.unwrap_or_default())
}

/// Moves a consumer on, unless another process with its name was faster.
pub(super) async fn move_cursor(
    tx: &mut PlatformTx,
    consumer: &str,
    from: Cursor,
    to: Cursor,
    now: DateTime,
) -> Result<bool> {
    let moved = sqlx::query(
        "insert into cursors as held (consumer, xid, position, moved_at)
         values ($1, $4, $5, $6)
         on conflict (consumer) do update
             set xid = excluded.xid, position = excluded.position, moved_at = excluded.moved_at
             where held.xid = $2 and held.position = $3",
    )
    .bind(consumer)
    .bind(from.xid)
    .bind(from.position)
    .bind(to.xid)
    .bind(to.position)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("moving a cursor")?;
    Ok(moved.rows_affected() == 1)
}

/// An event that was given up.
pub(super) struct Dead<'e> {
    pub(super) event: &'e Stored,
    pub(super) consumer: &'e str,
    pub(super) attempts: i32,
    pub(super) error: &'e str,
    pub(super) now: DateTime,
}

/// Puts an event out of the way of those behind it.
pub(super) async fn park(tx: &mut PlatformTx, dead: &Dead<'_>) -> Result<()> {
    sqlx::query(
        "insert into outbox_dead
             (tenant_id, consumer, event_id, type, subject, correlation_id, occurred_at, data,
              attempts, error, parked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (tenant_id, consumer, event_id) do nothing",
    )
    .bind(dead.event.tenant_id)
    .bind(dead.consumer)
    .bind(dead.event.event_id)
    .bind(&dead.event.kind)
    .bind(&dead.event.subject)
    .bind(&dead.event.correlation_id)
    .bind(dead.event.occurred_at)
    .bind(&dead.event.data)
    .bind(dead.attempts)
    .bind(dead.error)
    .bind(dead.now)
    .execute(tx.conn())
    .await
    .during("parking an event")?;
    Ok(())
}

/// Events of this transaction's tenant that a consumer gave up, with the last error.
pub async fn parked(tx: &mut TenantTx, consumer: &str) -> Result<Vec<(EventId, String)>> {
    sqlx::query_as(
        "select event_id, error from outbox_dead where consumer = $1 order by event_id limit 200",
    )
    .bind(consumer)
    .fetch_all(tx.conn())
    .await
    .during("reading parked events")
}

/// How many events wait behind a cursor (counted to 10,000) and since when.
pub(super) async fn waiting(tx: &mut PlatformTx, after: Cursor) -> Result<(i64, Option<DateTime>)> {
    sqlx::query_as(
        "select count(*), min(occurred_at)
         from (select occurred_at from outbox where (xid, position) > ($1, $2)
               order by xid, position limit 10000) as waiting",
    )
    .bind(after.xid)
    .bind(after.position)
    .fetch_one(tx.conn())
    .await
    .during("measuring the lag of a consumer")
}

/// Forgets events that every consumer has passed and that are older than `before`.
pub(crate) async fn sweep(tx: &mut PlatformTx, before: DateTime) -> Result<u64> {
    let swept = sqlx::query(
        "delete from outbox
         where occurred_at < $1
           and not exists (select from cursors as c
                           where (c.xid, c.position) < (outbox.xid, outbox.position))",
    )
    .bind(before)
    .execute(tx.conn())
    .await
    .during("forgetting old events")?;
    Ok(swept.rows_affected())
}

/// Whether events or cursors are numbered by a server that is not this one. Index: `outbox_order`.
pub(super) async fn is_restored(tx: &mut PlatformTx) -> Result<bool> {
    sqlx::query_scalar(
        "select greatest((select max(xid) from outbox), (select max(xid) from cursors), 0)
                >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
    )
    .fetch_one(tx.conn())
    .await
    .during("looking whether the database was restored")
}

/// Gives everything numbered elsewhere a negative number, in its order. Two processes may try at
/// once: the lock lets the second one find nothing.
pub(super) async fn renumber(tx: &mut PlatformTx) -> Result<u64> {
    sqlx::query("lock table outbox, cursors in share row exclusive mode")
        .execute(tx.conn())
        .await
        .during("locking the outbox")?;
    let moved = sqlx::query(
        "with elsewhere as (
             select tenant_id, position, xid,
                    row_number() over (order by xid, position) - count(*) over () - 1 as rank
             from outbox
             where xid < 0 or xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
         ), passed as (
             select c.consumer,
                    coalesce((select max(e.rank) from elsewhere as e
                              where (e.xid, e.position) <= (c.xid, c.position)),
                             -1 - (select count(*) from elsewhere)) as rank
             from cursors as c
             where c.xid < 0 or c.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
         ), moved as (
             update cursors set xid = passed.rank
             from passed where cursors.consumer = passed.consumer
         )
         update outbox set xid = elsewhere.rank
         from elsewhere
         where outbox.tenant_id = elsewhere.tenant_id and outbox.position = elsewhere.position",
    )
    .execute(tx.conn())
    .await
    .during("renumbering events of before a restore")?;
    Ok(moved.rows_affected())
}
