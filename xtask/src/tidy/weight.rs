//! Rule: no heavy files in the history, because a clone carries them for ever.
use super::Finding;
use crate::tree::Tree;

const HEAVIEST_BYTES: u64 = 512 * 1024;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let heavy = tree.files.iter().filter(|file| file.size > HEAVIEST_BYTES);
    heavy
        .map(|file| {
            let text = format!("{} KB; the limit is {}", file.size / 1024, HEAVIEST_BYTES / 1024);
            Finding::of(&file.path, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heavy_file_is_found() {
        let heavy = "x".repeat(512 * 1024 + 1);
        assert_eq!(check(&Tree::of(&[("a", &heavy), ("b", "x")])).len(), 1);
    }
}
