//! Lessons in SQL: content in the publisher's tenant, positions in the learner's.
use leme_base::ids::IdentityId;
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

use super::model::LessonRow;
use crate::ids::{CourseId, LessonId};

/// A lesson by its slug. Index: `lessons_slug_key`.
pub(super) async fn find(
    tx: &mut TenantTx,
    course: CourseId,
    slug: &str,
) -> Result<Option<LessonRow>> {
    sqlx::query_as(
        "select lesson_id, slug, title, kind, minutes, html, video, pass_percent
         from courses.lessons
         where tenant_id = (select leme.current_tenant()) and course_id = $1 and slug = $2",
    )
    .bind(course)
    .bind(slug)
    .fetch_optional(tx.conn())
    .await
    .during("reading a lesson")
}

/// Where a learner stopped. Index: `positions_pkey`.
pub(super) async fn position(
    tx: &mut TenantTx,
    learner: IdentityId,
    lesson: LessonId,
) -> Result<Option<i32>> {
    sqlx::query_scalar(
        "select position_s from courses.positions
         where tenant_id = (select leme.current_tenant())
           and identity_id = $1 and lesson_id = $2",
    )
    .bind(learner)
    .bind(lesson)
    .fetch_optional(tx.conn())
    .await
    .during("reading a position")
}

/// Writes down where a learner stopped.
pub(super) async fn move_to(
    tx: &mut TenantTx,
    learner: IdentityId,
    lesson: LessonId,
    position_s: i32,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into courses.positions (identity_id, lesson_id, position_s, moved_at)
         values ($1, $2, $3, $4)
         on conflict (tenant_id, identity_id, lesson_id) do update
             set position_s = excluded.position_s, moved_at = excluded.moved_at",
    )
    .bind(learner)
    .bind(lesson)
    .bind(position_s)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("keeping a position")?;
    Ok(())
}
