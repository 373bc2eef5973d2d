//! The files of a spool: appended to at one end, read and removed at the other.
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::frame::{self, Read};
use crate::disk;
use crate::error::{At, Result};

/// Bytes after which a new file is begun.
const SEGMENT_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes looked at by one read; holds at least one frame.
const CHUNK_BYTES: u64 = 512 * 1024;

/// The files, by the position of their first byte. Positions count all bytes ever written.
pub(crate) fn list(folder: &Path) -> Result<BTreeMap<u64, PathBuf>> {
    let entries = std::fs::read_dir(folder).at("listing", folder)?;
    let start = |path: &Path| path.file_name()?.to_str()?.strip_suffix(".log")?.parse().ok();
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    Ok(paths.filter_map(|path| Some((start(&path)?, path))).collect())
}

fn name(folder: &Path, start: u64) -> PathBuf {
    folder.join(format!("{start:020}.log"))
}

/// The end that is written to.
#[derive(Debug)]
pub(crate) struct Tail {
    folder: PathBuf,
    file: File,
    path: PathBuf,
    start: u64,
    end: u64,
}

impl Tail {
    /// Opens the last file. What a crash left half written is cut off, and kept for a look.
    pub(crate) fn open(folder: &Path, at_least: u64) -> Result<Self> {
        disk::folder(folder)?;
        let last = list(folder)?.pop_last();
        let (start, path) = last.unwrap_or_else(|| (at_least, name(folder, at_least)));
        let mut file = open(&path)?;
        disk::sync_folder(folder).at("syncing", folder)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).at("reading", &path)?;
        let whole = frame::whole(&bytes);
        if let Some(torn) = bytes.get(whole..).filter(|torn| !torn.is_empty()) {
            tracing::warn!(bytes = torn.len(), path = %path.display(), "cut a torn tail");
            disk::write(&path.with_extension("torn"), torn)?;
            file.set_len(whole as u64).at("cutting", &path)?;
        }
        // What a process wrote before it died may still be only in memory of the machine.
        file.sync_all().at("syncing", &path)?;
        file.seek(SeekFrom::End(0)).at("seeking", &path)?;
        let end = start + whole as u64;
        let mut tail = Self { folder: folder.to_owned(), file, path, start, end };
        if end < at_least {
            tail.begin(at_least)?;
        }
        Ok(tail)
    }

    pub(crate) const fn end(&self) -> u64 {
        self.end
    }

    /// Appends and syncs. On failure the file is as it was before.
    pub(crate) fn append(&mut self, frames: &[u8]) -> Result<()> {
        if self.end - self.start >= SEGMENT_BYTES {
            self.begin(self.end)?;
        }
        let written = self.file.write_all(frames).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.undo();
            return Err(error).at("appending to", &self.path);
        }
        self.end += frames.len() as u64;
        Ok(())
    }

    fn undo(&mut self) {
        let length = self.end - self.start;
        let undone =
            self.file.set_len(length).and_then(|()| self.file.seek(SeekFrom::Start(length)));
        if let Err(error) = undone {
            tracing::error!(%error, path = %self.path.display(), "cannot undo a failed write");
        }
    }

    fn begin(&mut self, start: u64) -> Result<()> {
        let path = name(&self.folder, start);
        self.file = open(&path)?;
        disk::sync_folder(&self.folder).at("syncing", &self.folder)?;
        (self.path, self.start, self.end) = (path, start, start);
        Ok(())
    }
}

fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    let opened = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    opened.at("opening", path)
}

/// Some events from a position on, and the position after them.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) events: Vec<Vec<u8>>,
    pub(crate) next: u64,
}

/// Reads at most `limit` events between two positions. Bytes that are damaged are skipped to the
/// end of their file, loudly: they were whole once, so the disk changed them.
pub(crate) fn read(folder: &Path, from: u64, end: u64, limit: usize) -> Result<Batch> {
    let files = list(folder)?;
    let Some((start, path)) = files.range(..=from).next_back() else {
        let next = files.keys().next().copied().unwrap_or(end);
        return Ok(Batch { events: Vec::new(), next });
    };
    let until = files.range(from + 1..).next().map_or(end, |(next, _)| *next).min(end);
    let bytes = chunk(path, from - start, (until - from).min(CHUNK_BYTES)).at("reading", path)?;
    let mut batch = Batch { events: Vec::new(), next: from };
    let mut rest = bytes.as_slice();
    while batch.events.len() < limit {
        match frame::read(rest) {
            Read::Frame(payload, size) => {
                batch.events.push(payload.to_vec());
                batch.next += size as u64;
                rest = rest.get(size..).unwrap_or_default();
            }
            Read::Short if !batch.events.is_empty() || rest.is_empty() => break,
            Read::Short | Read::Broken => {
                if batch.events.is_empty() {
                    tracing::error!(path = %path.display(), from, "the spool is damaged here");
                    batch.next = until;
                }
                break;
            }
        }
    }
    // A file that ends where the next one begins.
    if batch.events.is_empty() && batch.next == from && until > from {
        batch.next = until;
    }
    Ok(batch)
}

fn chunk(path: &Path, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Removes the files that end before a position.
pub(crate) fn remove_before(folder: &Path, position: u64) -> Result<()> {
    let files = list(folder)?;
    let starts: Vec<u64> = files.keys().copied().collect();
    for (start, next) in starts.iter().zip(starts.iter().skip(1)) {
        if let Some(path) = files.get(start).filter(|_| *next <= position) {
            std::fs::remove_file(path).at("removing", path)?;
        }
    }
    Ok(())
}
