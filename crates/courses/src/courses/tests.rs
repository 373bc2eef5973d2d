//! The catalogue and the outline.
use serde_json::Value;

use crate::harness::{COURSE, School};

#[tokio::test]
async fn a_card_says_what_it_is_and_whether_it_may_be_opened() {
    let school = School::new().await;
    let (entitled, other) = (school.entitled(), school.kernel.tenant());
    let list: Value = school.learner(entitled, "ada").get("/v1/catalogue").await.expect(200).json();
    let card = &list["items"][0];
    assert_eq!(card["slug"], "small");
    assert_eq!((&card["lesson_count"], &card["minutes"]), (&3.into(), &6.into()));
    assert_eq!(card["access"], serde_json::json!({ "allowed": true, "code": "ok" }));
    assert_eq!(card["progress"]["status"], "not_started");
    assert!(card["cover"].as_str().unwrap().starts_with("/api/courses/media/small/cover.svg?exp="));
    let list: Value = school.learner(other, "bob").get("/v1/catalogue").await.json();
    assert_eq!(list["items"][0]["access"]["code"], "no_entitlement");
}

#[tokio::test]
async fn the_outline_is_visible_to_those_who_may_not_open_it() {
    let school = School::new().await;
    let tenant = school.kernel.tenant();
    let course: Value =
        school.learner(tenant, "bob").get("/v1/courses/small").await.expect(200).json();
    assert_eq!(course["access"]["allowed"], false);
    assert_eq!(course["lessons"].as_array().unwrap().len(), 3);
    assert_eq!(course["lessons"][2]["kind"], "quiz");
    assert_eq!(course["description_html"], "<p>What you <strong>learn</strong>.</p>\n");
}

#[tokio::test]
async fn a_grant_opens_a_course_in_the_list_at_once_and_a_revocation_closes_it_in_a_heartbeat() {
    let school = School::new().await;
    let tenant = school.kernel.tenant();
    let learner = school.learner(tenant, "ada");
    let code = || async {
        let list: Value = learner.get("/v1/catalogue").await.expect(200).json();
        list["items"][0]["access"]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code().await, "no_entitlement");
    school.kernel.grant(tenant, "course.access:small");
    assert_eq!(code().await, "ok");
    let view: Value = learner.get("/v1/courses/small").await.expect(200).json();
    assert_eq!(view["access"]["code"], "ok");
    school.kernel.revoke(tenant, "course.access:small");
    school.policy().await;
    assert_eq!(code().await, "no_entitlement");
}

#[tokio::test]
async fn the_catalogue_is_searched_and_paged() {
    let school = School::new().await;
    let lesson = "---\ntitle: A\nkind: text\nminutes: 1\n---\nx";
    for slug in ["b", "c", "d"] {
        let course = COURSE
            .replace("A small course", &format!("Course {slug}"))
            .replace("minutes: 6", "minutes: 1")
            .replace("cover: media/cover.svg\n", "");
        school.write(&[
            (&format!("{slug}/course.md"), &course),
            (&format!("{slug}/01-a.md"), lesson),
        ]);
    }
    school.import().await.unwrap();
    let learner = school.learner(school.entitled(), "ada");
    let mut titles = Vec::new();
    let mut path = "/v1/catalogue?limit=2".to_owned();
    loop {
        let page: Value = learner.get(&path).await.expect(200).json();
        titles.extend(page["items"].as_array().unwrap().iter().map(|c| c["title"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/catalogue?limit=2&cursor={next}");
    }
    assert_eq!(titles, ["\"A small course\"", "\"Course b\"", "\"Course c\"", "\"Course d\""]);
    let found: Value = learner.get("/v1/catalogue?q=SMALL%20co").await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let none: Value = learner.get("/v1/catalogue?q=%25").await.json();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    learner.get("/v1/catalogue?cursor=made-up").await.problem(422, "request.invalid");
}

#[tokio::test]
async fn a_course_nobody_wrote_is_not_found() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    learner.get("/v1/courses/none").await.problem(404, "not_found");
    learner.get("/v1/courses/small/lessons/none").await.problem(404, "not_found");
}

#[tokio::test]
async fn who_is_not_vouched_for_sees_nothing() {
    let school = School::new().await;
    let (tenant, other) = (school.entitled(), school.entitled());
    let token = school.kernel.person(tenant, "ada");
    let http = school.service.http();
    let path = "/v1/catalogue";
    http.get(path).await.problem(400, "tenant.required");
    http.clone().tenant(tenant).get(path).await.problem(401, "auth.required");
    http.clone().tenant(tenant).bearer("x").get(path).await.problem(401, "identity.token_invalid");
    http.tenant(other).bearer(&token).get(path).await.problem(403, "identity.unknown");
}
