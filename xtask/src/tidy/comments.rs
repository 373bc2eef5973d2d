//! Code without its comments, line by line, for rules that are about code.

/// The line up to a `//` or `--` comment that is not inside a string.
pub(crate) fn without(line: &str, mark: &str) -> String {
    let mut inside = false;
    for (at, c) in line.char_indices() {
        if c == '"' {
            inside = !inside;
        }
        let rest = line.get(at..).unwrap_or_default();
        if !inside && rest.starts_with(mark) {
            return line.get(..at).unwrap_or_default().to_owned();
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_comment_is_cut_and_a_string_is_not() {
        assert_eq!(without("let a = 1; // now()", "//"), "let a = 1; ");
        assert_eq!(without("let a = \"http://x\";", "//"), "let a = \"http://x\";");
        assert_eq!(without("select 1 -- select *", "--"), "select 1 ");
    }
}
