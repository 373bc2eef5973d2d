//! What goes through the edge, and what does not.
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::Method;
use futures_util::{StreamExt, stream};
use leme_ground::http::client::client;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::World;
use crate::harness::upstreams::{ACME, CHUNK, CHUNKS};

const LARGE: usize = CHUNK * CHUNKS;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_claims_about_itself_never_reaches_an_upstream() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    for path in ["/api/kernel/x", "/api/shop/x", "/apps/shop/x"] {
        let forged = browser
            .call(&Method::GET, path)
            .header("x-tenant-id", "forged")
            .header("x-runtime-id", "forged")
            .header("authorization", "Bearer forged")
            .header("x-forwarded-for", "1.2.3.4")
            .header("x-real-ip", "1.2.3.4")
            .header("connection", "x-tenant-id, authorization");
        let echo: Value = browser.send(forged).await.expect(200).json();
        let headers = &echo["headers"];
        assert_eq!(headers["x-tenant-id"], ACME, "{path}");
        assert_eq!(headers["authorization"], "Bearer access-1", "{path}");
        assert_eq!(headers["x-forwarded-for"], "127.0.0.1", "{path}");
        assert_eq!(headers["x-forwarded-proto"], "http");
        for absent in ["x-runtime-id", "cookie", "x-real-ip", "connection"] {
            assert!(headers.get(absent).is_none(), "{path} {absent}: {headers}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_token_goes_on_as_it_is_and_a_bare_tenant_does_not() {
    let world = World::new().await;
    let http = world.http().with("x-tenant-id", "t-1");
    let echo: Value = http.clone().bearer("mine").get("/api/kernel/x").await.expect(200).json();
    assert_eq!(echo["headers"]["authorization"], "Bearer mine");
    assert_eq!(echo["headers"]["x-tenant-id"], "t-1");
    let echo: Value = http.get("/api/kernel/x").await.expect(200).json();
    assert!(echo["headers"].get("x-tenant-id").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_takes_bearer_tokens_only() {
    let world = World::new().await;
    let browser = world.signed_in().await;
    let echo: Value = browser.get("/kernel/x").await.expect(200).json();
    assert!(
        echo["headers"].get("authorization").is_none() && echo["headers"].get("cookie").is_none()
    );
    let http = world.http().bearer("runtime").with("x-tenant-id", "t").with("x-runtime-id", "r");
    let echo: Value = http.get("/kernel/x").await.expect(200).json();
    assert_eq!(echo["headers"]["authorization"], "Bearer runtime");
    assert_eq!(echo["headers"]["x-runtime-id"], "r");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_correlation_id_is_the_same_on_both_sides() {
    let world = World::new().await;
    let reply = world.http().get("/api/shop/x").header("x-correlation-id", "mine-1").await;
    assert_eq!(reply.header("x-correlation-id"), "mine-1");
    let echo: Value = reply.json();
    assert_eq!(echo["headers"]["x-correlation-id"], "mine-1");
    let made = world.http().get("/api/shop/x").await;
    let echo: Value = made.json();
    assert_eq!(echo["headers"]["x-correlation-id"], made.header("x-correlation-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_can_set_no_cookie_and_run_no_script() {
    let world = World::new().await;
    let reply = world.http().get("/api/shop/greedy").await.expect(200);
    assert_eq!(reply.header("set-cookie"), "");
    assert_eq!(reply.header("service-worker-allowed"), "");
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_megabytes_go_through_in_both_directions_without_being_held() {
    let world = World::new().await;
    world.http().get("/api/shop/x").await.expect(200);
    let before = peak_kib();
    let http = client(Duration::from_secs(20)).unwrap();
    let response = http.get(format!("{}/api/shop/large", world.url)).send().await.unwrap();
    let mut chunks = response.bytes_stream();
    let mut total = 0;
    while let Some(chunk) = chunks.next().await {
        total += chunk.unwrap().len();
    }
    assert_eq!(total, LARGE);
    let chunk = Bytes::from(vec![1_u8; CHUNK]);
    let chunks = stream::repeat(chunk).take(CHUNKS).map(Ok::<_, std::io::Error>);
    let upload = http.post(format!("{}/api/shop/count", world.url));
    let upload = upload.body(reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(upload.text().await.unwrap(), LARGE.to_string());
    let grown = peak_kib() - before;
    assert!(grown < 24 * 1024, "the process grew by {grown} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stops_holds_the_upstream_back_and_is_dropped() {
    let world = World::new().await;
    let mut stream = raw(&world, "GET /api/shop/large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut buf = vec![0; CHUNK];
    stream.read_exact(&mut buf).await.unwrap();
    // Longer than the edge waits for a reader that takes nothing.
    tokio::time::sleep(Duration::from_millis(3500)).await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.ok();
    assert!(rest.len() < LARGE / 2, "{} bytes were sent to nobody", rest.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_stream_begins_at_once() {
    let world = World::new().await;
    let http = client(Duration::from_secs(10)).unwrap();
    let mut response = http.get(format!("{}/api/shop/events", world.url)).send().await.unwrap();
    let first = tokio::time::timeout(Duration::from_secs(2), response.chunk()).await;
    assert_eq!(first.unwrap().unwrap().unwrap(), "data: first\n\n");
    // Quiet is no fault: longer than the edge waits for a response head.
    let quiet = tokio::time::timeout(Duration::from_millis(1200), response.chunk()).await;
    assert!(quiet.is_err(), "the stream ended");
}

fn handshake(cookie: &str, origin: &str) -> String {
    format!(
        "GET /api/shop/socket HTTP/1.1\r\nhost: x\r\nconnection: keep-alive, Upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-key: k\r\nsec-websocket-version: 13\r\n\
         x-tenant-id: forged\r\ncookie: {cookie}\r\norigin: {origin}\r\n\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_carries_bytes_both_ways_with_the_session_of_the_edge() {
    let world = World::new().await;
    let cookie = world.signed_in().await.cookie_line();
    let mut stream = raw(&world, &handshake(&cookie, &world.url)).await;
    let head = read_head(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    assert!(head.contains(&format!("x-seen-tenant: {ACME}")) && head.contains("x-seen-key: k"));
    for text in ["hello", "world"] {
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut echoed = [0; 5];
        stream.read_exact(&mut echoed).await.unwrap();
        assert_eq!(echoed, text.as_bytes());
    }
    // Quiet is no fault.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    stream.write_all(b"still").await.unwrap();
    let mut echoed = [0; 5];
    stream.read_exact(&mut echoed).await.unwrap();
    assert_eq!(&echoed, b"still");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_opens_no_websocket_with_the_session() {
    let world = World::new().await;
    let cookie = world.signed_in().await.cookie_line();
    let mut stream = raw(&world, &handshake(&cookie, "http://evil.example")).await;
    let head = read_head(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 403"), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_to_anything_else_is_a_plain_request() {
    let world = World::new().await;
    let asks = "GET /api/shop/x HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\n\
                upgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n";
    let mut stream = raw(&world, asks).await;
    let (head, body) = read_answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(!body.contains("h2c") && !body.contains("http2-settings"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_is_away_is_a_503_for_calls_and_a_page_for_people() {
    let world = World::new().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.kernel.route("shop", &format!("http://{}", nobody.local_addr().unwrap()), false);
    drop(nobody);
    let heard = async || world.http().get("/api/shop/x").await.status == 503;
    world.until("the dead upstream", heard).await;
    let reply = world.http().get("/api/shop/x").await;
    assert_eq!(reply.header("retry-after"), "2");
    reply.problem(503, "unavailable");
    let page = world.browser();
    let portuguese = page.call(&Method::GET, "/apps/shop/x").header("accept", "text/html");
    let page = portuguese.header("accept-language", "pt-BR").await.expect(503);
    assert!(page.text().contains("lang=\"pt-BR\"") && page.text().contains("fora do ar"));
    assert_eq!(page.header("retry-after"), "2");
    assert!(page.text().contains(page.header("x-correlation-id")));
    assert!(page.header("content-security-policy").contains("style-src 'sha256-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_is_slow_is_a_504() {
    let world = World::new().await;
    let start = Instant::now();
    let reply = world.http().get("/api/shop/slow").await;
    assert_eq!(reply.header("retry-after"), "5");
    reply.problem(504, "unavailable");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_takes_long_is_not_a_slow_upstream() {
    let world = World::new().await;
    // 1.5 s in all, twice the time for a response head, never 0.5 s without a byte.
    let chunks = stream::unfold(0, |sent| async move {
        tokio::time::sleep(Duration::from_millis(150)).await;
        (sent < 10).then(|| (Ok::<_, std::io::Error>(Bytes::from_static(b"0123456789")), sent + 1))
    });
    let http = client(Duration::from_secs(10)).unwrap();
    let upload = http.post(format!("{}/api/shop/count", world.url));
    let reply = upload.body(reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(reply.text().await.unwrap(), "100");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_sending_is_told_and_dropped() {
    let world = World::new().await;
    let head = "POST /api/shop/count HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this";
    let mut stream = raw(&world, head).await;
    let (head, body) = read_answer(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.contains("request.timeout"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_its_head_is_dropped() {
    let world = World::new().await;
    let mut stream = raw(&world, "GET /api/shop/x HTTP/1.1\r\nhost:").await;
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(4), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "still open");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_is_never_taken_for_a_whole_one() {
    let world = World::new().await;
    let http = client(Duration::from_secs(5)).unwrap();
    let response = http.get(format!("{}/api/shop/half", world.url)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_hangs_up_or_talks_nonsense_is_a_502() {
    let world = World::new().await;
    let answers = ["", "HTTP/1.1 200 OK\r\nconte", "nonsense\r\n\r\n"];
    for (name, answer) in ["silent", "broken", "mad"].into_iter().zip(answers) {
        let rude = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = rude.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = rude.accept().await {
                let mut buf = [0; 1024];
                let _read = stream.read(&mut buf).await;
                stream.write_all(answer.as_bytes()).await.ok();
            }
        });
        world.kernel.route(name, &format!("http://{address}"), false);
    }
    let heard = async || world.http().get("/api/mad/x").await.status == 502;
    world.until("the routes", heard).await;
    for name in ["silent", "broken", "mad"] {
        let reply = world.http().get(&format!("/api/{name}/x")).await;
        assert_eq!(reply.header("retry-after"), "1");
        reply.problem(502, "unavailable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_error_of_an_upstream_becomes_a_page_for_people_only() {
    let world = World::new().await;
    assert_eq!(world.http().get("/api/shop/bare").await.expect(502).text(), "");
    let page = world.browser().visit("/api/shop/bare").await.expect(502);
    assert!(page.text().contains("This part is away"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_two_lengths_smuggles_nothing() {
    let world = World::new().await;
    let inner = "GET /api/shop/smuggled HTTP/1.1\r\nhost: x\r\n\r\n";
    for head in [
        format!("content-length: {}\r\ntransfer-encoding: chunked", inner.len() + 5),
        format!("transfer-encoding: chunked\r\ncontent-length: {}", inner.len() + 5),
    ] {
        let text =
            format!("POST /api/shop/x HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\n0\r\n\r\n{inner}");
        let all = exchange(&world, &text).await;
        assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{all}");
        assert!(
            !all.contains("smuggled") && all.to_lowercase().contains("connection: close"),
            "{all}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_requests_are_refused() {
    let world = World::new().await;
    for head in [
        "content-length: 3\r\ncontent-length: 4",
        "content-length: +3",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
        "transfer-encoding : chunked",
        "host: y",
        "x: a\r\n folded: b",
    ] {
        let text = format!("POST /api/shop/x HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\nabc");
        let all = exchange(&world, &text).await;
        assert!(all.starts_with("HTTP/1.1 400"), "{head}: {all}");
    }
    let all = exchange(&world, "GET /api/shop/x HTTP/1.1\r\n\r\n").await;
    assert!(all.starts_with("HTTP/1.1 400"), "no host: {all}");
    let all = exchange(&world, "GET http://a/api/shop/x HTTP/1.1\r\nhost: b\r\n\r\n").await;
    assert!(all.starts_with("HTTP/1.1 400"), "two hosts: {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_climbs_is_refused() {
    let world = World::new().await;
    for path in ["/kernel/../internal/edge/config", "/kernel/%2e%2e/internal", "/apps/shop/%2E./x"]
    {
        let all = exchange(&world, &format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert!(all.starts_with("HTTP/1.1 400") && all.contains("request.malformed"), "{all}");
    }
}

async fn raw(world: &World, text: &str) -> TcpStream {
    let address = world.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Everything that comes until the edge closes, or is quiet for a while.
async fn exchange(world: &World, text: &str) -> String {
    let mut stream = raw(world, text).await;
    let mut all = Vec::new();
    let mut buf = [0; 4096];
    let quiet = Duration::from_millis(600);
    while let Ok(Ok(read @ 1..)) = tokio::time::timeout(quiet, stream.read(&mut buf)).await {
        all.extend_from_slice(&buf[..read]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

async fn read_answer(stream: &mut TcpStream) -> (String, String) {
    let head = read_head(stream).await.to_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap();
    let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    (head.replacen("http/1.1", "HTTP/1.1", 1), String::from_utf8(body).unwrap())
}

/// The most memory this process ever had.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
