//! Everything that can go wrong between a runtime and the Kernel.
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leme_contract::codes;

/// What this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
/// The cause below an error. Shared, because many callers may wait for one answer.
pub type Source = Arc<dyn StdError + Send + Sync>;

/// What went wrong. `Display` holds no secret.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The Kernel cannot be reached, and nothing that may be trusted is at hand. Try again.
    #[error("the Kernel is away ({doing})")]
    Unavailable {
        /// What we were doing.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Source,
    },
    /// The Kernel said no.
    #[error("the Kernel refuses ({doing}): {status} {code}: {detail}")]
    Refused {
        /// What we were doing.
        doing: &'static str,
        /// The HTTP status.
        status: u16,
        /// The stable code of the problem.
        code: String,
        /// Its sentence for people.
        detail: String,
    },
    /// The Kernel's answer cannot be read.
    #[error("the Kernel's answer cannot be read ({doing})")]
    Nonsense {
        /// What we were doing.
        doing: &'static str,
        /// What is wrong with it.
        #[source]
        source: Source,
    },
    /// A signature or a claim is not what it must be.
    #[error("not trusted: {0}")]
    Untrusted(&'static str),
    /// The runtime has no registration.
    #[error("the runtime is not registered")]
    NotRegistered,
    /// The configuration cannot work.
    #[error("{0}")]
    Config(&'static str),
    /// Events wait for the Kernel and the room for them is used up.
    #[error("{pending_bytes} bytes of events wait for the Kernel; the limit is {limit_bytes}")]
    SpoolFull {
        /// What waits.
        pending_bytes: u64,
        /// What may wait.
        limit_bytes: u64,
    },
    /// One event is too large.
    #[error("an event has {size_bytes} bytes; the limit is {limit_bytes}")]
    EventTooLarge {
        /// Its size.
        size_bytes: usize,
        /// What is allowed.
        limit_bytes: usize,
    },
    /// The data folder fails us.
    #[error("{doing} {path}")]
    Disk {
        /// What we were doing.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: Arc<std::io::Error>,
    },
    /// Another process works in the data folder.
    #[error("another process uses {0}")]
    InUse(PathBuf),
    /// The runtime was stopped.
    #[error("the runtime was stopped")]
    Stopped,
}

impl Error {
    pub(crate) fn unavailable(
        doing: &'static str,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self::Unavailable { doing, source: Arc::new(source) }
    }

    /// Whether waiting may help.
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// The Kernel's code, when it said no.
    pub fn code(&self) -> Option<&str> {
        if let Self::Refused { code, .. } = self { Some(code) } else { None }
    }

    /// Whether the Kernel no longer knows our runtime token.
    pub(crate) fn is_token_refused(&self) -> bool {
        matches!(self, Self::Refused { status: 401, code, .. }
            if code.is_empty() || code == codes::AUTH_INVALID || code == codes::AUTH_REQUIRED)
    }
}

/// Names the file when an I/O call fails.
pub(crate) trait At<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T>;
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Disk {
            doing,
            path: path.to_owned(),
            source: Arc::new(source),
        })
    }
}
