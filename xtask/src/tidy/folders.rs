//! Rule: a feature folder has the same file names everywhere, so that who knows the noun knows
//! the file.
use super::Finding;
use crate::tree::{Source, Tree};

const CRATES: &[&str] = &["kernel", "idp", "edge", "courses"];
const NAMES: &[&str] =
    &["mod.rs", "routes.rs", "model.rs", "queries.rs", "jobs.rs", "events.rs", "tests.rs"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let in_feature = |file: &&Source| tree.has(&format!("{}/mod.rs", file.folder()));
    tree.files
        .iter()
        .filter(|file| file.in_crates(CRATES) && file.path.contains("/src/"))
        .filter(in_feature)
        .filter(|file| is_of_the_library(tree, file))
        .filter(|file| !NAMES.contains(&file.name()) && file.is("rs"))
        .map(|file| {
            let text = format!("a feature folder holds {} and nothing else", NAMES.join(", "));
            Finding::of(&file.path, text)
        })
        .collect()
}

/// A folder that only the test program declares helps tests and is no feature.
fn is_of_the_library(tree: &Tree, file: &Source) -> bool {
    let Some((source, inside)) = file.path.split_once("/src/") else { return true };
    let module = format!("mod {};", inside.split('/').next().unwrap_or_default());
    let library = tree.get(&format!("{source}/src/lib.rs"));
    library.is_none_or(|library| library.text.contains(&module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_in_a_feature_folder_is_found() {
        let tree = Tree::of(&[
            ("crates/kernel/src/tenants/mod.rs", ""),
            ("crates/kernel/src/tenants/helpers.rs", ""),
            ("crates/kernel/src/tenants/queries.rs", ""),
            ("crates/kernel/src/limits.rs", ""),
            ("crates/ground/src/db/mod.rs", ""),
            ("crates/ground/src/db/pool.rs", ""),
            ("crates/edge/src/lib.rs", "pub mod proxy;"),
            ("crates/edge/src/harness/mod.rs", ""),
            ("crates/edge/src/harness/browser.rs", ""),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().starts_with("crates/kernel/src/tenants/helpers.rs"));
    }
}
