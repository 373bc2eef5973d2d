//! The limits of the edge, in one place.
use std::time::Duration;

/// Connections from outside at one time; more wait in the kernel's accept queue.
pub const CONNECTIONS_MAX: usize = 10_000;
/// Bytes of a request head.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Header lines of a request.
pub const HEADERS_MAX: usize = 100;
/// Time a client has to send a request head; also how long an idle connection is kept.
pub const HEAD_READ: Duration = Duration::from_secs(15);
/// Time without a byte of a request body before the client counts as gone.
pub const BODY_STALL: Duration = Duration::from_secs(30);
/// Time without a byte taken of what we send before the client counts as gone.
pub const WRITE_STALL: Duration = Duration::from_secs(60);
/// Time to reach an upstream.
pub const CONNECT: Duration = Duration::from_secs(2);
/// Time an upstream has for its response head, counted from the last byte of the request.
pub const RESPONSE_HEAD: Duration = Duration::from_secs(30);
/// Idle connections kept per upstream.
pub const IDLE_PER_UPSTREAM: usize = 256;
/// How long an idle connection to an upstream is kept.
pub const UPSTREAM_IDLE: Duration = Duration::from_secs(30);
/// Time open requests get when the process stops.
pub const DRAIN: Duration = Duration::from_secs(10);

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
