//! What the tests share: a Kernel in memory, a database, the runtime, courses, and learners.
use std::path::Path;
use std::time::Duration;

use leme_base::ids::TenantId;
use leme_base::time::{Clock, TestClock};
use leme_contract::audit::AuditEvent;
use leme_courses::content::{self, ImportError, Imported};
use leme_courses::media::model::Signer;
use leme_courses::{App, SCHEMA, router};
use leme_ground::http::health::Readiness;
use leme_ground::http::serve::with_layers;
use leme_ground::tasks::Tasks;
use leme_sdk::fake::FakeKernel;
use leme_sdk::runtime::Runtime;
use leme_testkit::{Database, Http, Service};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Opens every course.
pub(crate) const ALL_COURSES: &str = "course.access:*";
/// The feature that attempts are counted against.
pub(crate) const ATTEMPTS: &str = "assessment.attempts";

/// A running runtime and everything around it.
pub(crate) struct School {
    pub(crate) kernel: FakeKernel,
    pub(crate) app: App,
    pub(crate) service: Service,
    pub(crate) database: Database,
    pub(crate) folder: TempDir,
}

impl Drop for School {
    fn drop(&mut self) {
        self.app.runtime.stop();
    }
}

impl School {
    /// With the course `small`.
    pub(crate) async fn new() -> Self {
        Self::living_by(Clock::System).await
    }

    /// With a clock that the test moves.
    pub(crate) async fn with_clock() -> (Self, TestClock) {
        let clock = TestClock::at(Clock::System.now());
        (Self::living_by(clock.clone().into()).await, clock)
    }

    async fn living_by(clock: Clock) -> Self {
        let kernel = FakeKernel::start_at(clock.clone()).await.unwrap();
        // A database of its own: the consumer of the outbox reads every tenant's events.
        let database = Database::fresh(&[SCHEMA]).await;
        let folder = TempDir::new().unwrap();
        let media_dir = folder.path().join("content");
        let config = kernel.config(&folder.path().join("data"));
        let runtime = Runtime::start(config).await.unwrap();
        let db = database.db("courses");
        let app = App::new(db, clock, runtime, Signer::new([7; 32]), media_dir);
        let tasks = Tasks::new();
        app.start_tasks(&tasks);
        let routes = with_layers(router(app.clone()), Readiness::new());
        let service = Service::start_with(routes, tasks).await;
        let school = Self { kernel, app, service, database, folder };
        school.write(&SMALL);
        school.import().await.unwrap();
        school
    }

    /// Writes files into the content folder.
    pub(crate) fn write(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = self.content().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }

    pub(crate) fn content(&self) -> std::path::PathBuf {
        self.folder.path().join("content")
    }

    pub(crate) async fn import(&self) -> Result<Imported, ImportError> {
        self.import_from(&self.content()).await
    }

    pub(crate) async fn import_from(&self, folder: &Path) -> Result<Imported, ImportError> {
        content::import(&self.app.db, self.app.publisher(), folder).await
    }

    /// A tenant that may open everything.
    pub(crate) fn entitled(&self) -> TenantId {
        let tenant = self.kernel.tenant();
        self.kernel.grant(tenant, ALL_COURSES);
        self.kernel.grant(tenant, ATTEMPTS);
        tenant
    }

    /// Somebody of a tenant, with a token the Kernel knows.
    pub(crate) fn learner(&self, tenant: TenantId, name: &str) -> Http {
        let token = self.kernel.person(tenant, name);
        self.service.http().tenant(tenant).bearer(&token)
    }

    /// What has reached the audit under this name, once nothing is under way any more.
    pub(crate) async fn told(&self, kind: &str, count: usize) -> Vec<AuditEvent> {
        let of_kind = || self.kernel.audit().into_iter().filter(|event| event.kind == kind);
        until(kind, || of_kind().count() >= count).await;
        of_kind().collect()
    }

    /// Waits until everything the outbox held has reached the Kernel.
    pub(crate) async fn settled(&self) {
        let lag = || async { leme_ground::outbox::lag(&self.app.db, "kernel").await.unwrap() };
        while lag().await.events > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(self.app.runtime.drain(Duration::from_secs(20)).await);
    }

    /// Waits until the runtime works under the policy as it is now.
    pub(crate) async fn policy(&self) {
        let version = self.kernel.policy_version();
        until("policy", || self.app.runtime.status().policy_version == version).await;
    }
}

/// Waits until something holds; a test that waits longer than this has failed.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1_500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came true: {what}");
}

/// Right answers to the quiz of the small course.
pub(crate) fn right() -> Value {
    json!({ "answers": { "one": ["b"], "many": ["a", "c"] } })
}

/// Wrong ones.
pub(crate) fn wrong() -> Value {
    json!({ "answers": { "one": ["a"], "many": ["a"] } })
}

/// A course with a lesson of each kind.
pub(crate) const SMALL: [(&str, &str); 8] = [
    ("small/course.md", COURSE),
    ("small/01-words.md", WORDS),
    ("small/02-film.md", FILM),
    ("small/03-test.md", TEST),
    ("small/media/cover.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ("small/media/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>x</title></svg>"),
    ("small/media/film.webm", "0123456789abcdefghijklmnopqrstuvwxyz"),
    ("small/media/film.vtt", "WEBVTT\n"),
];

pub(crate) const COURSE: &str = "---
title: A small course
summary: Everything once.
level: beginner
minutes: 6
tags: [small, test]
version: 1
cover: media/cover.svg
---

What you **learn**.
";

const WORDS: &str = "---
title: Words
kind: text
minutes: 3
---

## A heading

![the map](media/map.svg)

| a | b |
|--:|---|
| 1 | 2 |

```sql
select 1
```

<script>alert(1)</script>
";

const FILM: &str = "---
title: A film
kind: video
minutes: 1
video: media/film.webm
captions: media/film.vtt
duration_s: 30
---
";

const TEST: &str = "---
title: A test
kind: quiz
minutes: 2
pass_percent: 70
questions:
  - id: one
    kind: single
    stem: \"Which **one**?\"
    points: 1
    options:
      - { id: a, text: \"No\", correct: false }
      - { id: b, text: \"Yes\", correct: true }
    explanation: \"Because.\"
  - id: many
    kind: multiple
    stem: \"Which ones?\"
    points: 2
    options:
      - { id: a, text: \"`yes`\", correct: true }
      - { id: b, text: \"no\", correct: false }
      - { id: c, text: \"yes\", correct: true }
    explanation: \"Two of them.\"
---
";
