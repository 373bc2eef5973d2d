//! A job survives its worker, has one effect, is tried eight times and never twice at once.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use leme_base::ids::TenantId;
use leme_base::time::{Clock, TestClock};
use leme_ground::db::Db;
use leme_ground::error::{Error, Result};
use leme_ground::jobs::{Job, NewJob, Worker, enqueue, waiting};
use leme_ground::tasks::Tasks;
use leme_testkit::Database;
use leme_testkit::tenant::{clock, ctx, tenant};
use serde_json::json;
use tokio::sync::{Notify, mpsc};

use crate::proof::{PROOF, texts, write};

struct Yard {
    database: Database,
    db: Db,
    clock: TestClock,
    tenant: TenantId,
}

impl Yard {
    async fn new() -> Self {
        let database = Database::fresh(&[PROOF]).await;
        let db = database.db("proof");
        Self { database, db, clock: clock("2027-03-01T09:00:00Z"), tenant: tenant() }
    }

    async fn ask(&self, job: NewJob) -> bool {
        let mut ctx = ctx(self.tenant);
        ctx.now = self.clock.now();
        let mut tx = self.db.tenant(self.tenant).await.unwrap();
        let asked = enqueue(&mut tx, &ctx, job).await.unwrap();
        tx.commit().await.unwrap();
        asked.is_some()
    }

    fn worker(&self) -> Worker {
        Worker::new(&self.db, &Clock::from(self.clock.clone()))
    }

    /// Moves the clock and wakes the workers.
    async fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
        let mut owner = self.database.owner().await;
        sqlx::query("notify leme_proof_jobs").execute(&mut owner).await.unwrap();
    }

    async fn states(&self) -> Vec<(String, i32)> {
        sqlx::query_as("select state, attempts from proof.jobs order by kind, created_at")
            .fetch_all(&mut self.database.owner().await)
            .await
            .unwrap()
    }

    async fn until(&self, wanted: &[(&str, i32)]) {
        for _ in 0..500 {
            let states = self.states().await;
            if states.iter().map(|(s, n)| (s.as_str(), *n)).eq(wanted.iter().copied()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?} instead of {wanted:?}", self.states().await);
    }

    async fn texts(&self) -> Vec<String> {
        texts(&mut self.db.tenant(self.tenant).await.unwrap()).await
    }
}

/// Leaves its effect and ends in one transaction.
async fn work(db: Db, clock: TestClock, job: Job, text: &str) -> Result<()> {
    let mut tx = db.tenant(job.tenant_id).await?;
    write(&mut tx, text).await?;
    job.finish(&mut tx, clock.now()).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_job_is_done_soon_after_it_is_asked_for() {
    let yard = Yard::new().await;
    let (db, clock, tasks) = (yard.db.clone(), yard.clock.clone(), Tasks::new());
    yard.worker()
        .handle("note", move |job| {
            let (db, clock) = (db.clone(), clock.clone());
            async move { work(db, clock, job, "done").await }
        })
        .start(&tasks);
    yard.ask(NewJob::new("note", json!({}))).await;
    yard.until(&[("done", 1)]).await;
    assert_eq!(yard.texts().await, ["done"]);
    tasks.shut_down(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_job_whose_worker_dies_is_done_by_another_with_one_effect() {
    let yard = Yard::new().await;
    let (started, mut hear) = mpsc::channel(1);
    let doomed = Tasks::new();
    let db = yard.db.clone();
    let worker = yard
        .worker()
        .handle("note", move |job: Job| {
            let (started, db) = (started.clone(), db.clone());
            async move {
                let mut tx = db.tenant(job.tenant_id).await?;
                write(&mut tx, "half done").await?;
                started.send(()).await.ok();
                std::future::pending().await
            }
        })
        .start(&doomed);
    yard.ask(NewJob::new("note", json!({}))).await;
    hear.recv().await.unwrap();
    // As kill -9 would: nothing is released, the lease just stands there.
    worker.abort();
    yard.until(&[("running", 1)]).await;

    let (db, clock, tasks) = (yard.db.clone(), yard.clock.clone(), Tasks::new());
    yard.worker()
        .handle("note", move |job| {
            let (db, clock) = (db.clone(), clock.clone());
            async move { work(db, clock, job, "done").await }
        })
        .start(&tasks);
    yard.advance(TimeDelta::seconds(29)).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    yard.until(&[("running", 1)]).await;
    yard.advance(TimeDelta::seconds(2)).await;
    yard.until(&[("done", 2)]).await;
    assert_eq!(yard.texts().await, ["done"]);
    tasks.shut_down(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_cannot_have_an_effect() {
    let yard = Yard::new().await;
    let (gate, (end, mut ended)) = (Arc::new(Notify::new()), mpsc::channel(2));
    let start = |name: &'static str, tasks: &Tasks| {
        let (db, clock) = (yard.db.clone(), yard.clock.clone());
        let (gate, end) = (Arc::clone(&gate), end.clone());
        let handler = move |job: Job| {
            let (db, clock, gate, end) =
                (db.clone(), clock.clone(), Arc::clone(&gate), end.clone());
            async move {
                if name == "slow" {
                    gate.notified().await;
                }
                let outcome = work(db, clock, job, name).await;
                end.send((name, outcome.is_ok())).await.ok();
                outcome
            }
        };
        yard.worker().handle("note", handler).start(tasks);
    };
    let (slow, quick) = (Tasks::new(), Tasks::new());
    start("slow", &slow);
    yard.ask(NewJob::new("note", json!({}))).await;
    yard.until(&[("running", 1)]).await;
    // It takes no more jobs, but the one it has goes on.
    slow.stop();
    start("quick", &quick);
    yard.advance(TimeDelta::seconds(31)).await;
    assert_eq!(ended.recv().await, Some(("quick", true)));
    gate.notify_one();
    assert_eq!(ended.recv().await, Some(("slow", false)));
    assert_eq!(yard.texts().await, ["quick"]);
    yard.until(&[("done", 2)]).await;
    quick.stop();
}

#[tokio::test]
async fn a_job_that_always_fails_or_panics_is_given_up_after_eight_attempts() {
    let yard = Yard::new().await;
    let (tasks, attempts) = (Tasks::new(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&attempts);
    yard.worker()
        .handle("note", move |_| {
            let attempt = count.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(attempt % 2 == 0, "every other attempt panics");
                Err(Error::internal("doing it", "it cannot be done"))
            }
        })
        .start(&tasks);
    yard.ask(NewJob::new("note", json!({})).once("same")).await;
    for attempt in 1..8 {
        yard.until(&[("ready", attempt)]).await;
        yard.advance(TimeDelta::hours(2)).await;
    }
    yard.until(&[("dead", 8)]).await;
    assert_eq!(attempts.load(Ordering::SeqCst), 8);
    assert!(yard.ask(NewJob::new("note", json!({})).once("same")).await, "its key is free again");
    tasks.stop();
}

#[tokio::test]
async fn a_job_that_takes_its_worker_down_every_time_is_buried() {
    let yard = Yard::new().await;
    yard.ask(NewJob::new("note", json!({}))).await;
    let crashed = "update proof.jobs set state = 'running', attempts = 8, leased_by = 'gone'";
    sqlx::query(crashed).execute(&mut yard.database.owner().await).await.unwrap();
    let tasks = Tasks::new();
    yard.worker().handle("note", |_| async { panic!("it must not run") }).start(&tasks);
    yard.advance(TimeDelta::seconds(31)).await;
    yard.until(&[("dead", 8)]).await;
    tasks.stop();
}

#[tokio::test]
async fn asking_twice_with_one_key_makes_one_job_until_it_is_done() {
    let yard = Yard::new().await;
    let job = || NewJob::new("note", json!({})).once("today");
    assert!(yard.ask(job()).await);
    assert!(!yard.ask(job()).await);
    let other = NewJob::new("other", json!({})).once("today");
    assert!(yard.ask(other).await, "another kind is another job");
    let tasks = Tasks::new();
    yard.worker().handle("note", |_| async { Ok(()) }).start(&tasks);
    yard.until(&[("done", 1), ("ready", 0)]).await;
    assert!(yard.ask(job()).await);
    tasks.stop();
}

#[tokio::test]
async fn a_job_for_later_waits_and_the_lag_is_known() {
    let yard = Yard::new().await;
    let now = yard.clock.now();
    yard.ask(NewJob::new("note", json!({})).at(now + TimeDelta::minutes(5))).await;
    let lag = async || waiting(&yard.db, &["note"], yard.clock.now()).await.unwrap();
    assert_eq!(lag().await.jobs, 0);
    yard.advance(TimeDelta::minutes(7)).await;
    assert_eq!((lag().await.jobs, lag().await.seconds), (1, 120));
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_workers_share_two_hundred_jobs_without_doing_one_twice() {
    let yard = Yard::new().await;
    for number in 0..200 {
        yard.ask(NewJob::new("note", json!({ "number": number }))).await;
    }
    let (tasks, runs) = (Tasks::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..8 {
        let (db, clock, runs) = (yard.db.clone(), yard.clock.clone(), Arc::clone(&runs));
        yard.worker()
            .handle("note", move |job: Job| {
                runs.fetch_add(1, Ordering::SeqCst);
                let (db, clock, text) = (db.clone(), clock.clone(), job.payload.to_string());
                async move { work(db, clock, job, &text).await }
            })
            .start(&tasks);
    }
    yard.until(&[("done", 1); 200]).await;
    assert_eq!(runs.load(Ordering::SeqCst), 200);
    assert_eq!(yard.texts().await.len(), 200);
    tasks.shut_down(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn stopping_lets_a_running_job_end() {
    let yard = Yard::new().await;
    let (tasks, (started, mut hear)) = (Tasks::new(), mpsc::channel(1));
    yard.worker()
        .handle("note", move |_| {
            let started = started.clone();
            async move {
                started.send(()).await.ok();
                tokio::time::sleep(Duration::from_millis(300)).await;
                Ok(())
            }
        })
        .start(&tasks);
    yard.ask(NewJob::new("note", json!({}))).await;
    hear.recv().await.unwrap();
    tasks.shut_down(Duration::from_secs(5)).await;
    assert_eq!(yard.states().await, [("done".to_owned(), 1)]);
}

#[tokio::test]
async fn a_long_job_keeps_its_lease_and_nobody_else_takes_it() {
    let yard = Yard::new().await;
    let (tasks, runs) = (Tasks::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..2 {
        let runs = Arc::clone(&runs);
        Worker::new(&yard.db, &Clock::System)
            .lease(Duration::from_millis(600))
            .handle("note", move |_| {
                runs.fetch_add(1, Ordering::SeqCst);
                async {
                    tokio::time::sleep(Duration::from_millis(2_500)).await;
                    Ok(())
                }
            })
            .start(&tasks);
    }
    let now = Clock::System.now();
    yard.ask(NewJob::new("note", json!({})).at(now)).await;
    yard.until(&[("done", 1)]).await;
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    tasks.shut_down(Duration::from_secs(5)).await;
}
