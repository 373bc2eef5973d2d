//! Writes one course, in place: what kept its slug keeps its id, and with it everybody's progress.
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::Result;

use super::queries;
use super::read::Course;
use crate::ids::{CourseId, LessonId};

/// Raised when the way content is rendered changes, so that the next import writes it anew.
const RENDERING: u8 = 1;

/// Writes a course unless it is there already just so. Whether it wrote.
pub(super) async fn course(tx: &mut TenantTx, course: &Course, now: DateTime) -> Result<bool> {
    let mut digest = course.digest;
    if let Some(last) = digest.last_mut() {
        *last = last.wrapping_add(RENDERING);
    }
    let held = queries::digest(tx, &course.slug).await?;
    if held.as_deref() == Some(digest.as_slice()) {
        return Ok(false);
    }
    let id = queries::put_course(tx, (CourseId::at(now), course), &digest, now).await?;
    queries::put_media(tx, id, &course.media).await?;
    let slugs: Vec<&str> = course.lessons.iter().map(|lesson| lesson.slug.as_str()).collect();
    queries::drop_lessons(tx, id, &slugs).await?;
    for (position, lesson) in course.lessons.iter().enumerate() {
        let new = LessonId::at(now);
        let lesson_id = queries::put_lesson(tx, id, (new, position, lesson)).await?;
        queries::put_questions(tx, lesson_id, &lesson.questions).await?;
    }
    Ok(true)
}
