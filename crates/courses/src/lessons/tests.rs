//! Opening, finishing and refusing lessons.
use leme_contract::runtime::Directive;
use serde_json::{Value, json};

use crate::harness::{School, until};

const WORDS: &str = "/v1/courses/small/lessons/words";

#[tokio::test]
async fn a_lesson_is_shown_safely_with_signed_pictures_and_its_neighbours() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    let lesson: Value = learner.get(WORDS).await.expect(200).json();
    let html = lesson["html"].as_str().unwrap();
    assert!(html.contains("src=\"/api/courses/media/small/map.svg?exp="), "{html}");
    assert!(html.contains("alt=\"the map\"") && html.contains("class=\"language-sql\""), "{html}");
    assert!(html.contains("text-align: right"), "{html}");
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(lesson["next"]["slug"], "film");
    assert!(lesson.get("previous").is_none());
    let film: Value = learner.get("/v1/courses/small/lessons/film").await.expect(200).json();
    assert_eq!(
        (&film["previous"]["slug"], &film["next"]["slug"]),
        (&json!("words"), &json!("test"))
    );
    assert_eq!(film["video"]["duration_s"], 30);
    assert!(film["video"]["captions"].as_str().unwrap().contains("film.vtt?exp="));
}

#[tokio::test]
async fn without_an_entitlement_nothing_of_a_lesson_leaves_and_the_audit_hears_it() {
    let school = School::new().await;
    let tenant = school.kernel.tenant();
    let learner = school.learner(tenant, "bob");
    let code = "entitlement.no_entitlement";
    learner.get(WORDS).await.problem(402, code);
    learner.post(&format!("{WORDS}/complete"), json!({})).await.problem(402, code);
    learner.put(&format!("{WORDS}/position"), json!({"position_s": 1})).await.problem(402, code);
    let denied = school.told("access.denied", 3).await;
    assert_eq!(denied[0].tenant_id, tenant);
    assert_eq!(denied[0].payload["feature"], "course.access:small");
    assert_eq!(denied[0].payload["code"], "no_entitlement");
}

#[tokio::test]
async fn the_first_lesson_opened_starts_the_course_once() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    for _ in 0..3 {
        learner.get(WORDS).header("x-correlation-id", "abc").await.expect(200);
    }
    school.settled().await;
    let started = school.told("course.started", 1).await;
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].correlation_id, "abc");
}

#[tokio::test]
async fn a_lesson_said_to_be_done_is_done_and_stays_so() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    for _ in 0..2 {
        let reply = learner.post(&format!("{WORDS}/complete"), json!({})).await.expect(200);
        let progress: Value = reply.json();
        assert_eq!(progress, json!({"status": "in_progress", "completed": 1, "total": 3}));
    }
    let lesson: Value = learner.get(WORDS).await.json();
    assert_eq!(lesson["completed"], true);
}

#[tokio::test]
async fn a_quiz_is_not_done_by_saying_so() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    let path = "/v1/courses/small/lessons/test/complete";
    learner.post(path, json!({})).await.problem(409, "conflict.quiz_not_passed");
}

#[tokio::test]
async fn where_somebody_stopped_is_remembered_for_them_alone() {
    let school = School::new().await;
    let tenant = school.entitled();
    let (ada, bob) = (school.learner(tenant, "ada"), school.learner(tenant, "bob"));
    let film = "/v1/courses/small/lessons/film";
    let position = format!("{film}/position");
    ada.put(&position, json!({"position_s": 17})).await.expect(204);
    ada.put(&position, json!({"position_s": -1})).await.problem(422, "request.invalid");
    let (hers, his): (Value, Value) = (ada.get(film).await.json(), bob.get(film).await.json());
    assert_eq!(hers["position_s"], 17);
    assert!(his.get("position_s").is_none());
}

#[tokio::test]
async fn a_suspended_tenant_and_a_suspended_runtime_are_told_so() {
    let school = School::new().await;
    let tenant = school.entitled();
    let learner = school.learner(tenant, "ada");
    learner.get(WORDS).await.expect(200);
    school.kernel.suspend(tenant, true);
    learner.get(WORDS).await.problem(403, "tenant.suspended");
    school.kernel.suspend(tenant, false);
    school.kernel.direct(Directive::Suspend, None);
    until("suspended", || school.app.runtime.admit().is_err()).await;
    learner.get(WORDS).await.problem(403, "runtime.suspended");
}

#[tokio::test]
async fn while_the_kernel_is_away_nothing_is_shown_and_a_time_to_come_back_is() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    learner.get(WORDS).await.expect(200);
    school.kernel.go_down();
    let reply = learner.get(WORDS).await.expect(503);
    assert_eq!(reply.header("retry-after"), "1");
    reply.problem(503, "unavailable");
    school.kernel.come_back().await.unwrap();
    learner.get(WORDS).await.expect(200);
}

#[tokio::test]
async fn a_fault_of_ours_is_told_to_the_audit_and_nothing_of_it_to_the_learner() {
    let school = School::new().await;
    let tenant = school.entitled();
    let learner = school.learner(tenant, "ada");
    let mut owner = school.database.owner().await;
    let broken = sqlx::query("alter table courses.positions rename to gone");
    broken.execute(&mut owner).await.unwrap();
    let reply = learner.get(WORDS).header("x-correlation-id", "abc").await;
    assert_eq!(reply.problem(500, "internal")["detail"], "");
    let told = school.told("error.critical", 1).await;
    assert_eq!((told[0].tenant_id, told[0].correlation_id.as_str()), (tenant, "abc"));
}
