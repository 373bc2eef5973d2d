//! Rule: what is left to do has an issue, as in `(#12)`; a wish without one is nobody's.
use super::Finding;
use crate::tree::{Source, Tree};

const EXTENSIONS: &[&str] =
    &["rs", "sql", "ts", "tsx", "js", "mjs", "css", "md", "toml", "sh", "yaml", "yml"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    // The marks are put together here so that this file does not hold them.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    tree.files
        .iter()
        .filter(|file| EXTENSIONS.iter().any(|extension| file.is(extension)))
        .flat_map(|file| in_file(file, &marks))
        .collect()
}

fn in_file(file: &Source, marks: &[String]) -> Vec<Finding> {
    let open = |line: &str, mark: &String| {
        let whole_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        line.split(mark.as_str()).skip(1).any(|rest| whole_word(rest) && !rest.starts_with("(#"))
    };
    file.lines()
        .filter(|(_, line)| marks.iter().any(|mark| open(line, mark)))
        .map(|(at, _)| Finding::at(&file.path, at, "what is left to do names its issue: (#12)"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_without_an_issue_is_found() {
        let mark = ["TO", "DO"].concat();
        let text = format!("// {mark}: later\n// {mark}(#12): later\nlet {mark}S = 1;\n");
        assert_eq!(check(&Tree::of(&[("a.rs", &text)])).len(), 1);
    }
}
