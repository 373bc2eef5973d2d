//! The ids of this product's nouns.
use leme_base::id::{Id, Kind};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $alias:ident, $name:literal;)*) => {$(
        $(#[$doc])*
        pub enum $kind {}
        impl Kind for $kind {
            const NAME: &'static str = $name;
        }
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    /// A course.
    Course, CourseId, "course";
    /// A lesson of a course.
    Lesson, LessonId, "lesson";
    /// One try at a quiz.
    Attempt, AttemptId, "attempt";
    /// One visit of a learner.
    Session, SessionId, "session";
}
