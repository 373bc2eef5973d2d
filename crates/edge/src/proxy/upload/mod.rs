//! A request body that notices a client which stopped sending.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// How an upload stands; shared with whoever waits for the answer to it.
#[derive(Clone, Debug)]
pub struct Progress(Arc<State>);

#[derive(Debug)]
struct State {
    start: Instant,
    moved_ms: AtomicU64,
    stalled: AtomicBool,
}

impl Progress {
    fn new() -> Self {
        Self(Arc::new(State {
            start: Instant::now(),
            moved_ms: AtomicU64::new(0),
            stalled: AtomicBool::new(false),
        }))
    }

    /// When the body last moved, or when the request began.
    pub fn last(&self) -> Instant {
        self.0.start + Duration::from_millis(self.0.moved_ms.load(Ordering::Relaxed))
    }

    /// Whether the client stopped sending.
    pub fn stalled(&self) -> bool {
        self.0.stalled.load(Ordering::Relaxed)
    }

    fn moved(&self) {
        let elapsed = self.0.start.elapsed().as_millis();
        self.0.moved_ms.store(u64::try_from(elapsed).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// A body that fails when nothing came for a while.
pub struct Upload {
    inner: Body,
    progress: Progress,
    patience: Duration,
    silence: Option<Pin<Box<Sleep>>>,
}

/// Wraps a body; bodies that are empty already stay as they are.
pub fn watch(body: Body, patience: Duration) -> (Body, Progress) {
    let progress = Progress::new();
    if body.is_end_stream() {
        return (body, progress);
    }
    let upload = Upload { inner: body, progress: progress.clone(), patience, silence: None };
    (Body::new(upload), progress)
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.silence = None;
            self.progress.moved();
            return Poll::Ready(frame);
        }
        let patience = self.patience;
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(patience)));
        if silence.as_mut().poll(cx).is_ready() {
            self.progress.0.stalled.store(true, Ordering::Relaxed);
            let gone =
                std::io::Error::new(std::io::ErrorKind::TimedOut, "the client stopped sending");
            return Poll::Ready(Some(Err(axum::Error::new(gone))));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
