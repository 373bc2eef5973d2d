//! Makes tokens new before they end: once per session, however many requests ask at the same time.
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use leme_ground::error::{Chain, Error, Result};

use super::model::{Hash, Session, Tokens};
use crate::app::App;
use crate::limits::REFRESH_LEASE_S;
use crate::signin::oidc::{self, Grant, Refusal};

/// What became of a session.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It goes on, with a token that holds.
    Session(Arc<Session>),
    /// It is over.
    Over,
}

/// The session with a token that holds for a while.
pub async fn fresh(app: &App, session: Arc<Session>) -> Result<Outcome> {
    let now = app.clock.now();
    if session.fresh(now) {
        return Ok(Outcome::Session(session));
    }
    let turn = app.sessions.turn(&session.hash).await;
    let Ok(_turn) = turn.try_lock() else {
        // Somebody is at it. A token that still holds need not wait for it.
        if session.usable(now) {
            return Ok(Outcome::Session(session));
        }
        let _turn = turn.lock().await;
        return in_turn(app, &session).await;
    };
    in_turn(app, &session).await
}

async fn in_turn(app: &App, session: &Session) -> Result<Outcome> {
    for _ in 0..100 {
        let now = app.clock.now();
        let Some(current) = app.sessions.load(&session.hash).await? else {
            return Ok(Outcome::Over);
        };
        if current.fresh(now) {
            return Ok(Outcome::Session(app.sessions.keep(current).await));
        }
        let until = now + TimeDelta::seconds(REFRESH_LEASE_S);
        if app.sessions.lease(&current, now, until).await? {
            return renew(app, current).await;
        }
        // Another edge is at it.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Error::unavailable("refreshing a session", "another edge holds it"))
}

async fn renew(app: &App, session: Session) -> Result<Outcome> {
    let Some(refresh) = session.tokens.refresh.clone() else {
        return expiring(app, session).await;
    };
    let connection = session.tokens.connection.clone();
    match oidc::refresh(app, &connection, &refresh, &session.subject).await {
        Ok(grant) => {
            metrics::counter!("edge_refreshes_total", "outcome" => "renewed").increment(1);
            app.sessions.renew(with(session, grant)).await.map(Outcome::Session)
        }
        Err(Refusal::Refused(why)) => {
            tracing::info!(%why, "a session ended: its tokens were not renewed");
            metrics::counter!("edge_refreshes_total", "outcome" => "refused").increment(1);
            end(app, &session.hash).await
        }
        Err(Refusal::Away(error)) => {
            tracing::warn!(error = %Chain(&error), "tokens could not be renewed");
            metrics::counter!("edge_refreshes_total", "outcome" => "away").increment(1);
            app.sessions.release(&session.hash).await?;
            if session.usable(app.clock.now()) {
                return Ok(Outcome::Session(Arc::new(session)));
            }
            Err(error)
        }
    }
}

/// Without a refresh token the session lasts as long as its token.
async fn expiring(app: &App, session: Session) -> Result<Outcome> {
    app.sessions.release(&session.hash).await?;
    if session.usable(app.clock.now()) {
        return Ok(Outcome::Session(app.sessions.keep(session).await));
    }
    end(app, &session.hash).await
}

async fn end(app: &App, hash: &Hash) -> Result<Outcome> {
    app.sessions.end(hash).await?;
    Ok(Outcome::Over)
}

fn with(session: Session, grant: Grant) -> Session {
    let tokens = Tokens {
        bearer: grant.bearer,
        refresh: grant.refresh.or(session.tokens.refresh),
        id_token: grant.id_token.unwrap_or(session.tokens.id_token),
        connection: session.tokens.connection,
    };
    Session { tokens, bearer_expires_at: grant.expires_at, ..session }
}
