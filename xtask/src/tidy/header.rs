//! Rule: every Rust file begins with a sentence that helps a newcomer.
use super::Finding;
use crate::tree::{Source, Tree};

const SHORTEST: usize = 12;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|file| !has_sentence(file))
        .map(|file| Finding::at(&file.path, 1, "begins without a `//!` sentence"))
        .collect()
}

fn has_sentence(file: &Source) -> bool {
    let first = file.text.lines().next().unwrap_or_default();
    first.strip_prefix("//! ").is_some_and(|sentence| sentence.trim().len() >= SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_its_sentence_is_found() {
        let tree = Tree::of(&[
            ("a.rs", "//! What this file is for.\n"),
            ("b.rs", "use std::fs;\n"),
            ("c.rs", "//!\n"),
            ("d.rs", ""),
        ]);
        assert_eq!(check(&tree).len(), 3);
    }
}
