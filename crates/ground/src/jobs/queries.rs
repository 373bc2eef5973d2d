//! Jobs in SQL. `run_at` is the one number a claim goes by: when a ready job may start, and when
//! the lease of a running one ends.
use leme_base::ids::JobId;
use leme_base::time::DateTime;

use super::model::{Job, NewJob};
use crate::ctx::Ctx;
use crate::db::bell::Topic;
use crate::db::{PlatformTx, TenantTx};
use crate::error::{During, Error, Result};

/// Asks for a job in this transaction; `None` when one with the same key waits or runs already.
pub async fn enqueue(tx: &mut TenantTx, ctx: &Ctx, job: NewJob) -> Result<Option<JobId>> {
    tx.will_call(Topic::Jobs);
    sqlx::query_scalar(
        "insert into jobs (job_id, kind, dedup_key, payload, run_at, created_at, correlation_id)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, kind, dedup_key) do nothing
         returning job_id",
    )
    .bind(JobId::at(ctx.now))
    .bind(job.kind)
    .bind(job.dedup_key)
    .bind(job.payload)
    .bind(job.run_at.unwrap_or(ctx.now))
    .bind(ctx.now)
    .bind(&ctx.correlation)
    .fetch_optional(tx.conn())
    .await
    .during("asking for a job")
}

/// What a worker takes.
pub(super) struct Claim<'c> {
    pub(super) kinds: &'c [&'static str],
    pub(super) token: &'c str,
    pub(super) now: DateTime,
    pub(super) until: DateTime,
    pub(super) slots: i64,
    pub(super) attempts_max: i32,
}

/// Buries jobs that took their worker down with them too often. Index: `jobs_claim`.
pub(super) async fn bury(tx: &mut PlatformTx, claim: &Claim<'_>) -> Result<u64> {
    let buried = sqlx::query(
        "update jobs
         set state = 'dead', dedup_key = null, leased_by = null, finished_at = $1,
             last_error = coalesce(last_error, 'its worker ended before it did')
         where state = 'running' and run_at <= $1 and attempts >= $2 and kind = any($3)",
    )
    .bind(claim.now)
    .bind(claim.attempts_max)
    .bind(claim.kinds)
    .execute(tx.conn())
    .await
    .during("burying jobs")?;
    Ok(buried.rows_affected())
}

/// Leases due jobs of these kinds, oldest first, skipping what another worker is taking at this
/// moment. Index: `jobs_claim`.
pub(super) async fn claim(tx: &mut PlatformTx, claim: &Claim<'_>) -> Result<Vec<Job>> {
    sqlx::query_as(
        "with due as (
             select tenant_id, job_id from jobs
             where state in ('ready', 'running') and run_at <= $1 and kind = any($2)
             order by run_at, job_id
             limit $3
             for update skip locked
         )
         update jobs
         set state = 'running', attempts = jobs.attempts + 1, run_at = $4,
             leased_by = $5 || ':' || jobs.job_id
         from due
         where jobs.tenant_id = due.tenant_id and jobs.job_id = due.job_id
         returning jobs.job_id, jobs.tenant_id, jobs.kind, jobs.payload, jobs.attempts,
                   jobs.correlation_id, jobs.leased_by",
    )
    .bind(claim.now)
    .bind(claim.kinds)
    .bind(claim.slots)
    .bind(claim.until)
    .bind(claim.token)
    .fetch_all(tx.conn())
    .await
    .during("claiming jobs")
}

/// Extends a lease; false when it was lost.
pub(super) async fn extend(tx: &mut TenantTx, job: &Job, until: DateTime) -> Result<bool> {
    let extended = sqlx::query(
        "update jobs set run_at = $3
         where job_id = $1 and leased_by = $2 and state = 'running'",
    )
    .bind(job.job_id)
    .bind(&job.leased_by)
    .bind(until)
    .execute(tx.conn())
    .await
    .during("extending a lease")?;
    Ok(extended.rows_affected() == 1)
}

/// Marks a job done; an error when its lease was lost.
pub(super) async fn finish(tx: &mut TenantTx, job: &Job, now: DateTime) -> Result<()> {
    let finished = sqlx::query(
        "update jobs
         set state = 'done', dedup_key = null, leased_by = null, finished_at = $3
         where job_id = $1 and leased_by = $2 and state = 'running'",
    )
    .bind(job.job_id)
    .bind(&job.leased_by)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("finishing a job")?;
    if finished.rows_affected() == 1 {
        return Ok(());
    }
    Err(Error::internal("finishing a job", "its lease was lost; another worker has it"))
}

/// Whether a job is still in the hands of this claim.
pub(super) async fn is_held(tx: &mut TenantTx, job: &Job) -> Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from jobs
                        where job_id = $1 and leased_by = $2 and state = 'running')",
    )
    .bind(job.job_id)
    .bind(&job.leased_by)
    .fetch_one(tx.conn())
    .await
    .during("looking at a job")
}

/// Gives a job back for another attempt.
pub(super) async fn retry(
    tx: &mut TenantTx,
    job: &Job,
    run_at: DateTime,
    error: &str,
) -> Result<()> {
    sqlx::query(
        "update jobs set state = 'ready', leased_by = null, run_at = $3, last_error = $4
         where job_id = $1 and leased_by = $2 and state = 'running'",
    )
    .bind(job.job_id)
    .bind(&job.leased_by)
    .bind(run_at)
    .bind(error)
    .execute(tx.conn())
    .await
    .during("giving a job back")?;
    Ok(())
}

/// Gives a job up.
pub(super) async fn give_up(
    tx: &mut TenantTx,
    job: &Job,
    now: DateTime,
    error: &str,
) -> Result<()> {
    sqlx::query(
        "update jobs
         set state = 'dead', dedup_key = null, leased_by = null, finished_at = $3, last_error = $4
         where job_id = $1 and leased_by = $2 and state = 'running'",
    )
    .bind(job.job_id)
    .bind(&job.leased_by)
    .bind(now)
    .bind(error)
    .execute(tx.conn())
    .await
    .during("giving a job up")?;
    Ok(())
}

/// Due jobs (counted to 10,000) and the oldest one's time. Index: `jobs_claim`.
pub(super) async fn waiting(
    tx: &mut PlatformTx,
    kinds: &[&'static str],
    now: DateTime,
) -> Result<(i64, Option<DateTime>)> {
    sqlx::query_as(
        "select count(*), min(run_at)
         from (select run_at from jobs
               where state in ('ready', 'running') and run_at <= $1 and kind = any($2)
               order by run_at, job_id limit 10000) as due",
    )
    .bind(now)
    .bind(kinds)
    .fetch_one(tx.conn())
    .await
    .during("counting due jobs")
}

/// Forgets jobs that ended before this instant.
pub(crate) async fn sweep(tx: &mut PlatformTx, before: DateTime) -> Result<u64> {
    let swept = sqlx::query("delete from jobs where state = 'done' and finished_at < $1")
        .bind(before)
        .execute(tx.conn())
        .await
        .during("forgetting done jobs")?;
    Ok(swept.rows_affected())
}
