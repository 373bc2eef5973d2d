//! Progress in SQL, in the learner's tenant.
use leme_base::ids::IdentityId;
use leme_base::time::DateTime;
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

use super::model::Done;
use crate::ids::{CourseId, LessonId};

#[derive(sqlx::FromRow)]
struct Row {
    course_id: CourseId,
    last_activity_at: DateTime,
    completed_at: Option<DateTime>,
    lessons: Vec<LessonId>,
}

impl From<Row> for Done {
    fn from(row: Row) -> Self {
        Self {
            course_id: Some(row.course_id),
            lessons: row.lessons.into_iter().collect(),
            last_activity_at: Some(row.last_activity_at),
            completed_at: row.completed_at,
        }
    }
}

/// What a learner has done in some courses. Indexes: `progress_pkey`, `completions_pkey`.
pub(super) async fn done(
    tx: &mut TenantTx,
    learner: IdentityId,
    courses: &[CourseId],
) -> Result<Vec<Done>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select course_id, last_activity_at, completed_at,
                array(select lesson_id from courses.completions as c
                      where c.tenant_id = p.tenant_id and c.identity_id = p.identity_id
                        and c.course_id = p.course_id) as lessons
         from courses.progress as p
         where p.tenant_id = (select leme.current_tenant())
           and identity_id = $1 and course_id = any($2)",
    )
    .bind(learner)
    .bind(courses)
    .fetch_all(tx.conn())
    .await
    .during("reading progress")?;
    Ok(rows.into_iter().map(Done::from).collect())
}

/// The courses that a learner has opened, the latest first. Index: `progress_activity`.
pub(super) async fn list(
    tx: &mut TenantTx,
    learner: IdentityId,
    after: Option<(DateTime, CourseId)>,
    limit: u32,
) -> Result<Vec<Done>> {
    let (at, id) = after.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "select course_id, last_activity_at, completed_at,
                array(select lesson_id from courses.completions as c
                      where c.tenant_id = p.tenant_id and c.identity_id = p.identity_id
                        and c.course_id = p.course_id) as lessons
         from courses.progress as p
         where p.tenant_id = (select leme.current_tenant()) and identity_id = $1
           and ($2::timestamptz is null
                or last_activity_at < $2
                or (last_activity_at = $2 and course_id > $3::uuid))
         order by last_activity_at desc, course_id
         limit $4",
    )
    .bind(learner)
    .bind(at)
    .bind(id)
    .bind(i64::from(limit) + 1)
    .fetch_all(tx.conn())
    .await
    .during("listing progress")?;
    Ok(rows.into_iter().map(Done::from).collect())
}

/// Writes the activity down and locks the row. Whether it was the first.
pub(super) async fn begin(
    tx: &mut TenantTx,
    learner: IdentityId,
    course: CourseId,
    now: DateTime,
) -> Result<bool> {
    sqlx::query_scalar(
        "insert into courses.progress as held
             (identity_id, course_id, started_at, last_activity_at)
         values ($1, $2, $3, $3)
         on conflict (tenant_id, identity_id, course_id) do update
             set last_activity_at = greatest(held.last_activity_at, excluded.last_activity_at)
         returning xmax = 0",
    )
    .bind(learner)
    .bind(course)
    .bind(now)
    .fetch_one(tx.conn())
    .await
    .during("starting a course")
}

/// Adds a lesson to those done; adding it again changes nothing.
pub(super) async fn complete_lesson(
    tx: &mut TenantTx,
    learner: IdentityId,
    (course, lesson): (CourseId, LessonId),
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into courses.completions (identity_id, course_id, lesson_id, completed_at)
         values ($1, $2, $3, $4)
         on conflict (tenant_id, identity_id, course_id, lesson_id) do nothing",
    )
    .bind(learner)
    .bind(course)
    .bind(lesson)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("completing a lesson")?;
    Ok(())
}

/// Completes a course, once.
pub(super) async fn complete_course(
    tx: &mut TenantTx,
    learner: IdentityId,
    course: CourseId,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "update courses.progress set completed_at = $3
         where tenant_id = (select leme.current_tenant())
           and identity_id = $1 and course_id = $2 and completed_at is null",
    )
    .bind(learner)
    .bind(course)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("completing a course")?;
    Ok(())
}
