//! Grants and the decision: pure, so that it can be tested to the last microsecond.
use std::cmp::Reverse;
use std::collections::HashMap;

use chrono_tz::Tz;
use leme_base::id::{Id, Kind};
use leme_base::ids::TenantId;
use leme_base::page::PageQuery;
use leme_base::time::DateTime;
use leme_base::violation::Violation;
use leme_contract::entitlement::{
    CheckCode, CheckLimits, CheckRequest, Entitlement, EntitlementLimits, LicensedEntitlement,
    Window,
};
use leme_contract::manifest::{FeatureKind, Manifest, covers};
use leme_ground::error::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::window::{Span, span};
use crate::directory::model::RuntimeEntry;

/// Characters of a feature.
pub const FEATURE_CHARS_MAX: usize = 128;

/// A grant.
pub enum Granting {}

impl Kind for Granting {
    const NAME: &'static str = "grant";
}

/// Id of a grant.
pub type GrantId = Id<Granting>;

/// Where a grant stands; follows from time and revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    /// Begins later.
    Scheduled,
    /// Holds.
    Active,
    /// Its time is over.
    Expired,
    /// Taken back.
    Revoked,
}

/// What a tenant was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// Its id.
    pub grant_id: GrantId,
    /// Who holds it.
    pub tenant_id: TenantId,
    /// The product it is for.
    pub product: String,
    /// The feature; a trailing `*` covers every feature with that beginning.
    pub feature: String,
    /// How much may be used in one window; absent means without limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The window that the limit counts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// From when it holds.
    pub valid_from: DateTime,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<DateTime>,
    /// Where it stands.
    pub state: GrantState,
    /// Why it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who gave it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime>,
    /// Used in the current window, for a limited grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
}

impl Grant {
    /// Where it stands at an instant.
    pub fn state_at(&self, now: DateTime) -> GrantState {
        if self.revoked_at.is_some() {
            GrantState::Revoked
        } else if now < self.valid_from {
            GrantState::Scheduled
        } else if self.valid_until.is_some_and(|until| until <= now) {
            GrantState::Expired
        } else {
            GrantState::Active
        }
    }

    /// The window that counts now, for a limited grant.
    pub fn span(&self, zone: Tz, now: DateTime) -> Option<Span> {
        self.limit?;
        Some(span(self.window.unwrap_or(Window::Never), self.valid_from, zone, now))
    }
}

/// A grant to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// The product, for example the name a runtime registered with.
    pub product: String,
    /// The feature; a trailing `*` covers every feature with that beginning.
    pub feature: String,
    /// How much may be used in one window; absent means without limit.
    #[serde(default)]
    pub limit: Option<u64>,
    /// The window that the limit counts in; `never` when absent.
    #[serde(default)]
    pub window: Option<Window>,
    /// From when it holds; now when absent.
    #[serde(default)]
    pub valid_from: Option<DateTime>,
    /// Until when it holds; until revoked when absent.
    #[serde(default)]
    pub valid_until: Option<DateTime>,
    /// Why, at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

impl NewGrant {
    /// Everything wrong with it at once. `kinds` are the kinds of the declared features it covers.
    pub fn check(&self, kinds: &[FeatureKind], now: DateTime) -> Result<()> {
        let mut wrong = Vec::new();
        let mut refuse = |pointer: &str, code: &str, detail: &str| {
            wrong.push(Violation::new(pointer, code, detail));
        };
        if kinds.is_empty() {
            refuse("/feature", "feature_unknown", "no registered runtime declares this feature");
        }
        if self.feature.chars().count() > FEATURE_CHARS_MAX {
            refuse("/feature", "too_long", "must have at most 128 characters");
        }
        if self.limit.is_some() && kinds.contains(&FeatureKind::Boolean) {
            refuse("/limit", "not_limited", "this feature is held or not; it is not counted");
        }
        if self.limit.is_none() && self.window.is_some() {
            refuse("/window", "no_limit", "a window needs a limit");
        }
        if self.limit.is_some_and(|limit| i64::try_from(limit).is_err()) {
            refuse("/limit", "too_large", "must be at most 9223372036854775807");
        }
        if let Some(Window::Fixed { seconds }) = self.window
            && !(60..=31_622_400).contains(&seconds)
        {
            refuse("/window/seconds", "range", "must be 60 seconds to 366 days");
        }
        if self.valid_until.is_some_and(|until| until <= self.valid_from.unwrap_or(now)) {
            refuse("/valid_until", "order", "must be after the beginning");
        }
        if self.note.as_ref().is_some_and(|note| note.chars().count() > 500) {
            refuse("/note", "too_long", "must have at most 500 characters");
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid { violations: wrong }) }
    }

    /// The kinds of the features of these manifests that the grant would cover.
    pub fn kinds<'m>(&self, manifests: impl Iterator<Item = &'m Manifest>) -> Vec<FeatureKind> {
        let features =
            manifests.filter(|it| it.product == self.product).flat_map(|it| &it.features);
        let touches = |key: &str| {
            let (mine, theirs) = (self.feature.trim_end_matches('*'), key.trim_end_matches('*'));
            covers(key, &self.feature) || covers(&self.feature, key) || {
                self.feature.ends_with('*') && key.ends_with('*') && mine.starts_with(theirs)
            }
        };
        features.filter(|feature| touches(&feature.key)).map(|feature| feature.kind).collect()
    }
}

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GrantQuery {
    /// Part of a feature.
    pub feature: Option<String>,
    /// Only this state.
    pub state: Option<GrantState>,
    /// Where to read on: the `next` of the page before.
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl GrantQuery {
    /// The paging part.
    pub fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// What to try out.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulation {
    /// The product.
    pub product: String,
    /// The feature, in full.
    pub feature: String,
}

/// Refuses a question that is too large.
pub fn check_question(request: &CheckRequest) -> Result<()> {
    if request.context.len() > 32 {
        return Err(Error::invalid("/context", "too_many", "must have at most 32 entries"));
    }
    check_feature(&request.feature)
}

/// A question names one feature, never a family.
pub fn check_feature(feature: &str) -> Result<()> {
    if !(1..=FEATURE_CHARS_MAX).contains(&feature.chars().count()) {
        return Err(Error::invalid("/feature", "size", "must have 1 to 128 characters"));
    }
    if feature.ends_with('*') {
        return Err(Error::invalid("/feature", "family", "must name one feature, not a family"));
    }
    Ok(())
}

/// A tenant's grants, ready to be asked: most specific first, then what ends first.
#[derive(Clone, Debug)]
pub struct Set {
    /// The policy version it shows, or a later one.
    pub version: u64,
    zone: Tz,
    grants: Vec<Grant>,
}

impl Set {
    /// Sorts grants into the order in which they are asked and used.
    pub fn compile(version: u64, zone: Option<&str>, mut grants: Vec<Grant>) -> Self {
        grants.sort_by_key(|grant| {
            let exact = !grant.feature.ends_with('*');
            let end = grant.valid_until.unwrap_or(DateTime::MAX_UTC);
            (Reverse(exact), Reverse(grant.feature.len()), end, grant.created_at, grant.grant_id)
        });
        let zone = zone.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC);
        Self { version, zone, grants }
    }

    /// The time zone in which calendar windows begin.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether the tenant was ever granted anything of a product.
    pub fn knows_product(&self, product: &str) -> bool {
        self.grants.iter().any(|grant| grant.product == product)
    }

    /// Whether the tenant holds anything of a product now.
    pub fn holds_product(&self, product: &str, now: DateTime) -> bool {
        self.live(product, now).next().is_some()
    }

    fn live<'s>(&'s self, product: &'s str, now: DateTime) -> impl Iterator<Item = &'s Grant> {
        let live = move |grant: &&Grant| {
            grant.product == product && grant.state_at(now) == GrantState::Active
        };
        self.grants.iter().filter(live)
    }
}

/// What is asked.
pub struct Question<'q> {
    /// The product.
    pub product: &'q str,
    /// The feature, in full.
    pub feature: &'q str,
    /// When.
    pub now: DateTime,
}

/// One limited grant that may answer, with its window.
#[derive(Clone, Debug)]
pub struct Line {
    /// The grant.
    pub grant_id: GrantId,
    /// What its window holds.
    pub limit: u64,
    /// The window that counts.
    pub span: Span,
}

/// What can be said without asking for counters.
pub enum Outcome {
    /// Everything.
    Settled {
        /// Why.
        code: CheckCode,
        /// What it rests on.
        source: Vec<String>,
    },
    /// It depends on how much of these was used.
    Counted(Vec<Line>),
}

/// The decision, as far as memory goes.
pub fn decide(set: &Set, question: &Question<'_>) -> Outcome {
    let covering = |grant: &&Grant| covers(&grant.feature, question.feature);
    let live: Vec<&Grant> = set.live(question.product, question.now).filter(covering).collect();
    if let Some(unlimited) = live.iter().find(|grant| grant.limit.is_none()) {
        let source = vec![format!("grant:{}", unlimited.grant_id)];
        return Outcome::Settled { code: CheckCode::Ok, source };
    }
    if live.is_empty() {
        return Outcome::Settled { code: why_not(set, question), source: Vec::new() };
    }
    Outcome::Counted(live.into_iter().filter_map(|grant| line(set, grant, question.now)).collect())
}

fn line(set: &Set, grant: &Grant, now: DateTime) -> Option<Line> {
    let (limit, span) = grant.limit.zip(grant.span(set.zone, now))?;
    Some(Line { grant_id: grant.grant_id, limit, span })
}

fn why_not(set: &Set, question: &Question<'_>) -> CheckCode {
    let over = |grant: &Grant| {
        grant.product == question.product
            && covers(&grant.feature, question.feature)
            && grant.state_at(question.now) == GrantState::Expired
    };
    if set.grants.iter().any(over) { CheckCode::Expired } else { CheckCode::NoEntitlement }
}

/// How much of each line was used, by grant.
pub type Used = HashMap<GrantId, u64>;

/// The rest of the decision: the first line with something left answers; when none has, the last.
pub fn settle(lines: &[Line], used: &Used) -> (CheckCode, Vec<String>, CheckLimits) {
    let numbers = |line: &Line| {
        let used = used.get(&line.grant_id).copied().unwrap_or_default();
        CheckLimits {
            limit: line.limit,
            used,
            reserved: 0,
            remaining: line.limit.saturating_sub(used),
            reset_at: line.span.end,
        }
    };
    let open = lines.iter().find(|line| numbers(line).remaining > 0);
    let code = if open.is_some() { CheckCode::Ok } else { CheckCode::QuotaExceeded };
    match open.or(lines.last()) {
        Some(line) => (code, vec![format!("grant:{}", line.grant_id)], numbers(line)),
        None => (
            CheckCode::NoEntitlement,
            Vec::new(),
            CheckLimits { limit: 0, used: 0, reserved: 0, remaining: 0, reset_at: None },
        ),
    }
}

/// Where a use is counted: the lines in order, each as far as it has room, the rest on the last.
pub fn burn(lines: &[Line], used: &Used, amount: u64) -> Vec<(Line, u64)> {
    let mut left = amount;
    let mut burnt = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let held = used.get(&line.grant_id).copied().unwrap_or_default();
        let room = line.limit.saturating_sub(held);
        let take = if index + 1 == lines.len() { left } else { left.min(room) };
        if take > 0 {
            burnt.push((line.clone(), take));
            left -= take;
        }
    }
    burnt
}

/// What a tenant holds for a runtime now, as `resolve` tells it.
pub fn held(set: &Set, runtime: &RuntimeEntry, now: DateTime) -> Vec<Entitlement> {
    let entitlement = |grant: &Grant| Entitlement {
        tenant_id: grant.tenant_id,
        runtime_id: runtime.runtime_id,
        feature: grant.feature.clone(),
        limits: limits(grant),
        valid_until: grant.valid_until,
    };
    set.live(&runtime.product, now).map(entitlement).collect()
}

/// What a runtime may rely on when the Kernel is away: everything not revoked and not over.
pub fn licensed(set: &Set, runtime: &RuntimeEntry, now: DateTime) -> Vec<LicensedEntitlement> {
    let staleness = |grant: &Grant| {
        let features = runtime.manifest.iter().flat_map(|manifest| &manifest.features);
        features
            .filter(|it| covers(&it.key, &grant.feature) || covers(&grant.feature, &it.key))
            .map(|feature| feature.max_staleness_s)
            .min()
            .unwrap_or_default()
    };
    let useful = |grant: &&Grant| {
        let state = grant.state_at(now);
        grant.product == runtime.product
            && matches!(state, GrantState::Active | GrantState::Scheduled)
    };
    let licensed = |grant: &Grant| LicensedEntitlement {
        feature: grant.feature.clone(),
        limits: limits(grant),
        valid_from: grant.valid_from,
        valid_until: grant.valid_until,
        max_staleness_s: staleness(grant),
    };
    set.grants.iter().filter(useful).map(licensed).collect()
}

fn limits(grant: &Grant) -> EntitlementLimits {
    EntitlementLimits { quota: grant.limit, time_window: grant.window }
}
