//! Rule: Markdown points at things that are there, by name and not by line.
use super::Finding;
use crate::tree::{Source, Tree};

const ENDINGS: &[&str] = &[".rs:", ".ts:", ".tsx:", ".sql:", ".toml:", ".md:"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| file.is("md")).flat_map(|file| in_file(tree, file)).collect()
}

fn in_file(tree: &Tree, file: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut code = false;
    for (at, line) in file.lines() {
        let mut say = |text: String| found.push(Finding::at(&file.path, at, text));
        if line.ends_with(' ') || line.ends_with('\t') {
            say("ends in spaces".to_owned());
        }
        code ^= line.trim_start().starts_with("```");
        if code {
            continue;
        }
        if let Some(reference) = line_reference(line) {
            say(format!("`{reference}` will be wrong tomorrow: name the thing, not its line"));
        }
        for target in targets(line).filter(|target| !resolves(tree, file, target)) {
            say(format!("`{target}` is not there"));
        }
    }
    found
}

/// `name.rs:12`
fn line_reference(line: &str) -> Option<&str> {
    line.split_whitespace().find(|word| {
        ENDINGS.iter().any(|ending| {
            let after = word.split_once(ending).map(|(_, after)| after);
            after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// What stands between `](` and `)`, outside of `code`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let outside_code = line.split('`').step_by(2);
    let starts = outside_code.flat_map(|part| part.split("](").skip(1));
    let whole = line.split("](").skip(1);
    // A link's text may itself be code: then the split above loses it.
    let all = if line.contains("`](") { whole.collect() } else { starts.collect::<Vec<_>>() };
    all.into_iter().filter_map(|rest| rest.split([')', ' ']).next())
}

fn resolves(tree: &Tree, file: &Source, target: &str) -> bool {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    // Addresses of the running product and of an app's own pages are not files.
    if path.starts_with('/') || file.path.starts_with("content/") {
        return true;
    }
    join(file.folder(), path).is_some_and(|path| path.is_empty() || tree.has(&path))
}

/// `None` when the path leaves the repository.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[("docs/a.md", text), ("docs/how/b.md", ""), ("README.md", "")]);
        check(&tree).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        assert_eq!(found("[b](how/b.md) [r](../README.md#x) [w](https://x.y) [h](#h)"), [""; 0]);
        assert_eq!(found("[b](b.md)").len(), 1);
        assert_eq!(found("[`b`](b.md)").len(), 1);
        assert_eq!(found("[b](../../out.md)").len(), 1);
        assert_eq!(found("`[b](b.md)`"), [""; 0]);
    }

    #[test]
    fn line_numbers_and_closing_spaces_are_found() {
        assert_eq!(found("see db.rs:12 there").len(), 1);
        assert_eq!(found("two spaces  ").len(), 1);
        assert_eq!(found("```\nerror at db.rs:12\n```"), [""; 0]);
    }
}
