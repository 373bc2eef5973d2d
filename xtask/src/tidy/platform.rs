//! Rule: stepping across tenants is rare. The number of places that do is written down in a file
//! that a review sees, and it may only shrink.
use std::collections::BTreeMap;
use std::fmt::Write;

use super::Finding;
use super::comments::without;
use super::sql::is_test;
use crate::tree::Tree;

/// Where the numbers are written down.
pub(crate) const RECORD: &str = "xtask/platform-calls.txt";

const CRATES: &[&str] = &["kernel", "idp", "edge", "courses"];
const CALL: &str = ".platform(";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let recorded = tree.get(RECORD).map(|file| parse(&file.text)).unwrap_or_default();
    let mut found = Vec::new();
    for (name, count) in counts(tree) {
        let allowed = recorded.get(&name).copied().unwrap_or_default();
        if count > allowed {
            let text = format!("{count} calls of `{CALL})` and {allowed} are allowed by {RECORD}");
            found.push(Finding::of(&name, text));
        }
        if count < allowed {
            let text = format!("{name} has {count} now: run `cargo run -p xtask -- tidy --record`");
            found.push(Finding::of(RECORD, text));
        }
    }
    found
}

/// The file's text for the tree as it is.
pub(crate) fn record(tree: &Tree) -> String {
    let head = "# Places that step across tenants, by crate. These numbers may only shrink.\n";
    counts(tree).iter().fold(head.to_owned(), |mut text, (name, count)| {
        let _ = writeln!(text, "{name} {count}");
        text
    })
}

fn counts(tree: &Tree) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> =
        CRATES.iter().map(|name| (format!("crates/{name}"), 0)).collect();
    for file in tree.rust().filter(|file| file.in_crates(CRATES) && !is_test(file)) {
        let name: String = file.path.split('/').take(2).collect::<Vec<_>>().join("/");
        let calls = file.text.lines().map(|line| without(line, "//").matches(CALL).count());
        *counts.entry(name).or_default() += calls.sum::<usize>();
    }
    counts
}

fn parse(text: &str) -> BTreeMap<String, usize> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, count) = line.split_once(' ')?;
            Some((name.to_owned(), count.trim().parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(recorded: &str) -> Tree {
        let code = "db.platform(\"why\");\n// db.platform(\ndb.platform(\"why\");";
        Tree::of(&[("crates/kernel/src/a/routes.rs", code), (RECORD, recorded)])
    }

    #[test]
    fn one_more_step_across_tenants_is_found_and_one_less_is_written_down() {
        assert_eq!(check(&tree("crates/kernel 2\n")), []);
        assert_eq!(check(&tree("crates/kernel 1\n")).len(), 1);
        assert_eq!(check(&tree("crates/kernel 3\n")).len(), 1);
    }

    #[test]
    fn what_is_recorded_passes() {
        assert_eq!(check(&tree(&record(&tree("")))), []);
    }
}
