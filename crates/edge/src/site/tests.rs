//! The console's files.
use std::path::PathBuf;

use leme_testkit::Http;

use crate::harness::World;

/// A folder with a small console; removed with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("leme-web-{}", std::process::id()));
        std::fs::create_dir_all(path.join("assets")).unwrap();
        std::fs::write(path.join("index.html"), "<!doctype html><title>console</title>").unwrap();
        let script = "console.log('hello');\n".repeat(500);
        std::fs::write(path.join("assets/index-abc123.js"), script).unwrap();
        std::fs::write(path.join("favicon.svg"), "<svg/>").unwrap();
        std::fs::write(path.join(".secret"), "no").unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

async fn world() -> (Folder, World) {
    let folder = Folder::new();
    let path = folder.0.clone();
    let world = World::with(|settings| settings.web_dir = Some(path)).await;
    (folder, world)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_console_is_the_console() {
    let (_folder, world) = world().await;
    for path in ["/", "/tenants", "/tenants/0190-aa/members?tab=2"] {
        let page = world.browser().visit(path).await.expect(200);
        assert!(page.text().contains("<title>console"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        for part in
            ["default-src 'self'", "style-src-attr 'unsafe-inline'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("script-src 'unsafe-inline'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert!(page.header("permissions-policy").contains("camera=()"));
        assert_eq!(page.header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(page.header("strict-transport-security"), "", "not over http");
    }
    let call = world.http().get("/tenants").header("accept", "application/json").await;
    call.problem(404, "not_found");
    world.browser().visit("/assets/gone-123.js").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_its_hash_is_kept_for_ever_and_packed() {
    let (_folder, world) = world().await;
    let http = world.http();
    let file = http.get("/assets/index-abc123.js").await.expect(200);
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(file.header("content-type"), "text/javascript; charset=utf-8");
    let packed = http.get("/assets/index-abc123.js").header("accept-encoding", "gzip, br");
    let packed = packed.await.expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < file.body.len() / 5);
    let refused = http.get("/assets/index-abc123.js").header("accept-encoding", "gzip;q=0");
    assert_eq!(refused.await.expect(200).body, file.body);
    let held = http.get("/assets/index-abc123.js").header("if-none-match", file.header("etag"));
    assert!(held.await.expect(304).body.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_inside_the_program_is_the_one_that_was_built() {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/dist/index.html");
    let world = World::new().await;
    let page = world.browser().visit("/").await;
    match std::fs::read_to_string(built) {
        Ok(index) => assert_eq!(page.expect(200).text(), index),
        Err(_) => assert!(page.expect(404).text().contains("There is no such page")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_the_folder() {
    let (folder, world) = world().await;
    std::fs::write(folder.0.with_extension("txt"), "outside").unwrap();
    let name = folder.0.with_extension("txt");
    let name = name.file_name().unwrap().to_str().unwrap();
    for path in
        ["/.secret", &format!("/../{name}"), &format!("/%2e%2e/{name}"), "/..%2f..%2fetc%2fpasswd"]
    {
        let reply = Http::new(&world.url).get(path).await;
        assert!(reply.status >= 400, "{path}: {}", reply.text());
    }
    std::fs::remove_file(folder.0.with_extension("txt")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_seen_at_once() {
    let (folder, world) = world().await;
    let first = world.http().get("/favicon.svg").await.expect(200).text();
    let newer = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    let path = folder.0.join("favicon.svg");
    std::fs::write(&path, "<svg>new</svg>").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(newer).unwrap();
    let second = world.http().get("/favicon.svg").await.expect(200).text();
    assert_ne!(first, second);
}
