//! The children's output: whole in files, readable on the screen.
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

const KEPT_BYTES: u64 = 32 * 1024 * 1024;
const TAIL_LINES: usize = 12;
const COLOURS: [u8; 4] = [36, 35, 34, 33];

/// The last lines of each child.
type Tails = BTreeMap<&'static str, VecDeque<String>>;

/// Where lines go. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Sink {
    folder: PathBuf,
    on_screen: bool,
    colours: bool,
    tails: Arc<Mutex<Tails>>,
}

impl Sink {
    pub(crate) fn new(folder: &Path, on_screen: bool) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Ok(Self { folder: folder.to_owned(), on_screen, colours, tails: Arc::default() })
    }

    /// Passes a child's output on until it closes.
    pub(crate) fn pump<O, E>(&self, name: &'static str, out: Option<O>, err: Option<E>)
    where
        O: AsyncRead + Unpin + Send + 'static,
        E: AsyncRead + Unpin + Send + 'static,
    {
        if let Some(stream) = out {
            tokio::spawn(self.clone().lines(name, stream));
        }
        if let Some(stream) = err {
            tokio::spawn(self.clone().lines(name, stream));
        }
    }

    async fn lines(self, name: &'static str, stream: impl AsyncRead + Unpin) {
        let mut file = open_log(&self.folder.join(format!("{name}.log"))).ok();
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).await.unwrap_or_default() > 0 {
            let text = String::from_utf8_lossy(&bytes);
            let line = text.trim_end();
            if let Some(file) = &mut file {
                let _ = writeln!(file, "{line}");
            }
            self.show(name, &readable(line));
            bytes.clear();
        }
    }

    /// A line of the supervisor about a child.
    pub(crate) fn say(&self, name: &str, text: &str) {
        println!("{} {text}", self.prefix(name));
    }

    /// What a child said last, for an error message.
    pub(crate) fn last_lines(&self, name: &str) -> String {
        let tails = self.tails.lock().unwrap_or_else(PoisonError::into_inner);
        tails.get(name).map(|lines| Vec::from(lines.clone()).join("\n")).unwrap_or_default()
    }

    fn show(&self, name: &'static str, line: &str) {
        if self.on_screen {
            println!("{} {line}", self.prefix(name));
        }
        let mut tails = self.tails.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = tails.entry(name).or_default();
        lines.push_back(line.to_owned());
        if lines.len() > TAIL_LINES {
            lines.pop_front();
        }
    }

    fn prefix(&self, name: &str) -> String {
        let letters = name.bytes().map(usize::from).sum::<usize>();
        match COLOURS.get(letters % COLOURS.len()) {
            Some(colour) if self.colours => format!("\x1b[{colour}m{name:>8}\x1b[0m"),
            _ => format!("{name:>8}"),
        }
    }
}

/// Appends; a file that grew too long becomes `.old` first.
fn open_log(path: &Path) -> Result<File> {
    if fs::metadata(path).is_ok_and(|meta| meta.len() > KEPT_BYTES) {
        fs::rename(path, path.with_extension("old.log"))?;
    }
    Ok(File::options().create(true).append(true).open(path)?)
}

/// `12:00:01 INFO  message key=value …` of a JSON line; any other line as it is.
pub(crate) fn readable(line: &str) -> String {
    let Ok(Value::Object(mut entry)) = serde_json::from_str::<Value>(line) else {
        return line.to_owned();
    };
    let nested = entry.remove("fields");
    if let Some(Value::Object(fields)) = nested {
        entry.extend(fields);
    }
    let mut take = |name: &str| entry.remove(name).map(|value| plain(&value)).unwrap_or_default();
    let (time, level, message) = (take("timestamp"), take("level"), take("message"));
    for noise in ["target", "span", "spans", "threadId", "service"] {
        take(noise);
    }
    let clock = time.get(11..19).unwrap_or_default();
    let mut text = format!("{clock} {level:<5} {message}");
    for (name, value) in &entry {
        let _ = write!(text, " {name}={}", plain(value));
    }
    text
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_json_line_becomes_a_sentence_and_its_values() {
        let line = r#"{"timestamp":"2026-01-02T03:04:05.678Z","level":"INFO","fields":{"message":"listening","port":80},"target":"x"}"#;
        assert_eq!(readable(line), "03:04:05 INFO  listening port=80");
    }

    #[test]
    fn a_flat_json_line_reads_the_same() {
        let line = r#"{"timestamp":"2026-01-02T03:04:05Z","level":"WARN","message":"slow","tenant_id":"t"}"#;
        assert_eq!(readable(line), "03:04:05 WARN  slow tenant_id=t");
    }

    #[test]
    fn any_other_line_is_shown_as_it_is() {
        assert_eq!(readable("thread 'main' panicked"), "thread 'main' panicked");
    }
}
