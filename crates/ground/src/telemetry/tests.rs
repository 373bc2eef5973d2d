//! Traces reach a collector, numbers reach `/metrics`, and a wrong setting stops the start.
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use leme_ground::config::Env;
use leme_ground::telemetry;
use leme_testkit::Service;

#[tokio::test]
async fn a_span_arrives_at_the_collector_when_one_is_given() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&seen);
    let collector = Router::new().route(
        "/v1/traces",
        post(move |headers: HeaderMap, body: Bytes| {
            let kind = headers.get("content-type").unwrap().to_str().unwrap().to_owned();
            taken.lock().unwrap().push((kind, body));
            async {}
        }),
    );
    let collector = Service::start(collector).await;
    let env = Env::from_pairs([
        ("LEME_OTLP_ENDPOINT", format!("{}/v1/traces", collector.url())),
        ("LEME_LOG", "info".to_owned()),
    ]);
    let guard = telemetry::init(&env, "proof").unwrap();
    tracing::info_span!("a.walk", tenant_id = "t-123").in_scope(|| tracing::info!("on the way"));
    tokio::task::spawn_blocking(move || drop(guard)).await.unwrap();
    let seen = seen.lock().unwrap();
    let (kind, body) = &seen[0];
    assert_eq!(kind, "application/x-protobuf");
    let text = String::from_utf8_lossy(body);
    for word in ["a.walk", "leme-proof", "tenant_id", "t-123", "on the way"] {
        assert!(text.contains(word), "{word} is not in the trace");
    }
}

#[tokio::test]
async fn a_collector_that_is_away_does_not_fail_the_stop() {
    let env = Env::from_pairs([("LEME_OTLP_ENDPOINT", "http://127.0.0.1:9/v1/traces".to_owned())]);
    let guard = telemetry::init(&env, "proof").unwrap();
    tracing::info_span!("lost").in_scope(|| {});
    drop(guard);
}

#[test]
fn a_wrong_filter_or_format_names_its_variable() {
    for (name, value) in [("LEME_LOG", "leme=loud"), ("LEME_LOG_FORMAT", "xml")] {
        let env = Env::from_pairs([(name, value.to_owned())]);
        let error = telemetry::init(&env, "proof").unwrap_err();
        let chain = leme_ground::error::Chain(&error).to_string();
        assert!(chain.contains(name), "{chain}");
    }
}

#[tokio::test]
async fn metrics_show_requests_by_route_and_the_process_but_never_a_tenant() {
    let router = Router::new().route("/things/{id}", get(|| async { "thing" }));
    let service = Service::of(router).await;
    let http = service.http().with("x-tenant-id", "tenant-that-must-not-show");
    http.get("/metrics").await.expect(200);
    http.get("/things/7").await.expect(200);
    let text = http.get("/metrics").await.expect(200).text();
    for part in
        ["process_resident_bytes", "process_open_fds", r#"route="/things/{id}""#, r#"status="2xx""#]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("tenant"), "{text}");
}
