//! Tells "the database is away" from "the statement is wrong".
use sqlx::Error;

/// Whether trying again later may help: lost or refused connections, shutdown, too many clients.
#[expect(clippy::wildcard_enum_match_arm, reason = "sqlx's errors grow; the rest are no outage")]
pub fn is_outage(error: &Error) -> bool {
    match error {
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::BeginFailed => true,
        Error::Database(found) => found.code().is_some_and(|code| {
            // 08 connection, 57P0x shutdown and start-up, 53 resources, 25006 read-only standby,
            // 40001/40P01/55P03 serialization, deadlock, lock wait over: safe to repeat.
            code.starts_with("08")
                || code.starts_with("57P0")
                || code.starts_with("53")
                || matches!(code.as_ref(), "25006" | "40001" | "40P01" | "55P03")
        }),
        _ => false,
    }
}

/// Whether a text came in that PostgreSQL cannot keep (U+0000): 22021 in a text, 22P05 in JSON.
pub fn is_unkeepable(error: &Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| matches!(code.as_ref(), "22021" | "22P05"))
}
