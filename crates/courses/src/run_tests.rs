//! The role as a process would run it: from its environment, registered before it listens.
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_courses::{SCHEMA, VARS, run};
use leme_ground::config::{Env, vars};
use leme_ground::tasks::Tasks;
use leme_sdk::fake::FakeKernel;
use leme_testkit::{Database, Http};
use tempfile::TempDir;

use crate::harness::until;

fn env(kernel: &FakeKernel, database: &Database, folder: &TempDir, addr: &str) -> Env {
    let path = |name: &str| folder.path().join(name).display().to_string();
    let token = kernel.config(folder.path()).enrolment_token.unwrap();
    let internal: TenantId = kernel.internal();
    let mut pairs = database.env(SCHEMA.name).to_vec();
    pairs.extend([
        ("LEME_HTTP_ADDR", addr.to_owned()),
        ("LEME_KERNEL_URL", kernel.url()),
        ("LEME_RUNTIME_TENANT", internal.to_string()),
        ("LEME_DATA_DIR", path("data")),
        ("LEME_MEDIA_DIR", path("content")),
        ("LEME_ENROLMENT_TOKEN", token.reveal().clone()),
    ]);
    Env::from_pairs(pairs)
}

#[tokio::test]
async fn it_serves_after_it_has_registered_and_not_before() {
    let kernel = FakeKernel::start().await.unwrap();
    let database = Database::fresh(&[SCHEMA]).await;
    let folder = TempDir::new().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let env = env(&kernel, &database, &folder, &free.to_string());
    env.refuse_unknown(&[vars::ALL, VARS]).unwrap();
    kernel.go_down();
    let tasks = Tasks::new();
    let role = tasks.spawn("role", run(env, tasks.clone()));
    let http = Http::new(&format!("http://{free}"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let early = tokio::time::timeout(Duration::from_millis(300), http.get("/readyz").try_send());
    assert!(early.await.is_err(), "nothing answers before registration");
    kernel.come_back().await.unwrap();
    until("registered", || !kernel.registrations().is_empty()).await;
    http.get("/readyz").await.expect(200);
    let manifest = kernel.registrations()[0].manifest.clone().unwrap();
    assert_eq!(manifest.endpoint, Some(format!("http://{free}")));
    assert!(manifest.event_types.contains(&"session.ended".to_owned()));
    tasks.shut_down(Duration::from_secs(15)).await;
    role.await.unwrap().unwrap();
}
