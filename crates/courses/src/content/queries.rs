//! Content in SQL, written in the publisher's tenant by an import.
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};
use sqlx::types::Json;

use super::read::{Course, Lesson, Medium, Question};
use crate::ids::{CourseId, LessonId};

/// The digest of a course as it was imported last.
pub(super) async fn digest(tx: &mut TenantTx, slug: &str) -> Result<Option<Vec<u8>>> {
    sqlx::query_scalar(
        "select digest from courses.courses
         where tenant_id = (select leme.current_tenant()) and slug = $1
         for update",
    )
    .bind(slug)
    .fetch_optional(tx.conn())
    .await
    .during("looking for a course")
}

/// Writes a course; one with its slug keeps its id.
pub(super) async fn put_course(
    tx: &mut TenantTx,
    (new, course): (CourseId, &Course),
    digest: &[u8; 32],
    now: DateTime,
) -> Result<CourseId> {
    sqlx::query_scalar(
        "insert into courses.courses
             (course_id, slug, title, summary, level, minutes, tags, version, cover,
              description_html, digest, imported_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (tenant_id, slug) do update
             set title = excluded.title, summary = excluded.summary, level = excluded.level,
                 minutes = excluded.minutes, tags = excluded.tags, version = excluded.version,
                 cover = excluded.cover, description_html = excluded.description_html,
                 digest = excluded.digest, imported_at = excluded.imported_at
         returning course_id",
    )
    .bind(new)
    .bind(&course.slug)
    .bind(course.front.title.trim())
    .bind(course.front.summary.trim())
    .bind(course.front.level.as_str())
    .bind(course.front.minutes)
    .bind(&course.front.tags)
    .bind(course.front.version)
    .bind(&course.cover)
    .bind(&course.description_html)
    .bind(digest.as_slice())
    .bind(now)
    .fetch_one(tx.conn())
    .await
    .during("writing a course")
}

/// Writes the list of files that may be served for a course, and nothing else.
pub(super) async fn put_media(tx: &mut TenantTx, course: CourseId, media: &[Medium]) -> Result<()> {
    sqlx::query(
        "delete from courses.media
         where tenant_id = (select leme.current_tenant()) and course_id = $1",
    )
    .bind(course)
    .execute(tx.conn())
    .await
    .during("forgetting files")?;
    for medium in media {
        sqlx::query(
            "insert into courses.media (path, course_id, content_type, size_bytes, digest)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(&medium.path)
        .bind(course)
        .bind(medium.content_type)
        .bind(medium.size_bytes)
        .bind(medium.digest.as_slice())
        .execute(tx.conn())
        .await
        .during("listing a file")?;
    }
    Ok(())
}

/// Removes the lessons that a course no longer has.
pub(super) async fn drop_lessons(tx: &mut TenantTx, course: CourseId, kept: &[&str]) -> Result<()> {
    sqlx::query(
        "delete from courses.lessons
         where tenant_id = (select leme.current_tenant())
           and course_id = $1 and not (slug = any($2))",
    )
    .bind(course)
    .bind(kept)
    .execute(tx.conn())
    .await
    .during("removing lessons")?;
    Ok(())
}

/// Writes a lesson; one with its slug keeps its id.
pub(super) async fn put_lesson(
    tx: &mut TenantTx,
    course: CourseId,
    (new, position, lesson): (LessonId, usize, &Lesson),
) -> Result<LessonId> {
    sqlx::query_scalar(
        "insert into courses.lessons
             (lesson_id, course_id, slug, position, title, kind, minutes, html, video,
              pass_percent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, course_id, slug) do update
             set position = excluded.position, title = excluded.title, kind = excluded.kind,
                 minutes = excluded.minutes, html = excluded.html, video = excluded.video,
                 pass_percent = excluded.pass_percent
         returning lesson_id",
    )
    .bind(new)
    .bind(course)
    .bind(&lesson.slug)
    .bind(i32::try_from(position).unwrap_or(i32::MAX))
    .bind(lesson.title.trim())
    .bind(lesson.kind.as_str())
    .bind(lesson.minutes)
    .bind(&lesson.html)
    .bind(lesson.video.as_ref().map(Json))
    .bind(lesson.pass_percent)
    .fetch_one(tx.conn())
    .await
    .during("writing a lesson")
}

/// Writes the questions of a quiz, and no others.
pub(super) async fn put_questions(
    tx: &mut TenantTx,
    lesson: LessonId,
    questions: &[Question],
) -> Result<()> {
    sqlx::query(
        "delete from courses.questions
         where tenant_id = (select leme.current_tenant()) and lesson_id = $1",
    )
    .bind(lesson)
    .execute(tx.conn())
    .await
    .during("removing questions")?;
    for (position, question) in questions.iter().enumerate() {
        sqlx::query(
            "insert into courses.questions
                 (lesson_id, question_id, position, kind, points, stem_html, explanation_html,
                  options)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(lesson)
        .bind(&question.id)
        .bind(i32::try_from(position).unwrap_or(i32::MAX))
        .bind(question.kind.as_str())
        .bind(question.points)
        .bind(&question.stem_html)
        .bind(&question.explanation_html)
        .bind(Json(&question.options))
        .execute(tx.conn())
        .await
        .during("writing a question")?;
    }
    Ok(())
}
