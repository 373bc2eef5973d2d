//! Rule: a feature's tests run. Each `tests.rs` beside a `mod.rs` has its line in the crate's
//! one test program, `src/it.rs`.
use super::Finding;
use crate::tree::{Source, Tree};

const CRATES: &[&str] = &["kernel", "idp", "edge", "courses"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|file| file.in_crates(CRATES) && file.name() == "tests.rs")
        .filter(|file| tree.has(&format!("{}/mod.rs", file.folder())))
        .filter_map(|file| unlisted(tree, file))
        .collect()
}

fn unlisted(tree: &Tree, file: &Source) -> Option<Finding> {
    let (source, inside) = file.path.split_once("/src/")?;
    let program = format!("{source}/src/it.rs");
    let line = format!("#[path = \"{inside}\"]");
    let listed = tree.get(&program).is_some_and(|it| it.text.contains(&line));
    (!listed).then(|| Finding::of(&file.path, format!("never runs: {program} lacks `{line}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_would_never_run_are_found() {
        let it = "#[path = \"tenants/tests.rs\"]\nmod tenants;\n";
        let tree = Tree::of(&[
            ("crates/kernel/src/it.rs", it),
            ("crates/kernel/src/tenants/mod.rs", ""),
            ("crates/kernel/src/tenants/tests.rs", ""),
            ("crates/kernel/src/audit/mod.rs", ""),
            ("crates/kernel/src/audit/tests.rs", ""),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().contains("audit/tests.rs"));
    }
}
