//! HTTP of the progress.
use std::collections::HashMap;

use leme_base::page::{Page, PageQuery};
use leme_ground::error::Result;
use leme_ground::http::extract::{Json, Query};

use super::model::{Done, ProgressRow, progress};
use super::queries;
use crate::courses;
use crate::courses::model::Course;
use crate::ids::CourseId;
use crate::learner::Learner;

/// Lists the courses that the learner has opened, the latest first.
#[utoipa::path(get, path = "/v1/progress", tag = "progress", params(PageQuery),
    responses((status = 200, description = "A page.", body = Page<ProgressRow>)))]
pub(super) async fn progress_list(
    learner: Learner,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ProgressRow>>> {
    let mut tx = learner.tx().await?;
    let rows = queries::list(&mut tx, learner.identity, page.after()?, page.rows()).await?;
    drop(tx);
    let rows = Page::cut(rows, page.rows(), |done| (done.last_activity_at, done.course_id));
    let ids: Vec<CourseId> = rows.items.iter().filter_map(|done| done.course_id).collect();
    let mut tx = learner.app.db.tenant(learner.app.publisher()).await?;
    let courses = courses::queries::by_ids(&mut tx, &ids).await?;
    let courses: HashMap<CourseId, Course> =
        courses.into_iter().map(|course| (course.course_id, course)).collect();
    let row_of = |done: &Done| Some(row(courses.get(&done.course_id?)?, done));
    let items = rows.items.iter().filter_map(row_of);
    Ok(Json(Page { items: items.collect(), next: rows.next.clone() }))
}

/// A course that is no longer published is not shown; what was done in it stays.
fn row(course: &Course, done: &Done) -> ProgressRow {
    ProgressRow {
        slug: course.slug.clone(),
        title: course.title.clone(),
        progress: progress(&course.lesson_ids, Some(done)),
        last_activity_at: done.last_activity_at,
    }
}
