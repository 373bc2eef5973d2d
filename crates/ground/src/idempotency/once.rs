//! Does the work once per key: a repeat gets the first answer, a concurrent one waits for it.
use axum::http::StatusCode;
use leme_contract::codes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::extract::IdempotencyKey;
use super::queries::{self, Kept};
use super::replay;
use crate::ctx::Ctx;
use crate::db::TenantTx;
use crate::error::{During, Error, Result};

/// Runs `work` unless its answer is known. Commit `tx` afterwards: the work and its answer become
/// durable together. A second request with the same key waits on the first one's row, so two never
/// do the work; it answers as the first did, with the header `Idempotent-Replay: true`.
pub async fn once<T, W>(
    tx: &mut TenantTx,
    ctx: &Ctx,
    key: &IdempotencyKey,
    work: W,
) -> Result<(StatusCode, T)>
where
    T: Serialize + DeserializeOwned,
    W: AsyncFnOnce(&mut TenantTx) -> Result<(StatusCode, T)>,
{
    let Some(name) = key.key.as_deref() else { return work(tx).await };
    let fingerprint = fingerprint(ctx, key);
    if let Some(kept) = queries::claim(tx, name, &fingerprint, ctx.now).await? {
        return replayed(&fingerprint, kept);
    }
    let (status, answer) = work(tx).await?;
    let body = serde_json::to_value(&answer).during("keeping an answer")?;
    queries::keep(tx, name, i32::from(status.as_u16()), &body).await?;
    Ok((status, answer))
}

/// What is asked and who asks: another person's answer is never replayed.
fn fingerprint(ctx: &Ctx, key: &IdempotencyKey) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(key.fingerprint);
    hash.update(ctx.actor.kind.as_str());
    hash.update([0]);
    hash.update(&ctx.actor.id);
    hash.finalize().to_vec()
}

fn replayed<T: DeserializeOwned>(fingerprint: &[u8], kept: Kept) -> Result<(StatusCode, T)> {
    if kept.fingerprint != fingerprint {
        let public = "This idempotency key was used for another request within the last 24 hours.";
        return Err(Error::conflict(codes::IDEMPOTENCY_CONFLICT, public));
    }
    let status = u16::try_from(kept.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| Error::internal("replaying an answer", "no such status"))?;
    let answer = serde_json::from_value(kept.body).during("replaying an answer")?;
    replay::mark();
    Ok((status, answer))
}
