//! What a learner sees of a lesson.
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;

use crate::courses::model::{Course, Lesson};
use crate::ids::LessonId;
use crate::quizzes::model::QuizView;

/// Seconds a position may have: a day.
const POSITION_S_MAX: i32 = 86_400;

/// A lesson, opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LessonView {
    /// Names it in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// `text`, `video` or `quiz`.
    pub kind: String,
    /// How long it takes.
    pub minutes: i32,
    /// Whether the learner has done it.
    pub completed: bool,
    /// Where the learner stopped watching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_s: Option<i32>,
    /// Its text as safe HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Its video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Video>,
    /// Its questions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<QuizView>,
    /// The lesson before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Neighbour>,
    /// The lesson after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Neighbour>,
}

/// A video and what belongs to it. In the database paths, on the wire signed addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LessonVideo)]
pub struct Video {
    /// The film.
    pub src: String,
    /// A still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// WebVTT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captions: Option<String>,
    /// How long it is.
    pub duration_s: i32,
}

/// A lesson beside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LessonNeighbour)]
pub struct Neighbour {
    /// Names it in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
}

/// Where a learner stopped watching.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LessonPosition)]
pub struct Position {
    /// Seconds from the beginning.
    #[schema(minimum = 0, maximum = 86_400)]
    pub position_s: i32,
}

impl Position {
    pub(super) fn check(self) -> Result<i32> {
        if (0..=POSITION_S_MAX).contains(&self.position_s) {
            return Ok(self.position_s);
        }
        Err(Error::invalid("/position_s", "range", "must be from 0 to 86400"))
    }
}

/// A lesson as its publisher holds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LessonRow {
    /// Its id.
    pub lesson_id: LessonId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// `text`, `video` or `quiz`.
    pub kind: String,
    /// How long it takes.
    pub minutes: i32,
    /// Its text, with unsigned media.
    pub html: String,
    /// Its video, with unsigned media.
    pub video: Option<Json<Video>>,
    /// The share of the points that passes.
    pub pass_percent: Option<i32>,
}

/// A lesson that the learner's organisation may open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its course.
    pub course: Course,
    /// The lessons of the course.
    pub outline: Vec<Lesson>,
    /// The lesson.
    pub lesson: LessonRow,
}

impl Opened {
    pub(super) fn neighbours(&self) -> (Option<Neighbour>, Option<Neighbour>) {
        let at = self.outline.iter().position(|l| l.lesson_id == self.lesson.lesson_id);
        let beside = |at: Option<usize>| {
            let lesson = self.outline.get(at?)?;
            Some(Neighbour { slug: lesson.slug.clone(), title: lesson.title.clone() })
        };
        (beside(at.and_then(|at| at.checked_sub(1))), beside(at.map(|at| at + 1)))
    }

    /// Whether saying "done" does it.
    pub(super) fn is_done_by_saying_so(&self) -> bool {
        self.lesson.pass_percent.is_none()
    }
}
