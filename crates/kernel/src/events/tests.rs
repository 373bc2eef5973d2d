//! Tests of the events: pages and streams of one tenant, without gaps.
use std::time::Duration;

use futures_util::StreamExt;
use leme_contract::headers::{CONTRACT_VERSION, RUNTIME_ID, TENANT_ID};
use leme_testkit::Http;
use serde_json::{Value, json};

use crate::fixture::{Kernel, Runtime, Tenant};

/// A company that holds something of a shared runtime, so that the runtime may read its events.
async fn started() -> (Kernel, Tenant, Runtime) {
    let kernel = Kernel::start().await;
    let acme = kernel.tenant("acme").await;
    let runtime = kernel.runtime("reports").await;
    kernel.grant(acme.id, "reports", "report.view").await;
    (kernel, acme, runtime)
}

fn kinds(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// Reads on, an event at a time, until one of this type came. Another test's open transaction may
/// hold events back for a moment, as it would in production.
async fn read_until(http: &Http, after: &mut String, wanted: &str) -> Vec<Value> {
    let read = async {
        let mut seen = Vec::new();
        loop {
            let path = format!("/kernel/events?limit=1&after={after}");
            let page: Value = http.get(&path).await.expect(200).json();
            page["next"].as_str().unwrap().clone_into(after);
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            if kinds(&page) == [wanted] {
                return seen;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), read).await.expect("the event comes")
}

#[tokio::test]
async fn a_reader_goes_on_from_its_cursor_and_misses_nothing() {
    let (kernel, acme, runtime) = started().await;
    let http = runtime.http.clone().tenant(acme.id);
    let mut after = String::new();
    let seen = read_until(&http, &mut after, "entitlement.granted").await;
    let kinds: Vec<&Value> = seen.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["tenant.created", "member.added", "entitlement.granted"]);

    let patch = json!({ "name": "Acme Educação" });
    kernel.owner().patch(&format!("/v1/tenants/{}", acme.id), patch).await.expect(200);
    let news = read_until(&http, &mut after, "tenant.updated").await;
    let [event] = news.as_slice() else { panic!("{news:?}") };
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["source"], "/kernel");
    assert_eq!(event["tenantid"], json!(acme.id));
    assert_eq!(event["subject"], json!(acme.id));
    assert_eq!(event["dataschema"], "urn:leme:event:tenant.updated:1");
    assert_eq!(event["data"]["acting_tenant_id"], json!(kernel.internal));
    let nothing: Value =
        http.get(&format!("/kernel/events?after={after}")).await.expect(200).json();
    assert_eq!(nothing, json!({ "items": [], "next": after }));
}

#[tokio::test]
async fn a_reader_sees_the_events_of_one_tenant_only() {
    let (kernel, acme, runtime) = started().await;
    let other = kernel.tenant("other").await;
    let seen = read_until(&runtime.http, &mut String::new(), "runtime.registered").await;
    assert!(seen.iter().all(|event| event["tenantid"] == json!(kernel.internal)));
    runtime.http.clone().tenant(acme.id).get("/kernel/events").await.expect(200);
    // It holds nothing of this product, so the runtime may not speak for it.
    let reply = runtime.http.clone().tenant(other.id).get("/kernel/events").await;
    reply.problem(403, "tenant.forbidden");
}

#[tokio::test]
async fn a_made_up_cursor_is_refused() {
    let (_kernel, _acme, runtime) = started().await;
    for bad in ["zzz!", "MTAyNA", "YS5i"] {
        let reply = runtime.http.get(&format!("/kernel/events?after={bad}")).await;
        reply.problem(422, "request.invalid");
    }
    let page: Value = runtime.http.get("/kernel/events?limit=9999").await.expect(200).json();
    assert!(page["items"].as_array().unwrap().len() <= 200);
}

#[tokio::test]
async fn a_stream_tells_what_was_and_what_comes_and_reads_on() {
    let (kernel, acme, runtime) = started().await;
    let mut stream = Stream::open(&kernel, &runtime, &acme, None).await;
    let (first, created) = stream.event().await;
    assert_eq!(created["type"], "tenant.created");
    while stream.event().await.1["type"] != "entitlement.granted" {}

    let patch = json!({ "name": "Acme Educação" });
    kernel.owner().patch(&format!("/v1/tenants/{}", acme.id), patch).await.expect(200);
    let (_, updated) = stream.event().await;
    assert_eq!(updated["type"], "tenant.updated");

    let mut resumed = Stream::open(&kernel, &runtime, &acme, Some(&first)).await;
    assert_ne!(resumed.event().await.1["id"], created["id"]);
}

#[tokio::test]
async fn a_stream_ends_when_its_runtime_may_no_longer_speak() {
    let (kernel, acme, runtime) = started().await;
    let mut stream = Stream::open(&kernel, &runtime, &acme, None).await;
    stream.event().await;
    let path = format!("/v1/runtimes/{}/suspend", runtime.id);
    kernel.owner().post(&path, json!({ "reason": "wrong totals" })).await.expect(200);
    let end = async { while stream.line().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), end).await.expect("the stream ends");
}

/// An open event stream.
struct Stream {
    chunks: std::pin::Pin<Box<dyn futures_util::Stream<Item = Vec<u8>> + Send>>,
    held: Vec<u8>,
}

impl Stream {
    async fn open(kernel: &Kernel, runtime: &Runtime, acme: &Tenant, last: Option<&str>) -> Self {
        let beat = runtime.beat().await;
        let client = leme_ground::http::client::client(Duration::from_secs(30)).unwrap();
        let mut request = client
            .get(format!("{}/kernel/events", kernel.url()))
            .bearer_auth(beat["runtime_token"].as_str().unwrap())
            .header("accept", "text/event-stream")
            .header(CONTRACT_VERSION, "v0.1")
            .header(TENANT_ID, acme.id.to_string())
            .header(RUNTIME_ID, runtime.id.to_string());
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let chunks = answer
            .bytes_stream()
            .filter_map(|chunk| async { chunk.ok().map(|bytes| bytes.to_vec()) });
        Self { chunks: Box::pin(chunks), held: Vec::new() }
    }

    /// The next line; `None` at the end.
    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.held.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.held.drain(..=end).collect();
                return Some(String::from_utf8(line).unwrap().trim_end().to_owned());
            }
            self.held.extend(self.chunks.next().await?);
        }
    }

    /// The next event with its cursor.
    async fn event(&mut self) -> (String, Value) {
        let read = async {
            let mut cursor = String::new();
            loop {
                let line = self.line().await.expect("the stream goes on");
                if let Some(id) = line.strip_prefix("id: ") {
                    id.clone_into(&mut cursor);
                }
                if let Some(data) = line.strip_prefix("data: ") {
                    return (cursor, serde_json::from_str(data).unwrap());
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(5), read).await.expect("an event comes")
    }
}
