//! The door: whether this runtime may work on a request at all, whoever asks.
use std::sync::Arc;
use std::sync::atomic::Ordering;

use leme_contract::codes;
use leme_contract::entitlement::CheckCode;

use crate::error::Error;
use crate::govern::Stop;
use crate::inner::Inner;
use crate::runtime::Runtime;

/// The code that people see when a kill switch stops something.
pub const KILL_SWITCH: &str = "entitlement.kill_switch";
/// Seconds after which somebody who was refused for lack of room may try again.
const RETRY_S: u32 = 1;

/// A no for the caller of a runtime, in the words of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: &'static str,
    /// Sentence for people.
    pub detail: String,
    /// Seconds to wait, when waiting helps.
    pub retry_after_s: Option<u32>,
}

impl Refusal {
    /// Builds one.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), retry_after_s: None }
    }

    fn later(code: &'static str, detail: &str) -> Self {
        Self { retry_after_s: Some(RETRY_S), ..Self::new(503, code, detail) }
    }
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        match error {
            Error::Unavailable { .. } | Error::NotRegistered | Error::SpoolFull { .. } => {
                Self::later(codes::UNAVAILABLE, "The Kernel is away. Try again soon.")
            }
            Error::Refused { status, code, detail, .. } => {
                match codes::ALL.iter().find(|known| *known == code) {
                    Some(known) => Self::new(*status, known, detail),
                    None => Self::new(500, codes::INTERNAL, ""),
                }
            }
            Error::Nonsense { .. }
            | Error::Untrusted(_)
            | Error::Config(_)
            | Error::EventTooLarge { .. }
            | Error::Disk { .. }
            | Error::InUse(_)
            | Error::Stopped => Self::new(500, codes::INTERNAL, ""),
        }
    }
}

/// Leave to work on one request; given back when dropped.
#[derive(Debug)]
pub struct Permit(Arc<Inner>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Runtime {
    /// Leave to work on a request: registered, not suspended, not switched off, not too many.
    pub fn admit(&self) -> Result<Permit, Refusal> {
        let admitted = self.may_work().and_then(|()| self.room());
        if admitted.is_err() {
            self.inner.refused.fetch_add(1, Ordering::Relaxed);
        }
        admitted
    }

    fn may_work(&self) -> Result<(), Refusal> {
        if self.id().is_none() {
            return Err(Refusal::later(codes::UNAVAILABLE, "This runtime is not registered."));
        }
        self.inner.orders.load().stops_all().map_or(Ok(()), |stop| Err(stopped(stop)))
    }

    fn room(&self) -> Result<Permit, Refusal> {
        let before = self.inner.in_flight.fetch_add(1, Ordering::AcqRel);
        let permit = Permit(Arc::clone(&self.inner));
        if self.inner.orders.load().concurrency().is_some_and(|most| before >= most) {
            let text = "This runtime was limited by its operator and is busy. Try again soon.";
            return Err(Refusal::later(codes::RUNTIME_LIMITED, text));
        }
        Ok(permit)
    }
}

/// A stop in words for people.
pub(crate) fn stopped(stop: Stop) -> Refusal {
    if stop.code == CheckCode::RuntimeSuspended {
        let text = "This service was suspended by the operator of the platform.";
        return Refusal::new(403, codes::RUNTIME_SUSPENDED, text);
    }
    Refusal::new(402, KILL_SWITCH, "This was switched off by the operator of the platform.")
}
