//! Progress: which lessons a learner has done, and how far that is.
//!
//! Invariants: progress only grows; a course is completed once, in the transaction that completes
//! its last lesson. Events: `course.started`, `course.completed`.
pub mod model;
pub(crate) mod queries;
mod routes;

use std::collections::HashMap;

use leme_base::ids::IdentityId;
use leme_ground::ctx::Ctx;
use leme_ground::db::TenantTx;
use leme_ground::error::Result;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::{CourseProgress, Done};
use crate::app::App;
use crate::courses::model::Course;
use crate::ids::{CourseId, LessonId};
use crate::learner::Learner;
use crate::telling::tell;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::progress_list))
}

/// How far a learner is in some courses. A course never opened is not in it.
pub(crate) async fn of(learner: &Learner, courses: &[Course]) -> Result<HashMap<CourseId, Done>> {
    let ids: Vec<CourseId> = courses.iter().map(|course| course.course_id).collect();
    let mut tx = learner.tx().await?;
    let rows = queries::done(&mut tx, learner.identity, &ids).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.course_id?, row))).collect())
}

/// Notes that a learner works on a course; the first time starts it. Locks the learner's progress
/// in it, so that two requests which complete its last two lessons come one after the other.
pub(crate) async fn begin(
    tx: &mut TenantTx,
    ctx: &Ctx,
    learner: IdentityId,
    course: &Course,
) -> Result<()> {
    if queries::begin(tx, learner, course.course_id, ctx.now).await? {
        let facts = json!({ "course": course.slug, "version": course.version });
        tell(tx, ctx, learner, "course.started", facts).await?;
    }
    Ok(())
}

/// Completes a lesson, and with the last one the course. Call [`begin`] first.
pub(crate) async fn complete(
    tx: &mut TenantTx,
    ctx: &Ctx,
    learner: IdentityId,
    (course, lesson): (&Course, LessonId),
) -> Result<CourseProgress> {
    queries::complete_lesson(tx, learner, (course.course_id, lesson), ctx.now).await?;
    let mut done = view(tx, learner, course).await?;
    let all = course.lesson_ids.iter().all(|lesson| done.lessons.contains(lesson));
    if all && done.completed_at.is_none() {
        queries::complete_course(tx, learner, course.course_id, ctx.now).await?;
        let facts = json!({ "course": course.slug, "version": course.version });
        tell(tx, ctx, learner, "course.completed", facts).await?;
        done.completed_at = Some(ctx.now);
    }
    Ok(model::progress(&course.lesson_ids, Some(&done)))
}

/// How far a learner is in one course, in a transaction of the learner's tenant.
pub(crate) async fn view(tx: &mut TenantTx, learner: IdentityId, course: &Course) -> Result<Done> {
    let rows = queries::done(tx, learner, &[course.course_id]).await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}
