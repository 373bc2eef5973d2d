//! The limits of the edge, in one place.
use std::time::Duration;

/// Connections from outside at one time; more wait in the kernel's accept queue.
pub const CONNECTIONS_MAX: usize = 10_000;
/// Bytes of a request head.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Header lines of a request.
pub const HEADERS_MAX: usize = 100;
/// Time to reach an upstream.
pub const CONNECT: Duration = Duration::from_secs(2);
/// Idle connections kept per upstream.
pub const IDLE_PER_UPSTREAM: usize = 256;
/// How long an idle connection to an upstream is kept.
pub const UPSTREAM_IDLE: Duration = Duration::from_secs(30);
/// Time open requests get when the process stops.
pub const DRAIN: Duration = Duration::from_secs(10);

/// How long callers and upstreams are waited for. Tests wait less.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a request head, and for the next request of an idle connection.
    pub head_read: Duration,
    /// For the next byte of a request body.
    pub body_stall: Duration,
    /// For a caller that takes nothing of what we send.
    pub write_stall: Duration,
    /// For the response head of an upstream, from the last byte of the request.
    pub response_head: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head_read: Duration::from_secs(15),
            body_stall: Duration::from_secs(30),
            write_stall: Duration::from_mins(1),
            response_head: Duration::from_secs(30),
        }
    }
}

/// A call to the Kernel or to an identity provider on our own account.
pub const BACKCHANNEL: Duration = Duration::from_secs(10);
/// Bytes of an answer on our own account.
pub const BACKCHANNEL_BYTES_MAX: usize = 1024 * 1024;
/// How often the routes are asked for.
pub const ROUTES_POLL: Duration = Duration::from_secs(1);

/// Hours a session lives without use.
pub const SESSION_IDLE_H: i64 = 8;
/// Days a session lives at most.
pub const SESSION_DAYS: i64 = 7;
/// How long a session is believed without asking the database; `NOTIFY` ends it sooner.
pub const SESSION_CACHE: Duration = Duration::from_secs(5);
/// Sessions held in memory.
pub const SESSIONS_CACHED: u64 = 50_000;
/// Tokens are made new this long before they end.
pub const REFRESH_AHEAD_S: i64 = 60;
/// How long a refresh may hold the lease on a session.
pub const REFRESH_LEASE_S: i64 = 15;
/// Minutes a person has between `/auth/login` and the way back.
pub const SIGNIN_MINUTES: i64 = 10;
/// Characters of a path to return to.
pub const RETURN_TO_CHARS_MAX: usize = 2000;
/// Clock difference tolerated in tokens.
pub const TOKEN_LEEWAY_S: i64 = 60;
