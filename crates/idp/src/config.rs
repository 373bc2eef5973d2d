//! What the identity provider reads from its environment, and how long its things live.
use chrono::TimeDelta;
use leme_ground::config::Var;

/// How often a new signing key takes over.
pub const KEY_DAYS: Var = Var::defaulted(
    "LEME_IDP_KEY_DAYS",
    "Days after which the identity provider signs with a new key; old tokens stay valid.",
    "30",
);

/// A code is redeemed at once by a program, not by a person.
pub(crate) const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);
/// Access and id tokens cannot be called back, so they are short.
pub(crate) const TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);
/// A refresh token that is not used within this time is dead.
pub(crate) const REFRESH_LIFE: TimeDelta = TimeDelta::days(14);
/// However often it is refreshed, a grant ends here and the person signs in again.
pub(crate) const GRANT_LIFE: TimeDelta = TimeDelta::days(90);
/// A browser stays signed in this long.
pub(crate) const SESSION_LIFE: TimeDelta = TimeDelta::days(7);
/// A browser is remembered as one that has signed in before.
pub(crate) const KNOWN_LIFE: TimeDelta = TimeDelta::days(180);
/// A form may stay open this long.
pub(crate) const FORM_LIFE: TimeDelta = TimeDelta::hours(2);
/// A new key is published this long before it signs: every process and client knows it by then.
pub(crate) const KEY_LEAD: TimeDelta = TimeDelta::minutes(5);
/// An old key is published this long after another took over.
pub(crate) const KEY_OVERLAP: TimeDelta = TimeDelta::hours(24);
/// The audience of access tokens.
pub(crate) const AUDIENCE: &str = "leme";
