//! Imports: what comes in, what is refused, what stays.
use std::path::Path;

use leme_courses::content::ImportError;
use serde_json::Value;

use crate::harness::{COURSE, School};

async fn faults(school: &School) -> Vec<String> {
    match school.import().await.unwrap_err() {
        ImportError::Faults(faults) => faults.iter().map(ToString::to_string).collect(),
        other @ (ImportError::Io { .. } | ImportError::Database(_)) => panic!("{other}"),
    }
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    let school = School::new().await;
    let again = school.import().await.unwrap();
    assert_eq!((again.written.len(), again.unchanged), (0, vec!["small".to_owned()]));
}

#[tokio::test]
async fn what_is_wrong_is_named_by_file_and_field() {
    let school = School::new().await;
    let course = COURSE.replace("level: beginner", "level: hard");
    school.write(&[
        ("bad/course.md", &course),
        ("bad/01-a.md", "---\ntitle: A\nkind: text\nminutes: 0\nextra: 1\n---\nx"),
        ("bad/02-b.md", "---\ntitle: B\nkind: text\nminutes: 1\n---\n![](media/none.svg)"),
        ("bad/3-c.md", "no front matter"),
    ]);
    let found = faults(&school).await;
    let named =
        |start: &str| assert!(found.iter().any(|f| f.starts_with(start)), "{start}: {found:#?}");
    named("bad/course.md: level:");
    named("bad/01-a.md: ");
    named("bad/02-b.md: body: there is no `media/none.svg`");
    named("bad/02-b.md: body: a picture lacks its alternative text");
    named("bad/3-c.md: name:");
    named("bad/3-c.md: front matter:");
}

#[tokio::test]
async fn questions_that_cannot_be_graded_are_refused() {
    let school = School::new().await;
    let quiz = "---\ntitle: Q\nkind: quiz\nminutes: 6\npass_percent: 0\nquestions:\n\
        \x20 - id: a\n    kind: single\n    stem: s\n    points: 1\n    explanation: e\n\
        \x20   options:\n      - {id: x, text: x, correct: true}\n      - {id: x, text: y, correct: true}\n---\n";
    school.write(&[
        ("bad/course.md", &COURSE.replace("cover: media/cover.svg\n", "")),
        ("bad/01-q.md", quiz),
    ]);
    let found = faults(&school).await;
    for start in [
        "bad/01-q.md: pass_percent:",
        "bad/01-q.md: questions[0].options:",
        "bad/01-q.md: questions[0].options[1].id:",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(start)), "{start}: {found:#?}");
    }
}

#[tokio::test]
async fn one_bad_course_keeps_all_out() {
    let school = School::new().await;
    let fine = COURSE.replace("minutes: 6", "minutes: 1").replace("cover: media/cover.svg\n", "");
    let lesson = "---\ntitle: A\nkind: text\nminutes: 1\n---\nx";
    school.write(&[("a/course.md", &fine), ("a/01-a.md", lesson), ("z/course.md", "nothing")]);
    assert!(!faults(&school).await.is_empty());
    let tenant = school.entitled();
    let catalogue: Value = school.learner(tenant, "ada").get("/v1/catalogue").await.json();
    assert_eq!(catalogue["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_picture_that_runs_something_is_refused() {
    let school = School::new().await;
    school.write(&[("small/media/bad.svg", "<svg><script>1</script></svg>")]);
    assert!(faults(&school).await[0].starts_with("small/media/bad.svg: file:"));
}

#[tokio::test]
async fn a_link_out_of_the_folder_is_no_media() {
    let school = School::new().await;
    std::os::unix::fs::symlink("/etc/hostname", school.content().join("small/media/x.svg"))
        .unwrap();
    assert!(faults(&school).await[0].starts_with("small/media/x.svg: file:"));
}

#[tokio::test]
async fn the_courses_that_ship_with_leme_come_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/courses");
    let school = School::new().await;
    let imported = school.import_from(&folder).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(imported.written.len(), 3);
}
