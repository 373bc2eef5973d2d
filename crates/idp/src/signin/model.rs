//! What came of an attempt to sign in, and how the page says it.
use axum::http::{HeaderValue, StatusCode};
use leme_base::time::DateTime;

use crate::pages::model::Lang;

/// Why somebody is not in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The pair does not match, for whatever reason.
    Wrong,
    /// Too many attempts; come back then.
    Blocked { until: Option<DateTime> },
    /// No core is free.
    Busy,
    /// The form was made for another browser, or long ago.
    Stale,
}

/// Seconds until a busy role is worth asking again.
const BUSY_S: i64 = 3;

impl Problem {
    /// The status of the page.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Wrong | Self::Stale => StatusCode::FORBIDDEN,
            Self::Blocked { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// `Retry-After`, where waiting helps.
    pub(crate) fn retry_after(self, now: DateTime) -> Option<HeaderValue> {
        match self {
            Self::Wrong | Self::Stale => None,
            Self::Blocked { until } => Some(HeaderValue::from(seconds(until, now))),
            Self::Busy => Some(HeaderValue::from(BUSY_S)),
        }
    }

    /// The sentence on the page.
    pub(crate) fn say(self, lang: Lang, now: DateTime) -> String {
        match self {
            Self::Wrong => lang.say("wrong").to_owned(),
            Self::Stale => lang.say("stale").to_owned(),
            Self::Busy => lang.say("busy").to_owned(),
            Self::Blocked { until } => {
                let minutes = (seconds(until, now) + 59) / 60;
                lang.say("blocked").replace("{n}", &minutes.to_string())
            }
        }
    }
}

fn seconds(until: Option<DateTime>, now: DateTime) -> i64 {
    until.map_or(1, |until| (until - now).num_seconds() + 1).max(1)
}
