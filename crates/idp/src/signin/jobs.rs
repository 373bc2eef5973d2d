//! The steps of a sign-in: count, check, and only then a session.
use leme_base::name::Email;
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::Result;

use super::model::Problem;
use crate::accounts::UserId;
use crate::accounts::queries as accounts;
use crate::app::App;
use crate::config::SESSION_LIFE;
use crate::passwords::BYTES_MAX;
use crate::sessions::model::{Session, SessionId};
use crate::sessions::queries as sessions;
use crate::throttle::model::{Bucket, buckets};
use crate::visitor::Visitor;
use crate::{opaque, store, throttle};

/// What was typed.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) email: String,
    pub(crate) password: String,
}

impl Attempt {
    /// The e-mail in the form accounts have it; what is none finds nobody.
    pub(crate) fn account(&self) -> String {
        let parsed = self.email.parse::<Email>();
        parsed.map_or_else(|_| self.email.trim().to_lowercase(), |email| email.as_str().to_owned())
    }
}

/// Checks an attempt. The inner result tells who it is, or why nobody is in.
pub(crate) async fn check(
    app: &App,
    visitor: &Visitor,
    attempt: Attempt,
    now: DateTime,
) -> Result<Result<UserId, Problem>> {
    let email = attempt.account();
    let known = visitor.known_as(&app.sealer, &email);
    let buckets = buckets(&email, known.as_deref(), visitor.from);
    let mut tx = store::open(&app.db).await?;
    let blocked = throttle::attempt(&mut tx, &buckets, now).await;
    let found = match blocked? {
        Some(until) => {
            tracing::warn!(event = "signin.blocked", "a sign-in was blocked");
            return Ok(Err(Problem::Blocked { until: Some(until) }));
        }
        None => accounts::find_sign_in(&mut tx, &email).await?,
    };
    // Counted before it is checked; no transaction is held while a core is busy.
    tx.commit().await?;
    let user = found.as_ref().map(|found| found.user_id);
    let phc = found.map(|found| found.phc).filter(|_| attempt.password.len() <= BYTES_MAX);
    let checked = app.passwords.verify(attempt.password, phc).await;
    settle(app, &buckets, checked.is_err(), checked.is_ok_and(|right| right), user).await
}

async fn settle(
    app: &App,
    buckets: &[Bucket],
    busy: bool,
    right: bool,
    user: Option<UserId>,
) -> Result<Result<UserId, Problem>> {
    if !busy && !right {
        let user_id = user.map(|user| user.to_string());
        tracing::warn!(event = "signin.failed", user_id, "a sign-in failed");
        return Ok(Err(Problem::Wrong));
    }
    let mut tx = store::open(&app.db).await?;
    throttle::forgive(&mut tx, buckets, right).await?;
    tx.commit().await?;
    Ok(user.filter(|_| right).ok_or(Problem::Busy))
}

/// Makes a new session and ends the one the browser had. Gives the secret of its cookie.
pub(crate) async fn enter(
    tx: &mut PlatformTx,
    visitor: &Visitor,
    user_id: UserId,
    now: DateTime,
) -> Result<(Session, String)> {
    if let Some(old) = visitor.session_hash() {
        sessions::end_by_token(tx, &old, now).await?;
    }
    let session = Session { session_id: SessionId::at(now), user_id, auth_time: now };
    let secret = opaque::random();
    sessions::insert(tx, &session, &opaque::digest(&secret), now + SESSION_LIFE).await?;
    Ok((session, secret))
}
