//! SQL of the registration.
use leme_base::ids::RuntimeId;
use leme_base::time::DateTime;
use leme_contract::manifest::Manifest;
use leme_contract::runtime::RegisterRequest;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Error, OnConstraint, Result};
use sqlx::types::Json;

use super::model::{Claims, Known};
use crate::runtimes::enrolments::model::Enrolment;
use crate::words;

#[derive(sqlx::FromRow)]
struct Row {
    runtime_id: RuntimeId,
    r#type: String,
    product: String,
    deployment_mode: String,
    version: String,
    capabilities: Vec<String>,
    manifest: Option<Json<Manifest>>,
    public_key: Vec<u8>,
    status: String,
}

impl Row {
    fn known(self) -> Result<Known> {
        Ok(Known {
            runtime_id: self.runtime_id,
            kind: words::read(&self.r#type)?,
            product: self.product,
            mode: words::read(&self.deployment_mode)?,
            version: self.version,
            capabilities: self.capabilities,
            manifest: self.manifest.map(|manifest| manifest.0),
            public_key: self.public_key,
            status: words::read(&self.status)?,
        })
    }
}

/// The key of a runtime of the transaction's tenant.
pub(crate) async fn public_key(tx: &mut TenantTx, id: RuntimeId) -> Result<Option<Vec<u8>>> {
    sqlx::query_scalar(
        "select public_key from kernel.runtimes
         where tenant_id = leme.current_tenant() and runtime_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a runtime's key")
}

/// By what a runtime is found.
pub(crate) enum By<'k> {
    Id(RuntimeId),
    Key(&'k [u8]),
}

/// The runtime of the transaction's tenant, locked. Index: `runtimes_public_key_key` or the
/// primary key.
pub(crate) async fn find(tx: &mut TenantTx, by: By<'_>) -> Result<Option<Known>> {
    let (id, key) = match by {
        By::Id(id) => (Some(id), None),
        By::Key(key) => (None, Some(key)),
    };
    let row: Option<Row> = sqlx::query_as(
        "select runtime_id, type, product, deployment_mode, version, capabilities, manifest,
                public_key, status
         from kernel.runtimes
         where tenant_id = leme.current_tenant() and (runtime_id = $1 or public_key = $2)
         for update",
    )
    .bind(id)
    .bind(key)
    .fetch_optional(tx.conn())
    .await
    .during("finding a runtime")?;
    row.map(Row::known).transpose()
}

/// Who enters for the first time.
pub(crate) struct New<'n> {
    pub(crate) id: RuntimeId,
    pub(crate) enrolment: &'n Enrolment,
    pub(crate) public_key: &'n [u8],
    pub(crate) now: DateTime,
}

/// Inserts a runtime.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    request: &RegisterRequest,
    new: &New<'_>,
) -> Result<()> {
    sqlx::query(
        "insert into kernel.runtimes (runtime_id, type, product, deployment_mode, version,
                                      capabilities, manifest, public_key, status, registered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'registered', $9)",
    )
    .bind(new.id)
    .bind(words::write(request.runtime_type))
    .bind(&new.enrolment.product)
    .bind(words::write(request.deployment_mode))
    .bind(&request.version)
    .bind(&request.capabilities)
    .bind(request.manifest.as_ref().map(Json))
    .bind(new.public_key)
    .bind(new.now)
    .execute(tx.conn())
    .await
    // The same key entered with another token at the same time: the next try finds it.
    .on_constraint("runtimes_public_key_key", || {
        Error::unavailable("registering a runtime", "the same key registers at the same time")
    })?
    .during("inserting a runtime")?;
    Ok(())
}

/// Puts in place what a runtime says of itself now; no manifest keeps the one we have.
pub(crate) async fn update(
    tx: &mut TenantTx,
    id: RuntimeId,
    request: &RegisterRequest,
) -> Result<()> {
    sqlx::query(
        "update kernel.runtimes
         set version = $2, capabilities = $3, manifest = coalesce($4, manifest)
         where tenant_id = leme.current_tenant() and runtime_id = $1",
    )
    .bind(id)
    .bind(&request.version)
    .bind(&request.capabilities)
    .bind(request.manifest.as_ref().map(Json))
    .execute(tx.conn())
    .await
    .during("updating a runtime")?;
    Ok(())
}

/// Notes the use of an assertion; false when it was used before. Forgets those that are worthless.
pub(crate) async fn use_assertion(
    tx: &mut TenantTx,
    claims: &Claims,
    now: DateTime,
) -> Result<bool> {
    let used = sqlx::query(
        "with worthless as (
             delete from kernel.assertions
             where tenant_id = leme.current_tenant() and runtime_id = $1 and expires_at < $4
         )
         insert into kernel.assertions (runtime_id, jti, expires_at) values ($1, $2, $3)
         on conflict (tenant_id, runtime_id, jti) do nothing",
    )
    .bind(claims.sub)
    .bind(&claims.jti)
    .bind(claims.remember_until())
    .bind(now)
    .execute(tx.conn())
    .await
    .during("noting the use of an assertion")?;
    Ok(used.rows_affected() == 1)
}
