//! How many tests passed and failed, read from what the test programs print last.
use std::ops::AddAssign;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A summary of any of the programs we run; several are added up.
pub(crate) fn read(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let line = plain(line);
        let line = line.trim();
        if line.starts_with("Summary [") || is_vitest(line) || is_own(line) {
            counts.passed += before(line, "passed");
            counts.failed += before(line, "failed") + before(line, "timed out");
        }
        // node --test, in both of its dresses
        let word = line.trim_start_matches(['#', 'ℹ', ' ']);
        if line.starts_with(['#', 'ℹ']) {
            counts.passed += after(word, "pass ");
            counts.failed += after(word, "fail ") + after(word, "cancelled ");
        }
    }
    counts
}

/// `Tests  1 failed | 11 passed (12)`, and not the line about files.
fn is_vitest(line: &str) -> bool {
    line.starts_with("Tests  ")
}

/// `3 passed, 0 failed` and nothing else on the line.
fn is_own(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    matches!(words.as_slice(), [_, "passed,", _, "failed"])
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> u64 {
    let number = line.split(word).next().filter(|head| head.len() < line.len());
    let digits = number.and_then(|head| head.split_whitespace().next_back());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

fn after(line: &str, word: &str) -> u64 {
    line.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

/// Without colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_is_read() {
        let text = "     Summary [   0.5s] 26 tests run: 24 passed (1 slow), 1 failed, 1 timed out, 3 skipped";
        assert_eq!(read(text), Counts { passed: 24, failed: 2 });
    }

    #[test]
    fn vitest_is_read_without_its_files() {
        let text = " Test Files  1 failed | 2 passed (3)\n      Tests  \u{1b}[31m1 failed\u{1b}[39m | 11 passed (12)\n";
        assert_eq!(read(text), Counts { passed: 11, failed: 1 });
    }

    #[test]
    fn node_is_read_in_both_dresses() {
        assert_eq!(read("# pass 3\n# fail 1\n# cancelled 0\n"), Counts { passed: 3, failed: 1 });
        assert_eq!(read("ℹ pass 2\nℹ fail 0\nℹ cancelled 1\n"), Counts { passed: 2, failed: 1 });
    }

    #[test]
    fn our_own_closing_line_is_read() {
        assert_eq!(read("7 passed, 2 failed\n"), Counts { passed: 7, failed: 2 });
        assert_eq!(read("it is said that 7 passed, 2 failed\n"), Counts::default());
    }
}
