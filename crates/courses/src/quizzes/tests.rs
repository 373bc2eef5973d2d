//! Attempts: graded here, counted, and never twice by accident.
use std::collections::BTreeMap;

use leme_courses::quizzes::model::{Choice, Question, check, grade};
use leme_sdk::fake::Grant;
use proptest::prelude::*;
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::harness::{ALL_COURSES, ATTEMPTS, School, right, wrong};

const QUIZ: &str = "/v1/courses/small/lessons/test";
const ATTEMPT: &str = "/v1/courses/small/lessons/test/attempts";

#[tokio::test]
async fn what_is_right_does_not_leave_before_an_attempt() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    let reply = learner.get(QUIZ).await.expect(200);
    for secret in ["correct", "explanation", "Because", "Two of them"] {
        assert!(!reply.text().contains(secret), "{secret}");
    }
    let quiz: Value = reply.json::<Value>()["quiz"].clone();
    assert_eq!(quiz["questions"][0]["options"][1], json!({"id": "b", "html": "Yes"}));
    assert_eq!(quiz["questions"][0]["stem_html"], "<p>Which <strong>one</strong>?</p>\n");
    assert_eq!(quiz["attempts"], json!({"used": 0}));
}

#[tokio::test]
async fn an_attempt_is_graded_explained_told_and_counted() {
    let school = School::new().await;
    let tenant = school.entitled();
    let learner = school.learner(tenant, "ada");
    let failed: Value = learner.post(ATTEMPT, wrong()).await.expect(201).json();
    assert_eq!((&failed["score"], &failed["passed"]), (&json!(0), &json!(false)));
    let passed: Value = learner.post(ATTEMPT, right()).await.expect(201).json();
    assert_eq!((&passed["score"], &passed["max_score"]), (&json!(3), &json!(3)));
    assert_eq!((&passed["percent"], &passed["passed"]), (&json!(100), &json!(true)));
    assert_eq!(passed["results"][1]["correct_options"], json!(["a", "c"]));
    assert_eq!(passed["results"][0]["explanation_html"], "<p>Because.</p>\n");
    assert_eq!(passed["progress"]["completed"], 1);
    school.settled().await;
    let told = school.told("assessment.completed", 2).await;
    assert_eq!((&told[1].payload["score"], told.len()), (&json!(3), 2));
    assert_eq!(school.kernel.used(tenant, ATTEMPTS), 2);
    let best: Value = learner.get(QUIZ).await.json::<Value>()["quiz"]["best"].clone();
    assert_eq!(best, json!({"score": 3, "max_score": 3, "passed": true}));
}

#[tokio::test]
async fn answers_to_questions_that_are_not_asked_are_refused_by_name() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    for (answers, pointer) in [
        (json!({"none": ["a"]}), "/answers/none"),
        (json!({"one": ["z"]}), "/answers/one/0"),
        (json!({"one": ["a", "b"]}), "/answers/one"),
        (json!({"many": ["a", "a"]}), "/answers/many"),
    ] {
        let reply = learner.post(ATTEMPT, json!({"answers": answers})).await;
        let problem = reply.problem(422, "request.invalid");
        assert_eq!(problem["violations"][0]["pointer"], pointer);
    }
    learner.post(ATTEMPT, json!({"answer": {}})).await.problem(400, "request.unknown_field");
    let words = "/v1/courses/small/lessons/words/attempts";
    learner.post(words, right()).await.problem(404, "not_found");
}

#[tokio::test]
async fn attempts_need_a_grant_and_end_with_its_quota() {
    let school = School::new().await;
    let tenant = school.kernel.tenant();
    school.kernel.grant(tenant, ALL_COURSES);
    let learner = school.learner(tenant, "ada");
    learner.post(ATTEMPT, wrong()).await.problem(402, "entitlement.no_entitlement");
    let attempts: Value = learner.get(QUIZ).await.json::<Value>()["quiz"]["attempts"].clone();
    assert_eq!(attempts, json!({"limit": 0, "used": 0}));
    school.kernel.grant_with(tenant, ATTEMPTS, Grant { quota: Some(1), ..Grant::default() });
    let first = learner.post(ATTEMPT, right()).key("once").await.expect(201);
    school.settled().await;
    learner.post(ATTEMPT, right()).await.problem(402, "entitlement.quota_exceeded");
    // The repeat of the last attempt allowed is answered, not refused.
    let again = learner.post(ATTEMPT, right()).key("once").await.expect(201);
    let (first, again): (Value, Value) = (first.json(), again.json());
    assert_eq!(first["attempt_id"], again["attempt_id"]);
}

#[tokio::test]
async fn the_same_attempt_sent_ten_times_at_once_is_one() {
    let school = School::new().await;
    let tenant = school.entitled();
    let learner = school.learner(tenant, "ada");
    let many = (0..10).map(|_| async { learner.post(ATTEMPT, right()).key("k").await });
    let replies = futures_util::future::join_all(many).await;
    let ids: std::collections::BTreeSet<String> = replies
        .into_iter()
        .map(|reply| reply.expect(201).json::<Value>()["attempt_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    school.settled().await;
    assert_eq!(school.kernel.used(tenant, ATTEMPTS), 1);
    learner.post(ATTEMPT, wrong()).key("k").await.problem(409, "idempotency.conflict");
}

#[tokio::test]
async fn the_last_lessons_done_at_the_same_moment_complete_the_course_once() {
    let school = School::new().await;
    let learner = school.learner(school.entitled(), "ada");
    let done = |lesson: &str| format!("/v1/courses/small/lessons/{lesson}/complete");
    let (words, film) = (done("words"), done("film"));
    let many = (0..4).map(|_| async {
        let film = async { learner.post(&film, json!({})).await.expect(200) };
        let words = async { learner.post(&words, json!({})).await.expect(200) };
        let quiz = async { learner.post(ATTEMPT, right()).await.expect(201) };
        futures_util::future::join3(film, words, quiz).await;
    });
    futures_util::future::join_all(many).await;
    school.settled().await;
    assert_eq!(school.told("course.completed", 1).await.len(), 1);
    assert_eq!(school.told("course.started", 1).await.len(), 1);
    assert_eq!(school.told("assessment.completed", 4).await.len(), 4);
    let course: Value = learner.get("/v1/courses/small").await.json();
    let whole = json!({"status": "completed", "completed": 3, "total": 3});
    assert_eq!(course["progress"], whole);
}

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let choices = prop::collection::vec(any::<bool>(), 2..6);
    let question = (choices, 1..5_i32).prop_map(|(mut correct, points)| {
        if !correct.contains(&true) {
            correct[0] = true;
        }
        (correct, points)
    });
    prop::collection::vec(question, 1..8).prop_map(|all| {
        let question = |(at, (correct, points)): (usize, (Vec<bool>, i32))| Question {
            question_id: format!("q{at}"),
            kind: "multiple".to_owned(),
            points,
            stem_html: String::new(),
            explanation_html: String::new(),
            options: Json(correct.into_iter().enumerate().map(choice).collect()),
        };
        all.into_iter().enumerate().map(question).collect()
    })
}

fn choice((at, correct): (usize, bool)) -> Choice {
    Choice { id: format!("o{at}"), html: String::new(), correct }
}

fn chosen(question: &Question, pick: impl Fn(&Choice) -> bool) -> (String, Vec<String>) {
    let ids = question.options.iter().filter(|c| pick(c)).map(|choice| choice.id.clone());
    (question.question_id.clone(), ids.collect())
}

proptest! {
    #[test]
    fn exactly_the_right_options_earn_every_point(questions in questions(), pass in 1..=100_i32) {
        let answers: BTreeMap<_, _> = questions.iter().map(|q| chosen(q, |c| c.correct)).collect();
        prop_assert!(check(&questions, &answers).is_empty());
        let grade = grade(&questions, pass, &answers);
        prop_assert!(grade.passed && grade.percent == 100 && grade.score == grade.max_score);
    }

    #[test]
    fn one_option_more_or_less_earns_nothing_for_its_question(
        questions in questions(), at: prop::sample::Index,
    ) {
        let flipped = at.get(&questions).question_id.clone();
        let answers: BTreeMap<_, _> = questions.iter().map(|q| {
            let flip = q.question_id == flipped;
            chosen(q, |c| c.correct != (flip && c.id == "o0"))
        }).collect();
        let lost = at.get(&questions).points;
        let grade = grade(&questions, 100, &answers);
        prop_assert_eq!(grade.score, grade.max_score - lost);
        prop_assert!(!grade.passed);
    }

    #[test]
    fn no_answer_is_a_wrong_answer_and_order_means_nothing(questions in questions()) {
        let none = grade(&questions, 1, &BTreeMap::new());
        prop_assert!(none.score == 0 && !none.passed && none.results.len() == questions.len());
        let mut answers: BTreeMap<_, _> =
            questions.iter().map(|q| chosen(q, |c| c.correct)).collect();
        let forwards = grade(&questions, 50, &answers);
        for ids in answers.values_mut() {
            ids.reverse();
        }
        prop_assert_eq!(forwards, grade(&questions, 50, &answers));
    }
}
