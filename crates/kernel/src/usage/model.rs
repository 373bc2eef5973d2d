//! What is checked before a use is counted.
use leme_base::limits::BATCH_EVENTS_MAX;
use leme_base::violation::Violation;
use leme_contract::usage::UsageEvent;
use leme_ground::error::{Error, Result};

/// Most that one event may tell.
pub const AMOUNT_MAX: u64 = 1_000_000_000_000;

/// Everything wrong with a batch, at once.
pub fn check(events: &[UsageEvent]) -> Result<()> {
    let mut wrong = Vec::new();
    if events.is_empty() || events.len() > BATCH_EVENTS_MAX {
        wrong.push(Violation::new("/events", "size", "must hold 1 to 500 events"));
    }
    for (index, event) in events.iter().enumerate().take(BATCH_EVENTS_MAX) {
        let mut refuse = |field: &str, detail: &str| {
            wrong.push(Violation::new(format!("/events/{index}/{field}"), "range", detail));
        };
        if !(1..=AMOUNT_MAX).contains(&event.amount) {
            refuse("amount", "must be 1 to 1000000000000");
        }
        if event.feature.is_empty() || event.feature.len() > 128 {
            refuse("feature", "must have 1 to 128 characters");
        }
        if event.subject.as_ref().is_some_and(|subject| subject.len() > 128) {
            refuse("subject", "must have at most 128 characters");
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
}
