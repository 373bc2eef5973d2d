//! Brings courses in from folders of Markdown: all of them checked first, each one transaction.
//!
//! The format is described in `content/courses/README.md`. An import that is refused leaves
//! nothing behind; one that is repeated changes nothing; one of changed files changes in place, so
//! that progress stays.
mod front;
mod markdown;
mod queries;
mod read;
mod store;

use std::fmt;
use std::path::Path;

use leme_base::ids::TenantId;
use leme_base::time::Clock;
use leme_ground::db::Db;
use leme_ground::error::{Chain, Error};

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, relative to the imported folder.
    pub file: String,
    /// The key of its front matter, or `body`.
    pub field: String,
    /// What is wrong.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.field, self.detail)
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<Fault>),
    /// The files cannot be read.
    #[error("reading {path}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database refuses.
    #[error("writing the courses: {}", Chain(.0))]
    Database(Error),
}

impl From<Error> for ImportError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Slugs of new and changed courses.
    pub written: Vec<String>,
    /// Slugs of courses that were there already.
    pub unchanged: Vec<String>,
}

/// Imports every course of a folder for a publisher: the tenant that owns the runtime.
pub async fn import(db: &Db, publisher: TenantId, dir: &Path) -> Result<Imported, ImportError> {
    let folder = dir.to_owned();
    let read = tokio::task::spawn_blocking(move || read::folder(&folder)).await;
    let courses = read.map_err(|error| Error::internal("reading the courses", error))??;
    let now = Clock::System.now();
    let mut imported = Imported::default();
    for course in courses {
        let mut tx = db.tenant(publisher).await?;
        let list = if store::course(&mut tx, &course, now).await? {
            &mut imported.written
        } else {
            &mut imported.unchanged
        };
        list.push(course.slug.clone());
        tx.commit().await?;
    }
    Ok(imported)
}
