//! Lessons: what is inside, where a learner stopped, and that it was done.
//!
//! Invariants: the course's entitlement is checked before anything of a lesson leaves; there is
//! no order to keep; a quiz is done by passing it and in no other way. Events: those of progress.
pub mod model;
pub(crate) mod queries;
mod routes;

use leme_ground::error::{OrNotFound, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::Opened;
use crate::access::feature;
use crate::app::App;
use crate::courses;
use crate::learner::Learner;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::lesson_view))
        .routes(routes!(routes::lesson_complete))
        .routes(routes!(routes::lesson_position))
}

impl Learner {
    /// Finds a lesson and asks whether the learner's organisation may open it.
    pub(crate) async fn open(&self, course: &str, lesson: &str) -> Result<Opened> {
        let mut tx = self.app.db.tenant(self.app.publisher()).await?;
        let course = courses::queries::find(&mut tx, course).await?.or_not_found("course")?;
        let outline = courses::queries::outline(&mut tx, course.course_id).await?;
        let found = queries::find(&mut tx, course.course_id, lesson).await?;
        let lesson = found.or_not_found("lesson")?;
        drop(tx);
        self.require(&feature(&course.slug)).await?;
        Ok(Opened { course, outline, lesson })
    }
}
