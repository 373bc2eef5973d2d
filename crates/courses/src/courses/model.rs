//! What people see of a course before they open a lesson.
use leme_base::page::PageQuery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Access;
use crate::ids::{CourseId, LessonId};
use crate::progress::model::CourseProgress;

/// A course as a card of the catalogue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CourseCard {
    /// Names it in addresses and in the feature that opens it.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// `beginner`, `intermediate` or `advanced`.
    pub level: String,
    /// How long it takes.
    pub minutes: i32,
    /// How many lessons it has.
    pub lesson_count: usize,
    /// Address of its picture, good for about an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<String>,
    /// What it is about.
    pub tags: Vec<String>,
    /// Whether the learner's organisation may open it.
    pub access: Access,
    /// How far the learner is.
    pub progress: CourseProgress,
}

/// A course with its outline. The outline is visible even to those who may not open it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CourseView {
    /// What the card says.
    #[serde(flatten)]
    pub card: CourseCard,
    /// The description, as safe HTML.
    pub description_html: String,
    /// The lessons in order.
    pub lessons: Vec<OutlineLine>,
}

/// A lesson in the outline.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OutlineLine {
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
}

/// `?q=&cursor=&limit=`.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CourseQuery {
    /// Words of the title, the summary or the tags.
    pub q: Option<String>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl CourseQuery {
    pub(super) fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// A course as its publisher holds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Course {
    /// Its id.
    pub course_id: CourseId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// How hard it is.
    pub level: String,
    /// How long it takes.
    pub minutes: i32,
    /// What it is about.
    pub tags: Vec<String>,
    /// Raised when learners should notice a change.
    pub version: i32,
    /// Its picture among the media.
    pub cover: Option<String>,
    /// The description, as safe HTML with unsigned media.
    pub description_html: String,
    /// Its lessons in order.
    pub lesson_ids: Vec<LessonId>,
}

/// A lesson as the outline needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lesson {
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
}
