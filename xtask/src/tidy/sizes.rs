//! Report: the largest files and functions, where a second idea usually hides. It never fails.
use std::fmt::Write;

use crate::tree::{Source, Tree};

const SHOWN: usize = 15;

pub(crate) fn report(tree: &Tree) -> String {
    let mut files: Vec<(usize, String)> =
        tree.rust().map(|file| (file.text.lines().count(), file.path.clone())).collect();
    let mut functions: Vec<(usize, String)> = tree.rust().flat_map(functions_of).collect();
    let mut text = String::new();
    table(&mut text, "Largest files (lines)", &mut files);
    table(&mut text, "Largest functions (lines)", &mut functions);
    text
}

fn table(text: &mut String, title: &str, rows: &mut [(usize, String)]) {
    rows.sort_by(|a, b| b.cmp(a));
    let median = rows.get(rows.len() / 2).map_or(0, |(size, _)| *size);
    let _ = writeln!(text, "{title}; median {median}");
    for (size, name) in rows.iter().take(SHOWN) {
        let _ = writeln!(text, "  {size:>5}  {name}");
    }
}

/// A function ends where a line closes it at its own indentation: rustfmt sees to that.
fn functions_of(file: &Source) -> Vec<(usize, String)> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines.iter().skip(at).position(|line| **line == end);
        found.extend(length.map(|length| (length + 1, format!("{} {name}", file.path))));
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let words = ["pub", "pub(crate)", "pub(super)", "async", "const", "unsafe"];
    before.split_whitespace().all(|word| words.contains(&word)).then_some(())?;
    after.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_measured_from_its_name_to_its_brace() {
        let text = "pub(crate) async fn one() {\n    two();\n}\n\nfn two() {\n}\n";
        let tree = Tree::of(&[("a.rs", text)]);
        let file = &tree.files[0];
        let expected = [(3, "a.rs one".to_owned()), (2, "a.rs two".to_owned())];
        assert_eq!(functions_of(file), expected);
        assert!(report(&tree).contains("median 2"));
    }
}
