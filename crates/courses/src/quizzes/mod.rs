//! Quizzes: questions without their answers, attempts graded here.
//!
//! Invariants: which options are right leaves only in the answer to an attempt; the attempt, its
//! grade, the progress and what is told of it are one transaction; every attempt is asked of the
//! Kernel and counted. Events: `assessment.completed`, a use of `assessment.attempts`.
pub mod model;
pub(crate) mod queries;
mod routes;

use leme_ground::error::Result;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::model::{Attempts, QuizView};
use crate::app::App;
use crate::learner::Learner;
use crate::lessons::model::LessonRow;
use crate::manifest::ATTEMPTS;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::attempt_create))
}

/// The quiz of a lesson as a learner may see it; `None` when the lesson is no quiz.
pub(crate) async fn view(learner: &Learner, lesson: &LessonRow) -> Result<Option<QuizView>> {
    let Some(pass_percent) = lesson.pass_percent else { return Ok(None) };
    let mut tx = learner.app.db.tenant(learner.app.publisher()).await?;
    let questions = queries::questions(&mut tx, lesson.lesson_id).await?;
    drop(tx);
    let attempts = Attempts::of(&learner.check(ATTEMPTS).await?);
    let mut tx = learner.tx().await?;
    let best = queries::best(&mut tx, learner.identity, lesson.lesson_id).await?;
    let questions = questions.iter().map(|question| question.shown(|html| learner.signed(html)));
    Ok(Some(QuizView { pass_percent, attempts, questions: questions.collect(), best }))
}
