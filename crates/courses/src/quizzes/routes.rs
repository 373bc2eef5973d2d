//! HTTP of the quizzes.
use axum::http::StatusCode;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, OrNotFound, Result};
use leme_ground::http::extract::{Json, Path};
use leme_ground::idempotency::{Idempotent, once};
use serde_json::json;

use super::model::{self, Answers, AttemptResult, Grade, NewAttempt, Question, QuestionResult};
use super::queries::{self, Attempt};
use crate::ids::AttemptId;
use crate::learner::Learner;
use crate::lessons::model::Opened;
use crate::manifest::ATTEMPTS;
use crate::progress;
use crate::progress::model::{CourseProgress, progress};
use crate::telling::{count, tell};

/// Makes an attempt. With an `Idempotency-Key` a repeat gets the first answer and counts once.
#[utoipa::path(post, path = "/v1/courses/{slug}/lessons/{lesson}/attempts", tag = "quizzes",
    params(("slug" = String, Path, description = "The course."),
           ("lesson" = String, Path, description = "The quiz.")),
    request_body = NewAttempt,
    responses((status = 201, description = "Graded.", body = AttemptResult)))]
pub(super) async fn attempt_create(
    learner: Learner,
    Path((course, lesson)): Path<(String, String)>,
    Idempotent { key, body: NewAttempt { answers } }: Idempotent<NewAttempt>,
) -> Result<(StatusCode, Json<AttemptResult>)> {
    let opened = learner.open(&course, &lesson).await?;
    let (questions, grade) = graded(&learner, &opened, &answers).await?;
    let mut tx = learner.tx().await?;
    let work = async |tx: &mut TenantTx| {
        // Asked inside, so that the repeat of the last attempt allowed is answered, not refused.
        learner.require(ATTEMPTS).await?;
        let attempt = execute(tx, &learner, &opened, &answers, &grade).await?;
        Ok((StatusCode::CREATED, attempt))
    };
    let (status, mut answer) = once(&mut tx, &learner.ctx, &key, work).await?;
    tx.commit().await?;
    answer.results = explained(&learner, &questions, answer.results);
    Ok((status, Json(answer)))
}

async fn graded(
    learner: &Learner,
    opened: &Opened,
    answers: &Answers,
) -> Result<(Vec<Question>, Grade)> {
    let pass_percent = opened.lesson.pass_percent.or_not_found("quiz")?;
    let mut tx = learner.app.db.tenant(learner.app.publisher()).await?;
    let questions = queries::questions(&mut tx, opened.lesson.lesson_id).await?;
    let violations = model::check(&questions, answers);
    if !violations.is_empty() {
        return Err(Error::Invalid { violations });
    }
    let grade = model::grade(&questions, pass_percent, answers);
    Ok((questions, grade))
}

async fn execute(
    tx: &mut TenantTx,
    learner: &Learner,
    opened: &Opened,
    answers: &Answers,
    grade: &Grade,
) -> Result<AttemptResult> {
    let (ctx, who, course) = (&learner.ctx, learner.identity, &opened.course);
    let attempt_id = AttemptId::at(ctx.now);
    progress::begin(tx, ctx, who, course).await?;
    let attempt = Attempt {
        id: attempt_id,
        learner: who,
        course_id: course.course_id,
        lesson_id: opened.lesson.lesson_id,
        version: course.version,
        answers,
        grade,
    };
    queries::keep(tx, &attempt, ctx.now).await?;
    count(tx, ctx, who, ATTEMPTS).await?;
    let facts = json!({
        "course": course.slug, "lesson": opened.lesson.slug, "attempt_id": attempt_id,
        "score": grade.score, "max_score": grade.max_score, "passed": grade.passed,
    });
    tell(tx, ctx, who, "assessment.completed", facts).await?;
    let progress = progressed(tx, learner, opened, grade.passed).await?;
    Ok(AttemptResult {
        attempt_id,
        score: grade.score,
        max_score: grade.max_score,
        percent: grade.percent,
        passed: grade.passed,
        results: grade.results.clone(),
        progress,
    })
}

async fn progressed(
    tx: &mut TenantTx,
    learner: &Learner,
    opened: &Opened,
    passed: bool,
) -> Result<CourseProgress> {
    let (who, course) = (learner.identity, &opened.course);
    if passed {
        let what = (course, opened.lesson.lesson_id);
        return progress::complete(tx, &learner.ctx, who, what).await;
    }
    let done = progress::view(tx, who, course).await?;
    Ok(progress(&course.lesson_ids, Some(&done)))
}

/// Explanations hold media, whose addresses are signed anew for each answer.
fn explained(
    learner: &Learner,
    questions: &[Question],
    results: Vec<QuestionResult>,
) -> Vec<QuestionResult> {
    let explain = |mut result: QuestionResult| {
        let asked = questions.iter().find(|question| question.question_id == result.question_id);
        let html = asked.map_or("", |question| question.explanation_html.as_str());
        result.explanation_html = learner.signed(html);
        result
    };
    results.into_iter().map(explain).collect()
}
