//! All tests of the crate that go through HTTP and a real database.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

mod catalogue_tests;
mod content_tests;
mod harness;
mod run_tests;

#[path = "courses/tests.rs"]
mod courses;
#[path = "lessons/tests.rs"]
mod lessons;
#[path = "media/tests.rs"]
mod media;
#[path = "progress/tests.rs"]
mod progress;
#[path = "quizzes/tests.rs"]
mod quizzes;
#[path = "sessions/tests.rs"]
mod sessions;
