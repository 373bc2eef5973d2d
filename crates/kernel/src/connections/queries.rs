//! SQL of the connections.
use leme_base::ids::TenantId;
use leme_base::time::DateTime;
use leme_ground::db::{PlatformTx, TenantTx};
use leme_ground::error::{During, Error, OnConstraint, Result};
use sqlx::types::Json;

use super::model::{Connection, ConnectionId, ConnectionInput, Jit, RoleMapping};
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    connection_id: ConnectionId,
    tenant_id: TenantId,
    name: String,
    provider: String,
    issuer: String,
    client_id: String,
    has_secret: bool,
    audience: String,
    token_use: String,
    jit_enabled: bool,
    jit_roles: Vec<String>,
    role_mappings: Json<Vec<RoleMapping>>,
    enabled: bool,
    created_at: DateTime,
}

impl Row {
    fn connection(self) -> Result<Connection> {
        Ok(Connection {
            connection_id: self.connection_id,
            tenant_id: self.tenant_id,
            name: self.name,
            provider: words::read(&self.provider)?,
            issuer: self.issuer,
            client_id: self.client_id,
            has_secret: self.has_secret,
            audience: self.audience,
            token_use: words::read(&self.token_use)?,
            jit: Jit { enabled: self.jit_enabled, default_roles: self.jit_roles },
            role_mappings: self.role_mappings.0,
            enabled: self.enabled,
            created_at: self.created_at,
        })
    }
}

/// Every connection of the transaction's tenant, oldest first (at most 20 exist).
pub(crate) async fn list(tx: &mut TenantTx) -> Result<Vec<Connection>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select connection_id, tenant_id, name, provider, issuer, client_id,
                client_secret_sealed is not null as has_secret, audience, token_use,
                jit_enabled, jit_roles, role_mappings, enabled, created_at
         from kernel.connections
         where tenant_id = leme.current_tenant()
         order by created_at, connection_id",
    )
    .fetch_all(tx.conn())
    .await
    .during("listing connections")?;
    rows.into_iter().map(Row::connection).collect()
}

/// One connection.
pub(crate) async fn find(tx: &mut TenantTx, id: ConnectionId) -> Result<Option<Connection>> {
    let found = list(tx).await?;
    Ok(found.into_iter().find(|connection| connection.connection_id == id))
}

/// Inserts a connection.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: ConnectionId,
    input: &ConnectionInput,
    secret: Option<Vec<u8>>,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.connections (connection_id, name, provider, issuer, client_id,
                                         client_secret_sealed, audience, token_use, jit_enabled,
                                         jit_roles, role_mappings, enabled, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(id)
    .bind(input.name.as_str())
    .bind(words::write(input.provider))
    .bind(&input.issuer)
    .bind(&input.client_id)
    .bind(secret)
    .bind(input.audience())
    .bind(words::write(input.token_use))
    .bind(input.jit.enabled)
    .bind(&input.jit.default_roles)
    .bind(Json(&input.role_mappings))
    .bind(input.enabled)
    .bind(now)
    .execute(tx.conn())
    .await
    .on_constraint("connections_issuer_key", issuer_taken)?
    .during("inserting a connection")?;
    Ok(())
}

fn issuer_taken() -> Error {
    let public = "This organisation has a connection to that issuer already. Change that one.";
    Error::conflict("conflict.issuer", public)
}

#[expect(clippy::option_option, reason = "absent and removed mean different things")]
/// Puts new values in place. `secret`: `None` keeps the one we have, `Some(None)` removes it.
pub(crate) async fn update(
    tx: &mut TenantTx,
    id: ConnectionId,
    input: &ConnectionInput,
    secret: Option<Option<Vec<u8>>>,
) -> Result<()> {
    sqlx::query(
        "update kernel.connections
         set name = $2, provider = $3, issuer = $4, client_id = $5, audience = $6,
             token_use = $7, jit_enabled = $8, jit_roles = $9, role_mappings = $10,
             enabled = $11,
             client_secret_sealed = case when $12 then $13 else client_secret_sealed end
         where tenant_id = leme.current_tenant() and connection_id = $1",
    )
    .bind(id)
    .bind(input.name.as_str())
    .bind(words::write(input.provider))
    .bind(&input.issuer)
    .bind(&input.client_id)
    .bind(input.audience())
    .bind(words::write(input.token_use))
    .bind(input.jit.enabled)
    .bind(&input.jit.default_roles)
    .bind(Json(&input.role_mappings))
    .bind(input.enabled)
    .bind(secret.is_some())
    .bind(secret.flatten())
    .execute(tx.conn())
    .await
    .on_constraint("connections_issuer_key", issuer_taken)?
    .during("updating a connection")?;
    Ok(())
}

/// The sealed secret of a connection.
pub(crate) async fn sealed_secret(tx: &mut TenantTx, id: ConnectionId) -> Result<Option<Vec<u8>>> {
    sqlx::query_scalar(
        "select client_secret_sealed from kernel.connections
         where tenant_id = leme.current_tenant() and connection_id = $1",
    )
    .bind(id)
    .fetch_one(tx.conn())
    .await
    .during("reading a connection's secret")
}

/// Removes a connection; its people must sign in another way, so they lose their link to it.
pub(crate) async fn delete(tx: &mut TenantTx, id: ConnectionId) -> Result<bool> {
    sqlx::query(
        "update kernel.members set connection_id = null, external_id = null
         where tenant_id = leme.current_tenant() and connection_id = $1",
    )
    .bind(id)
    .execute(tx.conn())
    .await
    .during("unlinking people from a connection")?;
    let done = sqlx::query(
        "delete from kernel.connections
         where tenant_id = leme.current_tenant() and connection_id = $1",
    )
    .bind(id)
    .execute(tx.conn())
    .await
    .during("deleting a connection")?;
    Ok(done.rows_affected() == 1)
}

/// Points every connection to the built-in provider at its address now.
pub(crate) async fn move_local(tx: &mut PlatformTx, issuer: &str) -> Result<u64> {
    let done = sqlx::query(
        "update kernel.connections set issuer = $1 where provider = 'local' and issuer <> $1",
    )
    .bind(issuer)
    .execute(tx.conn())
    .await
    .during("moving the built-in provider")?;
    Ok(done.rows_affected())
}
