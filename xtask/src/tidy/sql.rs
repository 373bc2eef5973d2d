//! Rule: SQL is in `queries.rs` and migrations; it names its columns and is given the time.
use super::Finding;
use super::comments::without;
use crate::tree::{Source, Tree};

/// Where the machinery itself lives, and tests, which look behind the curtain.
const MACHINERY: &[&str] = &["base", "ground", "testkit", "leme"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let rust = tree.rust().flat_map(in_rust);
    let migrations = tree.files.iter().filter(|file| is_migration(file)).flat_map(in_migration);
    rust.chain(migrations).collect()
}

fn is_migration(file: &Source) -> bool {
    file.is("sql") && file.path.contains("/migrations/")
}

pub(crate) fn is_test(file: &Source) -> bool {
    matches!(file.name(), "tests.rs" | "it.rs")
        || file.name().ends_with("_tests.rs")
        || file.path.contains("/tests/")
}

fn in_rust(file: &Source) -> Vec<Finding> {
    let (queries, free) = (file.name() == "queries.rs", file.in_crates(MACHINERY) || is_test(file));
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        let code = without(line, "//").to_lowercase();
        if !queries && !free && file.in_crates_folder() && code.contains("sqlx::query") {
            found.push(Finding::at(&file.path, at, "SQL belongs into queries.rs"));
        }
        if queries {
            found.extend(style(&code).map(|text| Finding::at(&file.path, at, text)));
        }
    }
    found
}

fn in_migration(file: &Source) -> Vec<Finding> {
    let lines = file.lines().map(|(at, line)| (at, without(line, "--").to_lowercase()));
    let star = lines.filter(|(_, code)| code.contains("select *"));
    star.map(|(at, _)| Finding::at(&file.path, at, "name the columns, not `*`")).collect()
}

fn style(code: &str) -> impl Iterator<Item = &'static str> {
    let star = code.contains("select *") || code.contains("returning *");
    let clock = ["now()", "current_timestamp", "clock_timestamp("].iter().any(|w| code.contains(w));
    let star = star.then_some("name the columns, not `*`");
    star.into_iter().chain(clock.then_some("the time is an argument, not `now()`"))
}

impl Source {
    fn in_crates_folder(&self) -> bool {
        self.path.starts_with("crates/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn sql_outside_queries_is_found() {
        assert_eq!(found("crates/kernel/src/a/routes.rs", "sqlx::query(\"select 1\")"), 1);
        assert_eq!(found("crates/kernel/src/a/queries.rs", "sqlx::query(\"select 1\")"), 0);
        assert_eq!(found("crates/kernel/src/a/tests.rs", "sqlx::query(\"select 1\")"), 0);
        assert_eq!(found("crates/ground/src/outbox.rs", "sqlx::query(\"select 1\")"), 0);
    }

    #[test]
    fn a_star_and_the_servers_clock_are_found() {
        assert_eq!(found("crates/kernel/src/a/queries.rs", "SELECT * from t"), 1);
        assert_eq!(found("crates/kernel/src/a/queries.rs", "where at < now()"), 1);
        assert_eq!(found("crates/kernel/src/a/queries.rs", "count(*) // never now()"), 0);
        assert_eq!(found("crates/kernel/migrations/1.sql", "as select * from t"), 1);
        assert_eq!(found("crates/kernel/migrations/1.sql", "default now() -- select *"), 0);
    }
}
