//! Tenants, contexts and clocks for tests that need no more than an id.
use leme_base::ids::TenantId;
use leme_base::time::{Clock, DateTime, TestClock};
use leme_ground::ctx::{Actor, Ctx};

/// A tenant that nobody else knows.
pub fn tenant() -> TenantId {
    TenantId::at(Clock::System.now())
}

/// A context in a tenant, now.
pub fn ctx(tenant: TenantId) -> Ctx {
    let actor = Actor::system("test");
    Ctx { tenant, actor, correlation: "test".to_owned(), now: Clock::System.now() }
}

/// A clock that stands at an instant such as `2027-03-01T09:00:00Z` until it is moved.
pub fn clock(at: &str) -> TestClock {
    TestClock::at(at.parse::<DateTime>().expect("an instant in RFC 3339"))
}
