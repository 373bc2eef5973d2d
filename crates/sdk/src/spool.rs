//! A queue on disk: what was taken in survives a crash, and leaves only when it was delivered.
//!
//! Appending returns after the bytes are on the disk; many appends share one sync. The reader
//! moves its position, in a file of its own, only after the Kernel has answered, so an event may
//! be sent twice but, having an id, takes effect once.
mod frame;
mod segments;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, oneshot, watch};

use crate::check::off_thread;
use crate::disk;
use crate::error::{Error, Result};
use frame::EVENT_BYTES_MAX;
pub(crate) use segments::Batch;
use segments::Tail;

/// Appends that may wait for one sync.
const QUEUE: usize = 4_096;
/// Bytes that one sync takes at most.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

struct Append {
    payload: Vec<u8>,
    done: oneshot::Sender<Result<()>>,
}

/// A queue of events on disk.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
    appends: mpsc::Sender<Append>,
    end: watch::Receiver<u64>,
    position: Arc<AtomicU64>,
    limit_bytes: u64,
}

impl Spool {
    /// Opens or makes the queue. One process at a time.
    pub fn open(folder: &Path, limit_bytes: u64) -> Result<Self> {
        disk::folder(folder)?;
        let position = disk::read(&folder.join("position"))?;
        let position =
            position.and_then(|bytes| String::from_utf8(bytes).ok()?.trim().parse().ok());
        let position: u64 = position.unwrap_or_default();
        let tail = Tail::open(folder, position)?;
        let (appends, queue) = mpsc::channel(QUEUE);
        let (moved, end) = watch::channel(tail.end());
        std::thread::Builder::new()
            .name("spool".to_owned())
            .spawn(move || write(tail, queue, &moved))
            .map_err(|_| Error::Config("no thread can be started"))?;
        Ok(Self {
            folder: folder.to_owned(),
            appends,
            end,
            position: Arc::new(AtomicU64::new(position)),
            limit_bytes,
        })
    }

    /// Takes an event in. It is on the disk when this returns `Ok`.
    pub async fn append(&self, payload: Vec<u8>) -> Result<()> {
        if payload.is_empty() || payload.len() > EVENT_BYTES_MAX {
            let (size_bytes, limit_bytes) = (payload.len(), EVENT_BYTES_MAX);
            return Err(Error::EventTooLarge { size_bytes, limit_bytes });
        }
        let pending_bytes = self.pending_bytes();
        if pending_bytes + payload.len() as u64 > self.limit_bytes {
            return Err(Error::SpoolFull { pending_bytes, limit_bytes: self.limit_bytes });
        }
        let (done, outcome) = oneshot::channel();
        self.appends.send(Append { payload, done }).await.map_err(|_| Error::Stopped)?;
        outcome.await.unwrap_or(Err(Error::Stopped))
    }

    /// Bytes that wait.
    pub fn pending_bytes(&self) -> u64 {
        self.end().saturating_sub(self.position())
    }

    pub(crate) fn end(&self) -> u64 {
        *self.end.borrow()
    }

    pub(crate) fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// Completes when something waits.
    pub(crate) async fn filled(&self) {
        let mut end = self.end.clone();
        end.wait_for(|end| *end > self.position()).await.ok();
    }

    /// The oldest events that wait.
    pub(crate) async fn peek(&self, limit: usize) -> Result<Batch> {
        let (folder, from, end) = (self.folder.clone(), self.position(), self.end());
        off_thread(move || segments::read(&folder, from, end, limit)).await
    }

    /// Forgets everything before a position, durably.
    pub(crate) async fn advance(&self, position: u64) -> Result<()> {
        let folder = self.folder.clone();
        off_thread(move || {
            disk::write(&folder.join("position"), position.to_string().as_bytes())?;
            segments::remove_before(&folder, position)
        })
        .await?;
        self.position.store(position, Ordering::Release);
        Ok(())
    }
}

/// The one writer: takes all appends that wait, writes them at once, syncs, tells each.
fn write(mut tail: Tail, mut queue: mpsc::Receiver<Append>, moved: &watch::Sender<u64>) {
    let mut frames = Vec::new();
    let mut waiting = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        let mut next = Some(first);
        while let Some(append) = next {
            frame::put(&mut frames, &append.payload);
            waiting.push(append.done);
            next = if frames.len() < GROUP_BYTES { queue.try_recv().ok() } else { None };
        }
        let outcome = tail.append(&frames);
        moved.send_replace(tail.end());
        for done in waiting.drain(..) {
            done.send(outcome.clone()).ok();
        }
        frames.clear();
    }
}
