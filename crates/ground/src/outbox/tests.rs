//! No committed event is skipped or seen twice, whatever the writers do; none blocks for ever.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leme_base::ids::{EventId, TenantId};
use leme_ground::db::Db;
use leme_ground::error::Error;
use leme_ground::outbox::{
    self, Cursor, NewEvent, Stored, append, consume, parked, read_after, read_tenant_after,
};
use leme_ground::tasks::Tasks;
use leme_testkit::Database;
use leme_testkit::tenant::{ctx, tenant};
use serde_json::json;
use tokio::sync::mpsc;

use crate::proof::PROOF;

const WRITERS: usize = 64;
const TRANSACTIONS: usize = 25;

fn event(seq: usize) -> NewEvent {
    NewEvent { kind: "note.written", subject: "note".to_owned(), data: json!({ "seq": seq }) }
}

async fn tell(db: &Db, tenant: TenantId, seq: usize) -> EventId {
    let mut tx = db.tenant(tenant).await.unwrap();
    let id = append(&mut tx, &ctx(tenant), event(seq)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Writes with random delays and rolls back a third; gives what it committed, in order.
async fn write_at_random(db: Db, tenant: TenantId) -> Vec<EventId> {
    let mut committed = Vec::new();
    for seq in 0..TRANSACTIONS {
        let mut tx = db.tenant(tenant).await.unwrap();
        let mut told = Vec::new();
        for _ in 0..rand::random_range(1..=3) {
            told.push(append(&mut tx, &ctx(tenant), event(seq)).await.unwrap());
            tokio::time::sleep(Duration::from_micros(rand::random_range(0..4_000))).await;
        }
        if rand::random_range(0..3) == 0 {
            drop(tx);
        } else {
            tx.commit().await.unwrap();
            committed.extend(told);
        }
    }
    committed
}

async fn follow(db: Db, mut finished: mpsc::Receiver<usize>) -> Vec<Stored> {
    let (mut seen, mut at, mut expected) = (Vec::new(), Cursor::default(), None);
    while expected.is_none_or(|count| seen.len() < count) {
        let mut tx = db.platform("test: follow").await.unwrap();
        let limit = rand::random_range(1..40);
        let batch = read_after(&mut tx, at, limit).await.unwrap();
        tx.commit().await.unwrap();
        at = batch.last().map_or(at, Stored::cursor);
        seen.extend(batch);
        tokio::task::yield_now().await;
        expected = expected.or_else(|| finished.try_recv().ok());
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_writers_with_rollbacks_never_make_a_reader_skip_or_repeat() {
    let database = Database::fresh(&[PROOF]).await;
    let mut config = database.config("proof");
    config.connections = u32::try_from(WRITERS).unwrap();
    let db = Db::connect(&config).unwrap();
    let (handled, tasks) = (Arc::new(Mutex::new(Vec::new())), Tasks::new());
    let (collect, (done, finished)) = (Arc::clone(&handled), mpsc::channel(1));
    consume(&db, &tasks, "collector", move |event| {
        let collect = Arc::clone(&collect);
        async move {
            collect.lock().unwrap().push(event.event_id);
            Ok(())
        }
    });
    let reader = tokio::spawn(follow(db.clone(), finished));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let tenant = tenant();
            (tenant, tokio::spawn(write_at_random(db.clone(), tenant)))
        })
        .collect();
    let mut committed = BTreeMap::new();
    for (tenant, writer) in writers {
        committed.insert(tenant, writer.await.unwrap());
    }
    let total: usize = committed.values().map(Vec::len).sum();
    done.send(total).await.unwrap();
    let seen = tokio::time::timeout(Duration::from_secs(10), reader).await.unwrap().unwrap();
    println!("{total} events committed by {WRITERS} writers, {} read", seen.len());
    assert_eq!(seen.len(), total);
    for (tenant, expected) in &committed {
        let of_tenant = seen.iter().filter(|event| event.tenant_id == *tenant);
        assert_eq!(&of_tenant.map(|event| event.event_id).collect::<Vec<_>>(), expected);
    }
    within_five_seconds(|| handled.lock().unwrap().len() >= total).await;
    let handled = handled.lock().unwrap();
    assert_eq!(handled.len(), total, "the consumer saw one twice");
    let distinct: BTreeSet<_> = handled.iter().collect();
    assert_eq!(distinct.len(), total);
    tasks.stop();
}

async fn within_five_seconds(mut holds: impl FnMut() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), wait).await.expect("within five seconds");
}

#[tokio::test]
async fn an_open_transaction_holds_back_what_came_after_it_until_it_ends() {
    let database = Database::fresh(&[PROOF]).await;
    let (db, acme) = (database.db("proof"), tenant());
    let mut slow = db.tenant(acme).await.unwrap();
    let first = append(&mut slow, &ctx(acme), event(1)).await.unwrap();
    let second = tell(&db, acme, 2).await;
    let read = async || {
        let mut tx = db.tenant(acme).await.unwrap();
        let found = read_tenant_after(&mut tx, Cursor::default(), 10).await.unwrap();
        found.into_iter().map(|event| event.event_id).collect::<Vec<_>>()
    };
    assert!(read().await.is_empty());
    slow.commit().await.unwrap();
    // A transaction elsewhere on the server may hold it back for a moment.
    for _ in 0..100 {
        if read().await == [first, second] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", read().await);
}

#[tokio::test]
async fn a_tenant_follows_its_own_events_only() {
    let database = Database::fresh(&[PROOF]).await;
    let (db, acme, other) = (database.db("proof"), tenant(), tenant());
    let (ours, _) = (tell(&db, acme, 1).await, tell(&db, other, 2).await);
    let mut seen = Vec::new();
    for _ in 0..100 {
        let mut tx = db.tenant(acme).await.unwrap();
        seen = read_tenant_after(&mut tx, Cursor::default(), 10).await.unwrap();
        if !seen.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen.iter().map(|event| event.event_id).collect::<Vec<_>>(), [ours]);
}

#[tokio::test]
async fn an_event_that_always_fails_is_parked_and_the_next_one_follows() {
    let database = Database::fresh(&[PROOF]).await;
    let (db, acme, tasks) = (database.db("proof"), tenant(), Tasks::new());
    let poison = tell(&db, acme, 666).await;
    let good = tell(&db, acme, 1).await;
    let (told, mut heard) = mpsc::channel(64);
    // Eight attempts take about five seconds: paused time would stop the database's sockets too.
    consume(&db, &tasks, "picky", move |event| {
        let told = told.clone();
        async move {
            told.send(event.event_id).await.ok();
            if event.data["seq"] == 666 {
                return Err(Error::internal("handling it", "it is poison"));
            }
            Ok(())
        }
    });
    let mut attempts = 0;
    loop {
        let next = tokio::time::timeout(Duration::from_secs(20), heard.recv()).await;
        match next.expect("an event within twenty seconds").expect("a consumer") {
            id if id == poison => attempts += 1,
            id if id == good => break,
            id => panic!("{id} was never told"),
        }
    }
    assert_eq!(attempts, 8);
    let mut tx = db.tenant(acme).await.unwrap();
    let parked = parked(&mut tx, "picky").await.unwrap();
    assert_eq!(parked.len(), 1);
    assert!(parked[0].0 == poison && parked[0].1.contains("poison"), "{parked:?}");
    tasks.stop();
}

#[tokio::test]
async fn a_consumer_goes_on_where_it_stopped_and_its_lag_is_known() {
    let database = Database::fresh(&[PROOF]).await;
    let (db, acme) = (database.db("proof"), tenant());
    for round in 0..2 {
        let told = tell(&db, acme, round).await;
        assert_eq!(outbox::lag(&db, "steady").await.unwrap().events, 1);
        let (tasks, (tell, mut heard)) = (Tasks::new(), mpsc::channel(8));
        consume(&db, &tasks, "steady", move |event| {
            let tell = tell.clone();
            async move {
                tell.send(event.event_id).await.ok();
                Ok(())
            }
        });
        let first = tokio::time::timeout(Duration::from_secs(5), heard.recv()).await.unwrap();
        assert_eq!(first, Some(told), "the next one, and not again the one before");
        tasks.shut_down(Duration::from_secs(5)).await;
        assert_eq!(outbox::lag(&db, "steady").await.unwrap().events, 0);
    }
}

#[tokio::test]
async fn a_consumer_hears_of_an_event_without_waiting_for_its_next_look() {
    let database = Database::fresh(&[PROOF]).await;
    let db = database.db("proof");
    hears(&db, &db).await;
}

#[tokio::test]
async fn a_consumer_hears_of_an_event_told_by_another_process() {
    let database = Database::fresh(&[PROOF]).await;
    hears(&database.db("proof"), &database.db("proof")).await;
}

/// Median time from a commit on one side to the handler on the other.
async fn hears(teller: &Db, listener: &Db) {
    let (acme, tasks) = (tenant(), Tasks::new());
    let (told, mut heard) = mpsc::channel(8);
    consume(listener, &tasks, "ears", move |event| {
        let told = told.clone();
        async move {
            told.send(event.event_id).await.ok();
            Ok(())
        }
    });
    let mut waits = Vec::new();
    for seq in 0..8 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let start = std::time::Instant::now();
        let id = tell(teller, acme, seq).await;
        assert_eq!(heard.recv().await, Some(id));
        waits.push(start.elapsed());
    }
    waits.sort();
    println!("from commit to handler: median {:?}, slowest {:?}", waits[4], waits[7]);
    assert!(waits[4] < Duration::from_millis(400), "{waits:?}");
    tasks.stop();
}

/// Handles what comes until nothing has come for a second; gives it in order.
async fn drain(db: &Db, name: &'static str) -> Vec<EventId> {
    let (tasks, (tell, mut heard)) = (Tasks::new(), mpsc::channel(64));
    consume(db, &tasks, name, move |event| {
        let tell = tell.clone();
        async move {
            tell.send(event.event_id).await.ok();
            Ok(())
        }
    });
    let mut seen = Vec::new();
    while let Ok(Some(id)) = tokio::time::timeout(Duration::from_secs(1), heard.recv()).await {
        seen.push(id);
    }
    tasks.shut_down(Duration::from_secs(5)).await;
    seen
}

#[tokio::test]
async fn after_a_restore_elsewhere_nothing_is_skipped() {
    let database = Database::fresh(&[PROOF]).await;
    let (db, acme) = (database.db("proof"), tenant());
    for life in 0..2 {
        let handled = tell(&db, acme, 1).await;
        assert_eq!(drain(&db, "survivor").await, [handled], "life {life}");
        let unhandled = [tell(&db, acme, 2).await, tell(&db, acme, 3).await];
        // As a dump from a server whose transaction numbers were far ahead of this one's.
        let age = "update proof.outbox set xid = xid + 1000000000;
                   update proof.cursors set xid = xid + 1000000000";
        sqlx::raw_sql(age).execute(&mut database.owner().await).await.unwrap();
        let new = tell(&db, acme, 4).await;
        let expected = [unhandled[0], unhandled[1], new];
        assert_eq!(drain(&db, "survivor").await, expected, "life {life}");
    }
}
