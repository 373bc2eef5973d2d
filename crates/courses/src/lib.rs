//! The courses runtime: it teaches, it asks the Kernel before it does, and tells it afterwards.
//!
//! Content belongs to the publisher, the tenant that owns this runtime. Progress belongs to the
//! learner's tenant. Nothing is shown or graded without an entitlement checked for that request.
pub mod access;
pub mod app;
pub mod content;
pub mod courses;
pub mod ids;
pub mod learner;
pub mod lessons;
mod manifest;
pub mod media;
pub mod progress;
pub mod quizzes;
pub mod router;
pub mod sessions;
mod telling;

use leme_ground::db::migrate::Schema;

/// The tables of courses.
pub const SCHEMA: Schema = Schema {
    name: "courses",
    migrations: &[
        ("0001_content", include_str!("../migrations/0001_content.sql")),
        ("0002_learning", include_str!("../migrations/0002_learning.sql")),
    ],
};

pub use app::{App, VARS, run};
pub use router::{openapi, router};
