//! The steps of an authorization that touch the database.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::Result;

use super::model::{Refused, Request, read};
use crate::accounts::UserId;
use crate::answer::{Stop, with_query};
use crate::app::App;
use crate::clients::queries as clients;
use crate::config::{CODE_LIFE, GRANT_LIFE, TOKEN_LIFE};
use crate::grants::model::{Grant, GrantId};
use crate::grants::queries::{self, CodeRow};
use crate::params::Params;
use crate::sessions::model::Session;
use crate::token::model::IdHint;
use crate::{keys, opaque};

/// A request that was understood, or the address to send its refusal to.
pub(crate) type Understood = Result<Request, String>;

/// Finds the client and reads its request. Until the redirect is known to be its own, nothing goes
/// there.
pub(crate) async fn understand(
    app: &App,
    tx: &mut PlatformTx,
    params: &Params,
) -> Result<Understood, Stop> {
    let client_id = params.get("client_id").ok_or(Stop::UnknownClient)?;
    let client = clients::find(tx, client_id).await?.ok_or(Stop::UnknownClient)?;
    let redirect = params.get("redirect_uri").ok_or(Stop::BadRedirect)?;
    if !client.accepts_redirect(redirect) {
        return Err(Stop::BadRedirect);
    }
    let state = params.get("state");
    Ok(read(params, &client, redirect).map_err(|why| refusal(app, redirect, state, why)))
}

/// Where a refusal goes.
pub(crate) fn refusal(app: &App, redirect: &str, state: Option<&str>, why: Refused) -> String {
    let Refused(error, description) = why;
    let mut pairs = vec![("error", error), ("error_description", description)];
    pairs.extend(state.map(|state| ("state", state)));
    pairs.push(("iss", &app.issuer.url));
    with_query(redirect, &pairs)
}

/// Whether somebody is the person in `id_token_hint`. A hint that is not ours fits nobody.
pub(crate) async fn fits_hint(app: &App, request: &Request, user: Option<UserId>) -> Result<bool> {
    let Some(hint) = &request.id_token_hint else { return Ok(true) };
    let ring = keys::jobs::current(app, app.clock.now()).await?;
    let hint = IdHint::read(&ring, &app.issuer.url, hint);
    Ok(hint.is_some_and(|hint| user == Some(hint.sub)))
}

/// Makes the grant and its code, and says where they go.
pub(crate) async fn give_code(
    app: &App,
    tx: &mut PlatformTx,
    request: &Request,
    session: &Session,
    now: DateTime,
) -> Result<String> {
    let grant = grant(request, session, now);
    queries::insert(tx, &grant, now).await?;
    let code = opaque::random();
    let row = CodeRow {
        grant_id: grant.grant_id,
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        expires_at: now + CODE_LIFE,
        used_at: None,
    };
    queries::insert_code(tx, &opaque::digest(&code), &row).await?;
    let mut pairs = vec![("code", code.as_str())];
    pairs.extend(request.state.as_deref().map(|state| ("state", state)));
    pairs.push(("iss", &app.issuer.url));
    Ok(with_query(&request.redirect_uri, &pairs))
}

fn grant(request: &Request, session: &Session, now: DateTime) -> Grant {
    let mut grant = Grant {
        grant_id: GrantId::at(now),
        client_id: request.client_id.clone(),
        user_id: session.user_id,
        session_id: session.session_id,
        scope: request.scope.clone(),
        auth_time: session.auth_time,
        expires_at: now + GRANT_LIFE,
        revoked_at: None,
    };
    if !grant.has("offline_access") {
        grant.expires_at = now + CODE_LIFE + TOKEN_LIFE;
    }
    grant
}
