//! HTTP of the lessons.
use axum::http::StatusCode;
use leme_ground::db::TenantTx;
use leme_ground::error::{Error, Result};
use leme_ground::http::extract::{Json, Path};
use leme_ground::idempotency::{IdempotencyKey, once};

use super::model::{LessonView, Opened, Position};
use super::queries;
use crate::learner::Learner;
use crate::progress::model::{CourseProgress, progress};
use crate::{progress, quizzes};

/// Opens a lesson. The first one opened starts the course.
#[utoipa::path(get, path = "/v1/courses/{slug}/lessons/{lesson}", tag = "lessons",
    params(("slug" = String, Path, description = "The course."),
           ("lesson" = String, Path, description = "The lesson.")),
    responses((status = 200, description = "The lesson.", body = LessonView)))]
pub(super) async fn lesson_view(
    learner: Learner,
    Path((course, lesson)): Path<(String, String)>,
) -> Result<Json<LessonView>> {
    let opened = learner.open(&course, &lesson).await?;
    let quiz = quizzes::view(&learner, &opened.lesson).await?;
    let id = opened.lesson.lesson_id;
    let mut tx = learner.tx().await?;
    progress::begin(&mut tx, &learner.ctx, learner.identity, &opened.course).await?;
    let done = progress::view(&mut tx, learner.identity, &opened.course).await?;
    let position_s = queries::position(&mut tx, learner.identity, id).await?;
    tx.commit().await?;
    let view = show(&learner, &opened);
    Ok(Json(LessonView { completed: done.lessons.contains(&id), position_s, quiz, ..view }))
}

fn show(learner: &Learner, opened: &Opened) -> LessonView {
    let lesson = &opened.lesson;
    let (previous, next) = opened.neighbours();
    let html = Some(lesson.html.as_str()).filter(|html| !html.is_empty());
    LessonView {
        slug: lesson.slug.clone(),
        title: lesson.title.clone(),
        kind: lesson.kind.clone(),
        minutes: lesson.minutes,
        completed: false,
        position_s: None,
        html: html.map(|html| learner.signed(html)),
        video: lesson.video.as_ref().map(|video| learner.film(video)),
        quiz: None,
        previous,
        next,
    }
}

/// Says that a text or a video is done. A quiz is done by passing it.
#[utoipa::path(post, path = "/v1/courses/{slug}/lessons/{lesson}/complete", tag = "lessons",
    params(("slug" = String, Path, description = "The course."),
           ("lesson" = String, Path, description = "The lesson.")),
    responses((status = 200, description = "How far the learner is.", body = CourseProgress)))]
pub(super) async fn lesson_complete(
    learner: Learner,
    Path((course, lesson)): Path<(String, String)>,
    key: IdempotencyKey,
) -> Result<Json<CourseProgress>> {
    let opened = learner.open(&course, &lesson).await?;
    let mut tx = learner.tx().await?;
    let work =
        async |tx: &mut TenantTx| Ok((StatusCode::OK, complete(tx, &learner, &opened).await?));
    let (_, answer) = once(&mut tx, &learner.ctx, &key, work).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn complete(tx: &mut TenantTx, learner: &Learner, opened: &Opened) -> Result<CourseProgress> {
    let (who, course) = (learner.identity, &opened.course);
    progress::begin(tx, &learner.ctx, who, course).await?;
    if opened.is_done_by_saying_so() {
        let what = (course, opened.lesson.lesson_id);
        return progress::complete(tx, &learner.ctx, who, what).await;
    }
    let done = progress::view(tx, who, course).await?;
    if done.lessons.contains(&opened.lesson.lesson_id) {
        return Ok(progress(&course.lesson_ids, Some(&done)));
    }
    Err(Error::conflict("conflict.quiz_not_passed", "A quiz is done by passing it."))
}

/// Remembers where the learner stopped watching.
#[utoipa::path(put, path = "/v1/courses/{slug}/lessons/{lesson}/position", tag = "lessons",
    params(("slug" = String, Path, description = "The course."),
           ("lesson" = String, Path, description = "The lesson.")),
    request_body = Position, responses((status = 204, description = "Remembered.")))]
pub(super) async fn lesson_position(
    learner: Learner,
    Path((course, lesson)): Path<(String, String)>,
    Json(position): Json<Position>,
) -> Result<StatusCode> {
    let position_s = position.check()?;
    let opened = learner.open(&course, &lesson).await?;
    let id = opened.lesson.lesson_id;
    let mut tx = learner.tx().await?;
    queries::move_to(&mut tx, learner.identity, id, position_s, learner.ctx.now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
