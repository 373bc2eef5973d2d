//! What the compiler cannot refuse: the house's rules over the whole tree, in under a second.
mod comments;
mod edges;
mod folders;
mod header;
mod links;
mod listed;
mod platform;
mod sizes;
mod sql;
mod tenancy;
mod todo;
mod weight;
mod words;

use std::fmt;

use anyhow::{Result, bail};

use crate::tree::{self, Tree};

/// A place that breaks a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    text: String,
}

impl Finding {
    /// About one line.
    pub(crate) fn at(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, text: text.into() }
    }

    /// About a whole file.
    pub(crate) fn of(path: &str, text: impl Into<String>) -> Self {
        Self::at(path, 0, text)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

/// Every rule that needs nothing but the files.
const RULES: &[Rule] = &[
    words::check,
    folders::check,
    header::check,
    listed::check,
    sql::check,
    tenancy::check,
    platform::check,
    links::check,
    todo::check,
    weight::check,
];

/// What is wrong with the tree.
pub(crate) fn findings() -> Result<Vec<Finding>> {
    let root = tree::root();
    let tree = Tree::read(&root)?;
    let mut all = edges::check(&edges::metadata(&root)?);
    all.extend(RULES.iter().flat_map(|rule| rule(&tree)));
    Ok(all)
}

/// Prints what is wrong; fails when anything is.
pub(crate) fn run() -> Result<()> {
    let all = findings()?;
    for finding in &all {
        println!("{finding}");
    }
    if all.is_empty() {
        return Ok(());
    }
    bail!("the tree is not tidy: {} finding(s)", all.len())
}

/// Prints the largest files and functions; never fails.
pub(crate) fn print_sizes() -> Result<()> {
    print!("{}", sizes::report(&Tree::read(&tree::root())?));
    Ok(())
}

/// Writes down how many times each crate steps across tenants.
pub(crate) fn record_platform_calls() -> Result<()> {
    let root = tree::root();
    std::fs::write(root.join(platform::RECORD), platform::record(&Tree::read(&root)?))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let all: Vec<String> = findings().unwrap().iter().map(Finding::to_string).collect();
        assert!(all.is_empty(), "{}", all.join("\n"));
    }
}
