//! A document that is a test: its `sh` blocks run in order in one shell, and a `json expect` block
//! says what the block before it must have printed.
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::counts::Counts;
use crate::process::command;
use crate::tree;

/// Stands for any value.
const ANYTHING: &str = "…";
const MARK: &str = "-- this block has ended --";

/// A fenced block that counts, and the line its text begins at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Run { line: usize, text: String },
    Expect { line: usize, text: String },
}

/// `xtask walk`: against whatever the environment points at.
pub(crate) fn alone(document: &Path) -> Result<()> {
    let counts = run(document, &mut command("sh", &tree::root()))?;
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if counts.failed > 0 {
        bail!("the walk does not go as written");
    }
    Ok(())
}

/// Walks through a document with this shell; what it expects is counted.
pub(crate) fn run(document: &Path, shell: &mut Command) -> Result<Counts> {
    let text =
        fs::read_to_string(document).with_context(|| format!("reading {}", document.display()))?;
    let blocks = blocks(&text);
    if blocks.is_empty() {
        bail!("{} has no ```sh block", document.display());
    }
    let mut shell = Shell::start(shell)?;
    let (mut counts, mut printed) = (Counts::default(), String::new());
    for block in blocks {
        match block {
            Block::Run { line, text } => {
                printed = shell
                    .block(&text)
                    .with_context(|| format!("the block at line {line} failed:\n{text}"))?;
                counts.passed += 1;
            }
            Block::Expect { line, text } => match holds(&text, &printed) {
                Ok(()) => counts.passed += 1,
                Err(why) => {
                    println!("line {line}: {why:#}\nit printed:\n{printed}");
                    counts.failed += 1;
                }
            },
        }
    }
    Ok(counts)
}

fn blocks(document: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = document.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else { continue };
        let mut text = String::new();
        let mut begins = 0;
        for (at, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
            begins = if begins == 0 { at + 1 } else { begins };
            text.push_str(line);
            text.push('\n');
        }
        match kind.trim() {
            "sh" => found.push(Block::Run { line: begins, text }),
            "json expect" => found.push(Block::Expect { line: begins, text }),
            _ => {}
        }
    }
    found
}

/// One `sh -eu` for the whole document, so that a variable of one block is known in the next.
struct Shell {
    child: Child,
    output: BufReader<ChildStdout>,
    folder: std::path::PathBuf,
}

impl Shell {
    fn start(command: &mut Command) -> Result<Self> {
        let command = command.arg("-eu").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting sh")?;
        let output = child.stdout.take().context("sh has no output")?;
        let folder = std::env::temp_dir().join(format!("leme-walk-{}", child.id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { child, output: BufReader::new(output), folder })
    }

    /// The block comes from a file, so that a program in it which reads its input does not read
    /// the rest of the walk.
    fn block(&mut self, text: &str) -> Result<String> {
        let file = self.folder.join("block.sh");
        fs::write(&file, text)?;
        let input = self.child.stdin.as_mut().context("sh has no input")?;
        writeln!(input, ". '{}' </dev/null\nprintf '\\n%s\\n' '{MARK}'", file.display())?;
        self.until_mark()
    }

    fn until_mark(&mut self) -> Result<String> {
        let mut printed = String::new();
        let mut line = String::new();
        while self.output.read_line(&mut line)? > 0 {
            if line.trim_end() == MARK {
                return Ok(printed.trim().to_owned());
            }
            printed.push_str(&line);
            line.clear();
        }
        bail!("a command failed; it printed:\n{}", printed.trim())
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn holds(expected: &str, printed: &str) -> Result<()> {
    let expected: Value = serde_json::from_str(expected).context("the expectation is not JSON")?;
    let printed: Value = serde_json::from_str(printed).context("what was printed is not JSON")?;
    subset(&expected, &printed, "")
}

/// Whether all that is expected is there; what is there besides does not matter.
fn subset(expected: &Value, actual: &Value, at: &str) -> Result<()> {
    match (expected, actual) {
        (Value::String(text), _) if text == ANYTHING => Ok(()),
        (Value::Object(wanted), Value::Object(there)) => {
            for (name, value) in wanted {
                let at = format!("{at}/{name}");
                let found = there.get(name).with_context(|| format!("{at} is not there"))?;
                subset(value, found, &at)?;
            }
            Ok(())
        }
        (Value::Array(wanted), Value::Array(there)) => elements(wanted, there, at),
        (wanted, there) if wanted == there => Ok(()),
        (wanted, there) => bail!("{at} is {there}, not {wanted}"),
    }
}

/// A closing `"…"` stands for any number of further elements.
fn elements(wanted: &[Value], there: &[Value], at: &str) -> Result<()> {
    let (wanted, open) = match wanted.split_last() {
        Some((Value::String(last), head)) if last == ANYTHING => (head, true),
        _ => (wanted, false),
    };
    if there.len() < wanted.len() || (!open && there.len() > wanted.len()) {
        bail!("{at} has {} elements, not {}", there.len(), wanted.len());
    }
    let pairs = wanted.iter().zip(there).enumerate();
    pairs
        .into_iter()
        .try_for_each(|(i, (wanted, there))| subset(wanted, there, &format!("{at}/{i}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(document: &str) -> Result<Counts> {
        let name = format!("leme-walk-test-{}-{}.md", std::process::id(), document.len());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, document).unwrap();
        let counts = run(&path, &mut Command::new("sh"));
        fs::remove_file(&path).unwrap();
        counts
    }

    #[test]
    fn a_variable_of_one_block_is_known_in_the_next() {
        let document = "# Walk\n```sh\nx=5\ncat\n```\ntext\n```sh\necho \"{\\\"x\\\": $x, \\\"y\\\": [1, 2]}\"\n```\n\
                        ```json expect\n{\"x\": 5, \"y\": [1, \"…\"]}\n```\n";
        assert_eq!(walk(document).unwrap(), Counts { passed: 3, failed: 0 });
    }

    #[test]
    fn an_expectation_that_does_not_hold_is_counted() {
        let document = "```sh\necho '{\"a\": 1}'\n```\n```json expect\n{\"a\": 2}\n```\n";
        assert_eq!(walk(document).unwrap(), Counts { passed: 1, failed: 1 });
    }

    #[test]
    fn a_command_that_fails_ends_the_walk() {
        let error = walk("```sh\nfalse\necho never\n```\n").unwrap_err().to_string();
        assert!(error.contains("the block at line 2 failed"), "{error}");
        let unset = walk("```sh\necho $nobody_set_this\n```\n");
        assert!(unset.is_err());
    }

    #[test]
    fn other_blocks_are_only_read() {
        let document = "```json\n{}\n```\n```sh\ntrue\n```\n";
        assert_eq!(walk(document).unwrap(), Counts { passed: 1, failed: 0 });
    }

    #[test]
    fn a_subset_names_the_place_that_differs() {
        let value = |text| serde_json::from_str::<Value>(text).unwrap();
        let there = value(r#"{"a":{"b":[{"c":1}]},"d":null}"#);
        assert!(subset(&value(r#"{"a":{"b":[{"c":1}]}}"#), &there, "").is_ok());
        assert!(subset(&value(r#"{"a":"…","d":"…"}"#), &there, "").is_ok());
        let error = subset(&value(r#"{"a":{"b":[{"c":2}]}}"#), &there, "").unwrap_err();
        assert_eq!(error.to_string(), "/a/b/0/c is 1, not 2");
        assert!(subset(&value(r#"{"a":{"b":[]}}"#), &there, "").is_err());
        assert!(subset(&value(r#"{"e":1}"#), &there, "").is_err());
    }
}
