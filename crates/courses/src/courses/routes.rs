//! HTTP of the courses.
use futures_util::future::try_join_all;
use leme_base::page::Page;
use leme_ground::error::{OrNotFound, Result};
use leme_ground::http::extract::{Json, Path, Query};

use super::model::{Course, CourseCard, CourseQuery, CourseView, Lesson, OutlineLine};
use super::queries;
use crate::access::Access;
use crate::learner::Learner;
use crate::progress::{self, model::Done};

/// Questions to the Kernel at the same time for one list.
const CHECKS: usize = 8;

/// Lists the courses that are taught here, by title.
#[utoipa::path(get, path = "/v1/catalogue", tag = "courses", params(CourseQuery),
    responses((status = 200, description = "A page.", body = Page<CourseCard>)))]
pub(super) async fn course_list(
    learner: Learner,
    Query(query): Query<CourseQuery>,
) -> Result<Json<Page<CourseCard>>> {
    let page = query.page();
    let q = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let mut tx = learner.app.db.tenant(learner.app.publisher()).await?;
    let rows = queries::list(&mut tx, q, page.after()?, page.rows()).await?;
    drop(tx);
    let rows = Page::cut(rows, page.rows(), |course| (course.title.clone(), course.course_id));
    let done = progress::of(&learner, &rows.items).await?;
    let mut access = Vec::new();
    for some in rows.items.chunks(CHECKS) {
        let asked = some.iter().map(|course| learner.access_listed(&course.slug));
        access.extend(try_join_all(asked).await?);
    }
    let cards = rows.items.iter().zip(access);
    let cards =
        cards.map(|(course, access)| card(&learner, course, access, done.get(&course.course_id)));
    Ok(Json(Page { items: cards.collect(), next: rows.next.clone() }))
}

/// Shows one course with its outline.
#[utoipa::path(get, path = "/v1/courses/{slug}", tag = "courses",
    params(("slug" = String, Path, description = "The course.")),
    responses((status = 200, description = "The course.", body = CourseView)))]
pub(super) async fn course_view(
    learner: Learner,
    Path(slug): Path<String>,
) -> Result<Json<CourseView>> {
    let mut tx = learner.app.db.tenant(learner.app.publisher()).await?;
    let course = queries::find(&mut tx, &slug).await?.or_not_found("course")?;
    let outline = queries::outline(&mut tx, course.course_id).await?;
    drop(tx);
    let access = learner.access(&course.slug).await?;
    let done = progress::of(&learner, std::slice::from_ref(&course)).await?;
    let done = done.get(&course.course_id);
    let lessons = outline.into_iter().map(|lesson| line(lesson, done)).collect();
    let description_html = learner.signed(&course.description_html);
    let card = card(&learner, &course, access, done);
    Ok(Json(CourseView { card, description_html, lessons }))
}

fn line(lesson: Lesson, done: Option<&Done>) -> OutlineLine {
    let completed = done.is_some_and(|done| done.lessons.contains(&lesson.lesson_id));
    let Lesson { slug, title, kind, minutes, .. } = lesson;
    OutlineLine { slug, title, kind, minutes, completed }
}

fn card(learner: &Learner, course: &Course, access: Access, done: Option<&Done>) -> CourseCard {
    CourseCard {
        slug: course.slug.clone(),
        title: course.title.clone(),
        summary: course.summary.clone(),
        level: course.level.clone(),
        minutes: course.minutes,
        lesson_count: course.lesson_ids.len(),
        cover: course.cover.as_deref().map(|path| learner.media(path)),
        tags: course.tags.clone(),
        access,
        progress: progress::model::progress(&course.lesson_ids, done),
    }
}
