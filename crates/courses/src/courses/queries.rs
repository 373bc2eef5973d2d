//! Courses in SQL, in the publisher's tenant.
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

use super::model::{Course, Lesson};
use crate::ids::CourseId;

/// One page of the catalogue, by title. Index: `courses_title`; `lessons_position_key` for the ids.
pub(crate) async fn list(
    tx: &mut TenantTx,
    q: Option<&str>,
    after: Option<(String, CourseId)>,
    limit: u32,
) -> Result<Vec<Course>> {
    let (title, id) = after.unzip();
    sqlx::query_as(
        "select course_id, slug, title, summary, level, minutes, tags, version, cover,
                description_html,
                array(select lesson_id from courses.lessons as l
                      where l.tenant_id = c.tenant_id and l.course_id = c.course_id
                      order by l.position) as lesson_ids
         from courses.courses as c
         where c.tenant_id = (select leme.current_tenant())
           and ($1::text is null
                or position(lower($1) in lower(title || ' ' || summary || ' '
                                               || array_to_string(tags, ' '))) > 0)
           and ($2::text is null or (title, course_id) > ($2, $3::uuid))
         order by title, course_id
         limit $4",
    )
    .bind(q)
    .bind(title)
    .bind(id)
    .bind(i64::from(limit) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing courses")
}

/// Courses by their ids, in no order. Index: `courses_pkey`.
pub(crate) async fn by_ids(tx: &mut TenantTx, ids: &[CourseId]) -> Result<Vec<Course>> {
    sqlx::query_as(
        "select course_id, slug, title, summary, level, minutes, tags, version, cover,
                description_html,
                array(select lesson_id from courses.lessons as l
                      where l.tenant_id = c.tenant_id and l.course_id = c.course_id
                      order by l.position) as lesson_ids
         from courses.courses as c
         where c.tenant_id = (select leme.current_tenant()) and course_id = any($1)",
    )
    .bind(ids)
    .fetch_all(tx.conn())
    .await
    .during("reading courses")
}

/// A course by its slug. Index: `courses_slug_key`.
pub(crate) async fn find(tx: &mut TenantTx, slug: &str) -> Result<Option<Course>> {
    sqlx::query_as(
        "select course_id, slug, title, summary, level, minutes, tags, version, cover,
                description_html,
                array(select lesson_id from courses.lessons as l
                      where l.tenant_id = c.tenant_id and l.course_id = c.course_id
                      order by l.position) as lesson_ids
         from courses.courses as c
         where c.tenant_id = (select leme.current_tenant()) and slug = $1",
    )
    .bind(slug)
    .fetch_optional(tx.conn())
    .await
    .during("reading a course")
}

/// The lessons of a course in order. Index: `lessons_position_key`.
pub(crate) async fn outline(tx: &mut TenantTx, course: CourseId) -> Result<Vec<Lesson>> {
    sqlx::query_as(
        "select lesson_id, slug, title, kind, minutes from courses.lessons
         where tenant_id = (select leme.current_tenant()) and course_id = $1
         order by position",
    )
    .bind(course)
    .fetch_all(tx.conn())
    .await
    .during("reading an outline")
}
