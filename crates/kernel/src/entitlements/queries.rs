//! SQL of the grants and their counters.
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_contract::entitlement::Window;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

use super::model::{Grant, GrantId, GrantQuery, GrantState, Line, NewGrant, Used};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    grant_id: GrantId,
    tenant_id: TenantId,
    product: String,
    feature: String,
    quota: Option<i64>,
    window_kind: Option<String>,
    window_seconds: Option<i32>,
    valid_from: DateTime,
    valid_until: Option<DateTime>,
    note: Option<String>,
    created_by: String,
    created_at: DateTime,
    revoked_at: Option<DateTime>,
}

impl Row {
    fn grant(self) -> Grant {
        let seconds = self.window_seconds.and_then(|n| n.try_into().ok()).unwrap_or_default();
        let window = self.window_kind.as_deref().map(|kind| match kind {
            "day" => Window::Day,
            "week" => Window::Week,
            "month" => Window::Month,
            "fixed" => Window::Fixed { seconds },
            _ => Window::Never,
        });
        Grant {
            grant_id: self.grant_id,
            tenant_id: self.tenant_id,
            product: self.product,
            feature: self.feature,
            limit: self.quota.and_then(|n| n.try_into().ok()),
            window,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            state: GrantState::Active,
            note: self.note,
            created_by: self.created_by,
            created_at: self.created_at,
            revoked_at: self.revoked_at,
            used: None,
        }
    }
}

fn window_columns(window: Option<Window>) -> (Option<&'static str>, Option<i32>) {
    match window {
        None => (None, None),
        Some(Window::Never) => (Some("never"), None),
        Some(Window::Day) => (Some("day"), None),
        Some(Window::Week) => (Some("week"), None),
        Some(Window::Month) => (Some("month"), None),
        Some(Window::Fixed { seconds }) => (Some("fixed"), seconds.try_into().ok()),
    }
}

/// Every grant of the transaction's tenant that was not revoked. Read into the compiled set.
pub(crate) async fn all(tx: &mut TenantTx) -> Result<Vec<Grant>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select grant_id, tenant_id, product, feature, quota, window_kind, window_seconds,
                valid_from, valid_until, note, created_by, created_at, revoked_at
         from kernel.grants
         where tenant_id = leme.current_tenant()",
    )
    .fetch_all(tx.conn())
    .await
    .during("reading a tenant's grants")?;
    Ok(rows.into_iter().map(Row::grant).collect())
}

/// A page, newest first, one row more than asked.
pub(crate) async fn list(
    tx: &mut TenantTx,
    query: &GrantQuery,
    after: Option<(DateTime, GrantId)>,
    rows: u32,
    now: DateTime,
) -> Result<Vec<Grant>> {
    let (at, id) = after.unzip();
    let found: Vec<Row> = sqlx::query_as(
        "select grant_id, tenant_id, product, feature, quota, window_kind, window_seconds,
                valid_from, valid_until, note, created_by, created_at, revoked_at
         from kernel.grants
         where tenant_id = leme.current_tenant()
           and ($1::text is null or strpos(feature, $1) > 0)
           and ($2::text is null or $2 = case
                    when revoked_at is not null then 'revoked'
                    when valid_from > $3 then 'scheduled'
                    when valid_until <= $3 then 'expired'
                    else 'active' end)
           and ($4::timestamptz is null or (created_at, grant_id) < ($4, $5))
         order by created_at desc, grant_id desc
         limit $6",
    )
    .bind(query.feature.as_deref().filter(|text| !text.is_empty()))
    .bind(query.state.map(words::write))
    .bind(now)
    .bind(at)
    .bind(id)
    .bind(i64::from(rows) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing grants")?;
    Ok(found.into_iter().map(Row::grant).collect())
}

/// One grant; locked, so that two revocations do not both record themselves.
pub(crate) async fn find(tx: &mut TenantTx, id: GrantId) -> Result<Option<Grant>> {
    let row: Option<Row> = sqlx::query_as(
        "select grant_id, tenant_id, product, feature, quota, window_kind, window_seconds,
                valid_from, valid_until, note, created_by, created_at, revoked_at
         from kernel.grants
         where tenant_id = leme.current_tenant() and grant_id = $1
         for update",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a grant")?;
    Ok(row.map(Row::grant))
}

/// Inserts a grant.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: GrantId,
    new: &NewGrant,
    created_by: &str,
    now: DateTime,
) -> Result<()> {
    let window = new.limit.map(|_| new.window.unwrap_or(Window::Never));
    let (kind, seconds) = window_columns(window);
    sqlx::query(
        "insert into kernel.grants (grant_id, product, feature, quota, window_kind,
                                    window_seconds, valid_from, valid_until, note, created_by,
                                    created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id)
    .bind(&new.product)
    .bind(&new.feature)
    .bind(new.limit.and_then(|limit| i64::try_from(limit).ok()))
    .bind(kind)
    .bind(seconds)
    .bind(new.valid_from.unwrap_or(now))
    .bind(new.valid_until)
    .bind(&new.note)
    .bind(created_by)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("inserting a grant")?;
    Ok(())
}

/// Takes a grant back.
pub(crate) async fn revoke(
    tx: &mut TenantTx,
    id: GrantId,
    reason: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update kernel.grants set revoked_at = $2, revoked_reason = $3
         where tenant_id = leme.current_tenant() and grant_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(reason)
    .execute(tx.conn())
    .await
    .during("revoking a grant")?;
    Ok(())
}

/// How much of each line's window was used. Primary key of `counters`.
pub(crate) async fn used(tx: &mut TenantTx, lines: &[Line]) -> Result<Used> {
    let ids: Vec<uuid::Uuid> = lines.iter().map(|line| line.grant_id.uuid()).collect();
    let starts: Vec<DateTime> = lines.iter().map(|line| line.span.start).collect();
    let rows: Vec<(GrantId, i64)> = sqlx::query_as(
        "select c.grant_id, c.used
         from unnest($1::uuid[], $2::timestamptz[]) as l (grant_id, window_start)
         join kernel.counters c
              on c.tenant_id = leme.current_tenant() and c.grant_id = l.grant_id
             and c.window_start = l.window_start",
    )
    .bind(&ids)
    .bind(&starts)
    .fetch_all(tx.conn())
    .await
    .during("reading counters")?;
    Ok(rows.into_iter().map(|(id, used)| (id, used.try_into().unwrap_or_default())).collect())
}

/// Adds a use to the counter of a line's window.
pub(crate) async fn count(tx: &mut TenantTx, line: &Line, amount: u64) -> Result<()> {
    sqlx::query(
        "insert into kernel.counters as held (grant_id, window_start, used)
         values ($1, $2, $3)
         on conflict (tenant_id, grant_id, window_start)
         do update set used = held.used + excluded.used",
    )
    .bind(line.grant_id)
    .bind(line.span.start)
    .bind(i64::try_from(amount).unwrap_or(i64::MAX))
    .execute(tx.conn())
    .await
    .during("counting a use")?;
    Ok(())
}
