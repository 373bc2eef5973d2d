//! Windows against a reference that only knows how to look at a clock.
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use leme_base::time::DateTime;
use leme_contract::entitlement::Window;
use leme_kernel::entitlements::window::{Span, span};
use proptest::prelude::*;

const ZONES: &[Tz] = &[
    Tz::America__Sao_Paulo,
    Tz::America__New_York,
    Tz::Asia__Kolkata,
    Tz::Pacific__Apia,
    Tz::Europe__Lisbon,
    Tz::Australia__Lord_Howe,
];

/// The first quarter of an hour whose date in the zone is this one, or later where there is none.
fn begins(zone: Tz, date: NaiveDate) -> DateTime {
    let mut at = date.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(24);
    while at.with_timezone(&zone).date_naive() < date {
        at += TimeDelta::minutes(15);
    }
    at
}

/// The window by looking at dates alone.
fn reference(window: Window, zone: Tz, now: DateTime) -> (DateTime, DateTime) {
    let today = now.with_timezone(&zone).date_naive();
    let (first, next) = match window {
        Window::Day => (today, today + Days::new(1)),
        Window::Week => {
            let monday = today.week(chrono::Weekday::Mon).first_day();
            (monday, monday + Days::new(7))
        }
        Window::Month => {
            let first = today.with_day(1).unwrap();
            (first, first + Months::new(1))
        }
        Window::Never | Window::Fixed { .. } => unreachable!("these need no calendar"),
    };
    (begins(zone, first), begins(zone, next))
}

fn instants() -> impl Strategy<Value = DateTime> {
    // 1990 to 2040, to the microsecond.
    (631_152_000_000_000_i64..2_208_988_800_000_000)
        .prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
}

fn calendar() -> impl Strategy<Value = Window> {
    prop_oneof![Just(Window::Day), Just(Window::Week), Just(Window::Month)]
}

/// A window holds its instant, and its neighbours begin and end where it ends and begins.
fn tiles(window: Window, from: DateTime, zone: Tz, now: DateTime) -> Span {
    let here = span(window, from, zone, now);
    let end = here.end.unwrap();
    assert!(here.start <= now && now < end, "{here:?} does not hold {now}");
    assert_eq!(span(window, from, zone, end).start, end);
    let before = here.start - TimeDelta::microseconds(1);
    assert_eq!(span(window, from, zone, before).end, Some(here.start));
    here
}

proptest! {
    #[test]
    fn a_calendar_window_is_what_a_calendar_says(
        window in calendar(), zone in prop::sample::select(ZONES), now in instants()
    ) {
        let here = tiles(window, now, zone, now);
        prop_assert_eq!((here.start, here.end.unwrap()), reference(window, zone, now));
    }

    #[test]
    fn a_fixed_window_counts_from_the_beginning_of_its_grant(
        seconds in 60_u32..31_622_400, from in instants(), now in instants()
    ) {
        let here = tiles(Window::Fixed { seconds }, from, Tz::UTC, now);
        let length = i64::from(seconds) * 1_000_000;
        prop_assert_eq!((here.end.unwrap() - here.start).num_microseconds(), Some(length));
        prop_assert_eq!((here.start - from).num_microseconds().unwrap() % length, 0);
    }
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn check(window: Window, zone: Tz, now: &str, start: &str, end: &str) {
    let found = tiles(window, at(now), zone, at(now));
    assert_eq!(found, Span { start: at(start), end: Some(at(end)) }, "{now} in {zone}");
}

#[test]
fn a_day_whose_midnight_is_skipped_begins_when_clocks_land() {
    let zone = Tz::America__Sao_Paulo;
    let (start, end) = ("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z");
    check(Window::Day, zone, "2018-11-04T12:00:00Z", start, end);
}

#[test]
fn a_day_whose_last_hour_comes_twice_has_twenty_five_hours() {
    let zone = Tz::America__Sao_Paulo;
    let (start, end) = ("2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z");
    check(Window::Day, zone, "2018-02-18T02:30:00Z", start, end);
}

#[test]
fn a_day_that_never_was_belongs_to_nobody() {
    let zone = Tz::Pacific__Apia;
    let (start, end) = ("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
    check(Window::Day, zone, "2011-12-30T09:59:59Z", start, end);
}

#[test]
fn february_has_its_days_and_a_year_its_end() {
    let zone = Tz::Asia__Kolkata;
    let (start, end) = ("2028-01-31T18:30:00Z", "2028-02-29T18:30:00Z");
    check(Window::Month, zone, "2028-02-29T12:00:00Z", start, end);
    let (start, end) = ("2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z");
    check(Window::Month, Tz::America__New_York, "2027-01-01T04:59:59Z", start, end);
}

#[test]
fn what_never_resets_never_ends() {
    let from = at("2026-01-01T00:00:00Z");
    let found = span(Window::Never, from, Tz::UTC, at("2030-01-01T00:00:00Z"));
    assert_eq!(found, Span { start: from, end: None });
}
