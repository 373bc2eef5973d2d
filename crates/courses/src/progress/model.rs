//! How far somebody is, counted over the lessons that a course has now.
use std::collections::HashSet;

use leme_base::time::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CourseId, LessonId};

/// Where a learner stands in a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Never opened a lesson.
    NotStarted,
    /// Has opened one.
    InProgress,
    /// Has done every lesson there was. Lessons added later do not take it back.
    Completed,
}

/// How far a learner is in a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CourseProgress {
    /// Where the learner stands.
    pub status: Status,
    /// Lessons done, of those there are.
    pub completed: usize,
    /// Lessons there are.
    pub total: usize,
}

/// What a learner has done in a course.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The course; absent when it was never opened.
    pub course_id: Option<CourseId>,
    /// Lessons done, also ones the course no longer has.
    pub lessons: HashSet<LessonId>,
    /// The last thing done.
    pub last_activity_at: Option<DateTime>,
    /// When every lesson was done.
    pub completed_at: Option<DateTime>,
}

/// One line of the learner's own list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProgressRow {
    /// The course.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// How far.
    #[serde(flatten)]
    pub progress: CourseProgress,
    /// The last thing done.
    pub last_activity_at: Option<DateTime>,
}

/// Counts. `None` is somebody who never opened the course.
pub fn progress(lessons: &[LessonId], done: Option<&Done>) -> CourseProgress {
    let total = lessons.len();
    let Some(done) = done else {
        return CourseProgress { status: Status::NotStarted, completed: 0, total };
    };
    let completed = lessons.iter().filter(|lesson| done.lessons.contains(lesson)).count();
    let over = done.completed_at.is_some();
    let status = if over { Status::Completed } else { Status::InProgress };
    CourseProgress { status, completed, total }
}
