//! Progress: one's own, growing, and untouched by new versions.
use serde_json::{Value, json};

use crate::harness::{COURSE, School, right};

async fn list(learner: &leme_testkit::Http) -> Value {
    learner.get("/v1/progress").await.expect(200).json()
}

async fn finish(learner: &leme_testkit::Http) {
    for lesson in ["words", "film"] {
        let path = format!("/v1/courses/small/lessons/{lesson}/complete");
        learner.post(&path, json!({})).await.expect(200);
    }
    learner.post("/v1/courses/small/lessons/test/attempts", right()).await.expect(201);
}

#[tokio::test]
async fn nobody_sees_the_progress_of_anybody_else() {
    let school = School::new().await;
    let (acme, other) = (school.entitled(), school.entitled());
    let ada = school.learner(acme, "ada");
    let (colleague, stranger) = (school.learner(acme, "bob"), school.learner(other, "eve"));
    finish(&ada).await;
    assert_eq!(list(&ada).await["items"][0]["status"], "completed");
    for learner in [&colleague, &stranger] {
        assert_eq!(list(learner).await["items"], json!([]));
        let course: Value = learner.get("/v1/courses/small").await.json();
        assert_eq!(course["progress"]["status"], "not_started");
        let quiz: Value = learner.get("/v1/courses/small/lessons/test").await.json();
        assert!(quiz["quiz"].get("best").is_none());
        assert_eq!(quiz["completed"], false);
    }
}

#[tokio::test]
async fn an_idempotency_key_of_another_tenant_replays_nothing() {
    let school = School::new().await;
    let ada = school.learner(school.entitled(), "ada");
    let eve = school.learner(school.entitled(), "eve");
    let path = "/v1/courses/small/lessons/test/attempts";
    let hers: Value = ada.post(path, right()).key("k").await.expect(201).json();
    let other: Value = eve.post(path, right()).key("k").await.expect(201).json();
    assert_ne!(hers["attempt_id"], other["attempt_id"]);
}

#[tokio::test]
async fn a_new_version_keeps_what_was_done() {
    let school = School::new().await;
    let tenant = school.entitled();
    let (done, half) = (school.learner(tenant, "ada"), school.learner(tenant, "bob"));
    finish(&done).await;
    half.post("/v1/courses/small/lessons/words/complete", json!({})).await.expect(200);
    let course = COURSE.replace("version: 1", "version: 2").replace("minutes: 6", "minutes: 7");
    school.write(&[
        ("small/course.md", &course),
        ("small/04-more.md", "---\ntitle: More\nkind: text\nminutes: 2\n---\nx"),
    ]);
    // The first lesson moves to the end and keeps its slug; the film goes.
    let content = school.content().join("small");
    std::fs::rename(content.join("01-words.md"), content.join("09-words.md")).unwrap();
    std::fs::remove_file(content.join("02-film.md")).unwrap();
    assert_eq!(school.import().await.unwrap().written, ["small"]);
    let hers = &list(&done).await["items"][0];
    assert_eq!(
        (&hers["status"], &hers["completed"], &hers["total"]),
        (&json!("completed"), &json!(2), &json!(3))
    );
    let his = &list(&half).await["items"][0];
    assert_eq!((&his["status"], &his["completed"]), (&json!("in_progress"), &json!(1)));
    let outline: Value = half.get("/v1/courses/small").await.json();
    let slugs: Vec<_> =
        outline["lessons"].as_array().unwrap().iter().map(|l| l["slug"].to_string()).collect();
    assert_eq!(slugs, ["\"test\"", "\"more\"", "\"words\""]);
}

#[tokio::test]
async fn the_latest_activity_comes_first() {
    let school = School::new().await;
    let other = COURSE.replace("minutes: 6", "minutes: 1").replace("cover: media/cover.svg\n", "");
    school.write(&[
        ("other/course.md", &other),
        ("other/01-a.md", "---\ntitle: A\nkind: text\nminutes: 1\n---\nx"),
    ]);
    school.import().await.unwrap();
    let learner = school.learner(school.entitled(), "ada");
    learner.get("/v1/courses/small/lessons/words").await.expect(200);
    learner.get("/v1/courses/other/lessons/a").await.expect(200);
    let first: Value = learner.get("/v1/progress?limit=1").await.json();
    assert_eq!(first["items"][0]["slug"], "other");
    let path = format!("/v1/progress?limit=1&cursor={}", first["next"].as_str().unwrap());
    let second: Value = learner.get(&path).await.expect(200).json();
    assert_eq!(second["items"][0]["slug"], "small");
    assert!(second.get("next").is_none());
}
