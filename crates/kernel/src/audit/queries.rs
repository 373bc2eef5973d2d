//! SQL of the audit.
use std::collections::HashSet;

use leme_base::ids::{AuditEventId, RuntimeId, TenantId};
use leme_base::time::DateTime;
use leme_contract::audit::AuditEvent;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Result};
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::model::{AuditQuery, AuditRecord};
use crate::words;

/// Which of these events the transaction's tenant has already.
pub(crate) async fn known(
    tx: &mut TenantTx,
    events: &[AuditEvent],
) -> Result<HashSet<AuditEventId>> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.event_id.uuid()).collect();
    // The head row is locked first: two tellers of the same events wait for each other here, and
    // the second then finds them.
    sqlx::query(
        "insert into kernel.audit_heads as held (tenant_id, last_seq)
         values (leme.current_tenant(), 0)
         on conflict (tenant_id) do update set last_seq = held.last_seq",
    )
    .execute(tx.conn())
    .await
    .during("locking the audit's head")?;
    let known: Vec<AuditEventId> = sqlx::query_scalar(
        "select event_id from kernel.audit_events
         where tenant_id = leme.current_tenant() and event_id = any ($1)",
    )
    .bind(&ids)
    .fetch_all(tx.conn())
    .await
    .during("looking for known audit events")?;
    Ok(known.into_iter().collect())
}

/// Takes `count` numbers and gives the last of them.
pub(crate) async fn take_numbers(tx: &mut TenantTx, count: i64) -> Result<i64> {
    sqlx::query_scalar(
        "update kernel.audit_heads set last_seq = last_seq + $1
         where tenant_id = leme.current_tenant()
         returning last_seq",
    )
    .bind(count)
    .fetch_one(tx.conn())
    .await
    .during("numbering audit events")
}

/// Inserts events numbered from `before + 1`. A person's name is looked up among the members.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    events: &[&AuditEvent],
    before: i64,
    actor_name: Option<&str>,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.audit_events (event_id, seq, runtime_id, actor_type, actor_id,
                                          actor_name, type, occurred_at, received_at,
                                          correlation_id, payload)
         select e.event_id, $1 + e.number, e.runtime_id, e.actor_type, e.actor_id,
                coalesce($2, m.name), e.type, e.occurred_at, $3, e.correlation_id, e.payload
         from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                     $9::timestamptz[], $10::text[], $11::jsonb[])
              with ordinality
              as e (event_id, runtime_id, actor_type, actor_id, type, occurred_at,
                    correlation_id, payload, number)
         left join kernel.members m
              on m.tenant_id = leme.current_tenant() and m.member_id::text = e.actor_id",
    )
    .bind(before)
    .bind(actor_name)
    .bind(now)
    .bind(events.iter().map(|event| event.event_id.uuid()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.runtime_id.map(RuntimeId::uuid)).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.actor_type.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.actor_id.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.timestamp).collect::<Vec<_>>())
    .bind(events.iter().map(|event| event.correlation_id.as_str()).collect::<Vec<_>>())
    .bind(events.iter().map(|event| Json(&event.payload)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await
    .during("inserting audit events")?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: TenantId,
    tenant_name: Option<String>,
    event_id: AuditEventId,
    seq: i64,
    runtime_id: Option<RuntimeId>,
    actor_type: String,
    actor_id: String,
    actor_name: Option<String>,
    r#type: String,
    occurred_at: DateTime,
    received_at: DateTime,
    correlation_id: String,
    payload: Json<Map<String, Value>>,
}

impl Row {
    fn record(self) -> Result<AuditRecord> {
        Ok(AuditRecord {
            event_id: self.event_id,
            tenant_id: self.tenant_id,
            tenant_name: self.tenant_name,
            seq: self.seq,
            runtime_id: self.runtime_id,
            actor_type: words::read(&self.actor_type)?,
            actor_id: self.actor_id,
            actor_name: self.actor_name,
            kind: self.r#type,
            timestamp: self.occurred_at,
            received_at: self.received_at,
            correlation_id: self.correlation_id,
            payload: self.payload.0,
        })
    }
}

/// The key a page of the audit ends with.
pub(crate) type After = Option<(DateTime, i64, AuditEventId)>;

/// A page of the transaction's tenant, newest first.
pub(crate) async fn list(
    tx: &mut TenantTx,
    query: &AuditQuery,
    after: After,
    rows: u32,
) -> Result<Vec<AuditRecord>> {
    let tenant = tx.tenant();
    page(tx.conn(), tenant, query, after, rows).await
}

/// A page of a tenant and everything below it, newest first.
pub(crate) async fn list_tree(
    tx: &mut PlatformTx,
    root: TenantId,
    query: &AuditQuery,
    after: After,
    rows: u32,
) -> Result<Vec<AuditRecord>> {
    page(tx.conn(), root, query, after, rows).await
}

async fn page(
    conn: &mut PgConnection,
    root: TenantId,
    query: &AuditQuery,
    after: After,
    rows: u32,
) -> Result<Vec<AuditRecord>> {
    let at = after.map(|(at, ..)| at);
    let seq = after.map(|(_, seq, _)| seq);
    let id = after.map(|(.., id)| id);
    let found: Vec<Row> = sqlx::query_as(
        "select e.tenant_id, t.name as tenant_name, e.event_id, e.seq, e.runtime_id,
                e.actor_type, e.actor_id, e.actor_name, e.type, e.occurred_at, e.received_at,
                e.correlation_id, e.payload
         from kernel.audit_events e
         join kernel.tenants t on t.tenant_id = e.tenant_id
         where (e.tenant_id = $1 or ($2 and $1 = any (t.ancestors)))
           and ($3::text is null or e.type like $3)
           and ($4::text is null or e.actor_id = $4)
           and ($5::timestamptz is null or e.received_at >= $5)
           and ($6::timestamptz is null or e.received_at < $6)
           and ($7::text is null or strpos(e.type, $7) > 0 or e.correlation_id = $7
                or strpos(lower(coalesce(e.actor_name, '')), lower($7)) > 0)
           and ($8::timestamptz is null
                or (e.received_at, e.seq, e.event_id) < ($8, $9, $10))
         order by e.received_at desc, e.seq desc, e.event_id desc
         limit $11",
    )
    .bind(root)
    .bind(query.tree.unwrap_or_default())
    .bind(query.kind_pattern())
    .bind(query.actor.as_deref().filter(|text| !text.is_empty()))
    .bind(query.from)
    .bind(query.to)
    .bind(query.q.as_deref().filter(|text| !text.is_empty()))
    .bind(at)
    .bind(seq)
    .bind(id)
    .bind(i64::from(rows) + 1)
    .fetch_all(conn)
    .await
    .during("reading the audit")?;
    found.into_iter().map(Row::record).collect()
}

/// One entry of the transaction's tenant.
pub(crate) async fn find(tx: &mut TenantTx, id: AuditEventId) -> Result<Option<AuditRecord>> {
    let row: Option<Row> = sqlx::query_as(
        "select e.tenant_id, t.name as tenant_name, e.event_id, e.seq, e.runtime_id,
                e.actor_type, e.actor_id, e.actor_name, e.type, e.occurred_at, e.received_at,
                e.correlation_id, e.payload
         from kernel.audit_events e
         join kernel.tenants t on t.tenant_id = e.tenant_id
         where e.tenant_id = leme.current_tenant() and e.event_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading an audit entry")?;
    row.map(Row::record).transpose()
}
