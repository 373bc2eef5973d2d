//! When a quota's window began and when it begins again, to the microsecond.
use chrono::{Datelike, Days, LocalResult, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use leme_base::time::DateTime;
use leme_contract::entitlement::Window;

/// One window: `start <= now < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub start: DateTime,
    /// The first instant after it; absent when it never ends.
    pub end: Option<DateTime>,
}

/// The window that holds `now`, for a grant that began at `from`, in the tenant's time zone.
pub fn span(window: Window, from: DateTime, zone: Tz, now: DateTime) -> Span {
    let today = now.with_timezone(&zone).date_naive();
    match window {
        Window::Never => Span { start: from, end: None },
        Window::Day => days(zone, today, today.checked_add_days(Days::new(1))),
        Window::Week => {
            let since_monday = u64::from(today.weekday().num_days_from_monday());
            let monday = today.checked_sub_days(Days::new(since_monday)).unwrap_or(today);
            days(zone, monday, monday.checked_add_days(Days::new(7)))
        }
        Window::Month => {
            let first = today.with_day(1).unwrap_or(today);
            days(zone, first, first.checked_add_months(Months::new(1)))
        }
        Window::Fixed { seconds } => fixed(seconds, from, now),
    }
}

fn days(zone: Tz, first: NaiveDate, next: Option<NaiveDate>) -> Span {
    Span { start: midnight(zone, first), end: next.map(|date| midnight(zone, date)) }
}

/// Quarters of an hour in the longest gap: a whole day, where a country crossed the date line.
const QUARTERS_MAX: u32 = 4 * 27;

/// The first instant of a local day. Where midnight is skipped by daylight saving, the day begins
/// when clocks land; where it comes twice, with the first.
fn midnight(zone: Tz, date: NaiveDate) -> DateTime {
    let mut local = date.and_time(NaiveTime::MIN);
    for _ in 0..=QUARTERS_MAX {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.to_utc(),
            // Gaps are multiples of a quarter of an hour.
            LocalResult::None => local += TimeDelta::minutes(15),
        }
    }
    local.and_utc()
}

fn fixed(seconds: u32, from: DateTime, now: DateTime) -> Span {
    let length = i64::from(seconds.max(1)) * 1_000_000;
    let passed = (now - from).num_microseconds().unwrap_or_default();
    let start = from + TimeDelta::microseconds(passed.div_euclid(length) * length);
    Span { start, end: Some(start + TimeDelta::microseconds(length)) }
}
