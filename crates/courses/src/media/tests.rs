//! Addresses that hold for one tenant and a while, and the parts of a file.
use axum::http::Method;
use chrono::TimeDelta;
use leme_base::ids::TenantId;
use leme_courses::media::model::{Part, part};
use leme_testkit::{Http, http::Reply};
use serde_json::Value;

use crate::harness::School;

/// Where this runtime answers to what browsers ask of the edge.
fn here(address: &str) -> String {
    address.replace("/api/courses/", "/v1/").replace("&amp;", "&")
}

async fn film(school: &School, tenant: TenantId) -> String {
    let learner = school.learner(tenant, "ada");
    let lesson: Value = learner.get("/v1/courses/small/lessons/film").await.expect(200).json();
    here(lesson["video"]["src"].as_str().unwrap())
}

fn browser(school: &School, tenant: TenantId) -> Http {
    school.service.http().tenant(tenant)
}

#[tokio::test]
async fn a_film_is_served_whole_in_parts_and_by_its_head() {
    let school = School::new().await;
    let tenant = school.entitled();
    let (path, http) = (film(&school, tenant).await, browser(&school, tenant));
    let whole = http.get(&path).await.expect(200);
    assert_eq!((whole.body.len(), whole.header("content-type")), (36, "video/webm"));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(whole.header("cache-control").starts_with("private, max-age="));
    let range = |range: &str| http.get(&path).header("range", range);
    let middle = range("bytes=10-13").await.expect(206);
    assert_eq!(
        (middle.text().as_str(), middle.header("content-range")),
        ("abcd", "bytes 10-13/36")
    );
    assert_eq!(middle.header("content-length"), "4");
    assert_eq!(range("bytes=-3").await.expect(206).text(), "xyz");
    assert_eq!(range("bytes=30-").await.expect(206).text(), "uvwxyz");
    assert_eq!(range("bytes=30-999").await.expect(206).header("content-range"), "bytes 30-35/36");
    let beyond = range("bytes=36-").await.expect(416);
    assert_eq!(beyond.header("content-range"), "bytes */36");
    let head = http.call(&Method::HEAD, &path).await.expect(200);
    assert_eq!((head.header("content-length"), head.body.len()), ("36", 0));
}

#[tokio::test]
async fn conditions_are_kept() {
    let school = School::new().await;
    let tenant = school.entitled();
    let (path, http) = (film(&school, tenant).await, browser(&school, tenant));
    let tag = http.get(&path).await.header("etag").to_owned();
    http.get(&path).header("if-none-match", &tag).await.expect(304);
    let part = http.get(&path).header("range", "bytes=0-0");
    part.header("if-range", &tag).await.expect(206);
    let changed = http.get(&path).header("range", "bytes=0-0").header("if-range", "\"old\"");
    assert_eq!(changed.await.expect(200).body.len(), 36);
}

#[tokio::test]
async fn an_address_of_another_tenant_or_changed_or_old_opens_nothing() {
    let (school, clock) = School::with_clock().await;
    let (tenant, other) = (school.entitled(), school.entitled());
    let path = film(&school, tenant).await;
    let code = "auth.forbidden";
    browser(&school, tenant).get(&path).await.expect(200);
    browser(&school, other).get(&path).await.problem(403, code);
    school.service.http().get(&path).await.problem(400, "tenant.required");
    let http = browser(&school, tenant);
    http.get(&path.replace("film.webm", "film.vtt")).await.problem(403, code);
    http.get(&path.replace("exp=1", "exp=2")).await.problem(403, code);
    http.get(&path.replace("&sig=", "&sig=A")).await.problem(403, code);
    http.get("/v1/media/small/film.webm").await.problem(422, "request.invalid");
    clock.advance(TimeDelta::minutes(76));
    http.get(&path).await.problem(403, code);
}

#[tokio::test]
async fn no_path_leads_out_of_the_media() {
    let school = School::new().await;
    let tenant = school.entitled();
    school.write(&[("small/secret.svg", "x"), ("small/media/unlisted.svg", "x")]);
    let http = browser(&school, tenant);
    for path in [
        "small/../secret.svg",
        "small/%2e%2e/secret.svg",
        "small/..%2fsecret.svg",
        "..%2f..%2f..%2fetc/passwd",
        "small/unlisted.svg",
        "small",
        "/etc/passwd",
    ] {
        // Even signed by us, such a path names no file that was imported.
        let decoded = path.replace("%2e", ".").replace("%2f", "/");
        let signed = school.app.signer.address(&decoded, tenant, school.app.clock.now());
        let query = signed.split_once('?').unwrap().1;
        let reply = http.get(&format!("/v1/media/{path}?{query}")).await;
        assert!(matches!(reply.status, 403 | 404), "{path}: {}", reply.status);
    }
}

#[tokio::test]
async fn a_film_closes_with_its_course_and_a_cover_does_not() {
    let school = School::new().await;
    let tenant = school.kernel.tenant();
    school.kernel.grant(tenant, "course.access:small");
    let path = film(&school, tenant).await;
    let learner = school.learner(tenant, "bob");
    let card: Value = learner.get("/v1/courses/small").await.json();
    let cover = here(card["cover"].as_str().unwrap());
    let http = browser(&school, tenant);
    http.get(&path).await.expect(200);
    school.kernel.revoke(tenant, "course.access:small");
    school.policy().await;
    http.get(&path).await.problem(402, "entitlement.no_entitlement");
    let cover: Reply = http.get(&cover).await.expect(200);
    assert_eq!(cover.header("content-type"), "image/svg+xml");
    assert!(cover.header("content-security-policy").contains("sandbox"));
}

#[test]
fn ranges_are_read_as_the_rfc_says() {
    for (range, size, expected) in [
        (None, 10, Part::Whole),
        (Some("bytes=0-0"), 10, Part::Range(0, 0)),
        (Some("bytes=9-"), 10, Part::Range(9, 9)),
        (Some("bytes=-99"), 10, Part::Range(0, 9)),
        (Some("bytes=-0"), 10, Part::Unsatisfiable),
        (Some("bytes=10-"), 10, Part::Unsatisfiable),
        (Some("bytes=5-4"), 10, Part::Whole),
        (Some("bytes=0-1,3-4"), 10, Part::Whole),
        (Some("items=0-1"), 10, Part::Whole),
        (Some("bytes=a-b"), 10, Part::Whole),
        (Some("bytes=0-"), 0, Part::Unsatisfiable),
        (Some("bytes=-5"), 0, Part::Unsatisfiable),
        (Some("bytes=99999999999999999999-"), 10, Part::Unsatisfiable),
    ] {
        assert_eq!(part(range, size), expected, "{range:?} of {size}");
    }
}
