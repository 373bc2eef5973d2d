//! What the SDK costs a request: a decision made in the process, and an event made durable.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement, not a product"
)]
use std::hint::black_box;
use std::time::Instant;

use leme_sdk::fake::FakeKernel;
use leme_sdk::runtime::Runtime;
use leme_sdk::spool::Spool;

const DECISIONS: u32 = 2_000_000;
const EVENTS: u32 = 20_000;
/// Requests that tell events at the same time.
const TELLERS: u32 = 32;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        decisions().await;
        events().await;
    });
}

async fn decisions() {
    let kernel = FakeKernel::start().await.unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let tenant = kernel.tenant();
    for number in 0..50 {
        kernel.grant(tenant, &format!("report.export:{number}"));
    }
    let runtime = Runtime::start(kernel.config(folder.path())).await.unwrap();
    runtime.fetch_licence(tenant).await.unwrap();
    let start = Instant::now();
    for _ in 0..DECISIONS {
        assert!(black_box(runtime.check_local(black_box(tenant), "report.export:25")).is_some());
    }
    say(&format!("check_local: {} ns", start.elapsed().as_nanos() / u128::from(DECISIONS)));
    runtime.stop();
}

async fn events() {
    let folder = tempfile::TempDir::new().unwrap();
    let spool = Spool::open(folder.path(), 1 << 30).unwrap();
    let start = Instant::now();
    let tell = |spool: Spool| async move {
        for _ in 0..EVENTS / TELLERS {
            spool.append(vec![b'x'; 400]).await.unwrap();
        }
    };
    let tellers = (0..TELLERS).map(|_| tokio::spawn(tell(spool.clone())));
    futures_util::future::join_all(tellers).await;
    let rate = u128::from(EVENTS) * 1_000 / start.elapsed().as_millis().max(1);
    say(&format!("spool: {rate} durable events/s from {TELLERS} at once"));
    let start = Instant::now();
    for _ in 0..500 {
        spool.append(vec![b'x'; 400]).await.unwrap();
    }
    say(&format!("spool: {} µs for one alone", start.elapsed().as_micros() / 500));
}

fn say(line: &str) {
    println!("{line}");
}
