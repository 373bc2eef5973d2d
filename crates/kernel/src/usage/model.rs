//! What is checked before a use is counted, and what a batch adds up to.
use std::collections::BTreeMap;

use leme_base::limits::BATCH_EVENTS_MAX;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::usage::UsageEvent;
use leme_ground::error::{Error, Result};

use crate::entitlements::model::{GrantId, Line, Used};

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
        if event.feature.is_empty() || event.feature.chars().count() > 128 {
            refuse("feature", "must have 1 to 128 characters");
        }
        if event.subject.as_ref().is_some_and(|subject| subject.chars().count() > 128) {
            refuse("subject", "must have at most 128 characters");
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
}

/// What a batch adds to each window, before any of it is written.
#[derive(Debug, Default)]
pub struct Sums(BTreeMap<(GrantId, DateTime), (Line, u64)>);

impl Sums {
    /// Adds what this batch has used so far to what is known to be used.
    pub fn add_to(&self, used: &mut Used, lines: &[Line]) {
        for line in lines {
            if let Some((_, more)) = self.0.get(&(line.grant_id, line.span.start)) {
                *used.entry(line.grant_id).or_default() += more;
            }
        }
    }

    /// Notes where a use is counted.
    pub fn note(&mut self, burnt: Vec<(Line, u64)>) {
        for (line, amount) in burnt {
            let key = (line.grant_id, line.span.start);
            self.0.entry(key).or_insert((line, 0)).1 += amount;
        }
    }

    /// What to write, in one order everywhere.
    pub fn into_lines(self) -> impl Iterator<Item = (Line, u64)> {
        self.0.into_values()
    }
}
