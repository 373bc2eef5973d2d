//! Quizzes in SQL: questions in the publisher's tenant, attempts in the learner's.
use leme_base::ids::IdentityId;
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};
use sqlx::types::Json;

use super::model::{Answers, Best, Grade, Question};
use crate::ids::{AttemptId, CourseId, LessonId};

/// The questions of a quiz in order, with their answers. Index: `questions_pkey`.
pub(super) async fn questions(tx: &mut TenantTx, lesson: LessonId) -> Result<Vec<Question>> {
    sqlx::query_as(
        "select question_id, kind, points, stem_html, explanation_html, options
         from courses.questions
         where tenant_id = (select leme.current_tenant()) and lesson_id = $1
         order by position",
    )
    .bind(lesson)
    .fetch_all(tx.conn())
    .await
    .during("reading questions")
}

/// A learner's best attempt at a quiz. Index: `attempts_of_learner`.
pub(super) async fn best(
    tx: &mut TenantTx,
    learner: IdentityId,
    lesson: LessonId,
) -> Result<Option<Best>> {
    sqlx::query_as(
        "select score, max_score, passed from courses.attempts
         where tenant_id = (select leme.current_tenant())
           and identity_id = $1 and lesson_id = $2
         order by passed desc, score desc
         limit 1",
    )
    .bind(learner)
    .bind(lesson)
    .fetch_optional(tx.conn())
    .await
    .during("reading attempts")
}

/// An attempt to be kept.
pub(super) struct Attempt<'a> {
    pub(super) id: AttemptId,
    pub(super) learner: IdentityId,
    pub(super) course_id: CourseId,
    pub(super) lesson_id: LessonId,
    pub(super) version: i32,
    pub(super) answers: &'a Answers,
    pub(super) grade: &'a Grade,
}

/// Keeps an attempt for good.
pub(super) async fn keep(tx: &mut TenantTx, attempt: &Attempt<'_>, now: DateTime) -> Result<()> {
    sqlx::query(
        "insert into courses.attempts
             (attempt_id, identity_id, course_id, lesson_id, version, answers, score, max_score,
              passed, attempted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(attempt.id)
    .bind(attempt.learner)
    .bind(attempt.course_id)
    .bind(attempt.lesson_id)
    .bind(attempt.version)
    .bind(Json(attempt.answers))
    .bind(attempt.grade.score)
    .bind(attempt.grade.max_score)
    .bind(attempt.grade.passed)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("keeping an attempt")?;
    Ok(())
}
