//! A request to sign out, and whether to ask first.
use crate::sessions::model::{Session, SessionId};
use crate::token::model::IdHint;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The session to end; there may be none left.
    End(Option<SessionId>),
    /// Show the page that asks.
    Ask,
}

/// Ends at once what the hint proves or the person has confirmed; asks when somebody is signed in
/// and neither is so.
pub(crate) fn decide(
    session: Option<&Session>,
    hint: Option<&IdHint>,
    confirmed: bool,
) -> Decision {
    match (session, hint) {
        (Some(session), _) if confirmed => Decision::End(Some(session.session_id)),
        (Some(session), Some(hint)) if session.user_id == hint.sub => {
            Decision::End(Some(session.session_id))
        }
        (Some(_), _) => Decision::Ask,
        (None, hint) => Decision::End(hint.map(|hint| hint.sid)),
    }
}
