//! A session, as the rest of the role needs it.
use leme_base::id::{Id, Kind};
use leme_base::time::DateTime;

use crate::accounts::UserId;

/// The kind of a session's id.
#[derive(Debug)]
pub(crate) enum SessionKind {}

impl Kind for SessionKind {
    const NAME: &'static str = "session";
}

/// Names a session: the `sid` of its tokens. It is not the secret in the cookie.
pub(crate) type SessionId = Id<SessionKind>;

/// Somebody is signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Session {
    pub(crate) session_id: SessionId,
    pub(crate) user_id: UserId,
    pub(crate) auth_time: DateTime,
}
