//! The steps behind `/token`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::Result;

use super::model::{Subject, Tokens};
use crate::accounts::queries as accounts;
use crate::app::App;
use crate::clients::model::Client;
use crate::config::{REFRESH_LIFE, TOKEN_LIFE};
use crate::grants::model::{Grant, proves};
use crate::grants::queries;
use crate::oauth::Refusal;
use crate::params::Params;
use crate::{keys, opaque, store};

/// Redeems a code. From the moment its own client shows it, it is used, whatever comes of it.
pub(crate) async fn redeem(app: &App, client: &Client, params: &Params) -> Result<Tokens, Refusal> {
    let now = app.clock.now();
    let code = params.get("code").ok_or(Refusal::request("code is missing."))?;
    let hash = opaque::digest(code);
    let mut tx = store::open(&app.db).await?;
    let code = queries::find_code(&mut tx, &hash).await?.ok_or(Refusal::grant())?;
    let grant = queries::find(&mut tx, code.grant_id).await?.ok_or(Refusal::grant())?;
    if grant.client_id != client.client_id {
        return Err(Refusal::grant());
    }
    if code.used_at.is_some() {
        return reused(tx, &grant, "code used twice", now).await;
    }
    queries::use_code(&mut tx, &hash, now).await?;
    let good = now < code.expires_at
        && params.get("redirect_uri") == Some(&code.redirect_uri)
        && proves(code.challenge.as_deref(), params.get("code_verifier"));
    if !good {
        tx.commit().await?;
        return Err(Refusal::grant());
    }
    let (scope, nonce) = (grant.scope.clone(), code.nonce.as_deref());
    issue(app, tx, &Issue { grant: &grant, scope: &scope, nonce }, now).await
}

/// Exchanges a refresh token for the next one.
pub(crate) async fn refresh(
    app: &App,
    client: &Client,
    params: &Params,
) -> Result<Tokens, Refusal> {
    let now = app.clock.now();
    let token = params.get("refresh_token");
    let hash = opaque::digest(token.ok_or(Refusal::request("refresh_token is missing."))?);
    let mut tx = store::open(&app.db).await?;
    let found = queries::find_by_refresh(&mut tx, &hash).await?;
    let of_client = found.filter(|grant| grant.client_id == client.client_id);
    let grant = of_client.ok_or(Refusal::grant())?;
    let scope = narrowed(&grant, params.get("scope"))?;
    if queries::rotate(&mut tx, &hash, now).await?.is_none() {
        return reused(tx, &grant, "refresh token used twice or expired", now).await;
    }
    issue(app, tx, &Issue { grant: &grant, scope: &scope, nonce: None }, now).await
}

/// Somebody used a secret a second time: one of the two is a thief, so both lose.
async fn reused(
    mut tx: PlatformTx,
    grant: &Grant,
    why: &'static str,
    now: DateTime,
) -> Result<Tokens, Refusal> {
    queries::revoke(&mut tx, grant.grant_id, why, now).await?;
    tx.commit().await?;
    let (user_id, client_id) = (grant.user_id, &grant.client_id);
    tracing::warn!(event = "grant.revoked", %user_id, client_id, why, "a grant was revoked");
    Err(Refusal::grant())
}

/// The scope asked for, if the grant covers it; all of the grant when none is named.
fn narrowed(grant: &Grant, asked: Option<&str>) -> Result<String, Refusal> {
    let Some(asked) = asked else { return Ok(grant.scope.clone()) };
    let mut scopes = asked.split(' ').filter(|scope| !scope.is_empty());
    if scopes.all(|scope| grant.has(scope)) {
        return Ok(asked.to_owned());
    }
    Err(Refusal::new("invalid_scope", "The scope is wider than what was granted."))
}

struct Issue<'i> {
    grant: &'i Grant,
    scope: &'i str,
    nonce: Option<&'i str>,
}

async fn issue(
    app: &App,
    mut tx: PlatformTx,
    what: &Issue<'_>,
    now: DateTime,
) -> Result<Tokens, Refusal> {
    let grant = what.grant;
    let user = accounts::find_active(&mut tx, grant.user_id).await?;
    let user = user.filter(|_| grant.is_live(now)).ok_or(Refusal::grant())?;
    let refresh_token = next_refresh(&mut tx, grant, now).await?;
    tx.commit().await?;
    let ring = keys::jobs::current(app, now).await?;
    let (issuer, user, scope) = (app.issuer.url.as_str(), &user, what.scope);
    let subject = Subject { issuer, user, grant, scope, nonce: what.nonce };
    let access_token = subject.access_token(&ring, now)?;
    Ok(Tokens {
        id_token: subject.id_token(&ring, &access_token, now)?,
        access_token,
        token_type: "Bearer",
        expires_in: TOKEN_LIFE.num_seconds(),
        refresh_token,
        scope: scope.to_owned(),
    })
}

async fn next_refresh(tx: &mut PlatformTx, grant: &Grant, now: DateTime) -> Result<Option<String>> {
    if !grant.has("offline_access") {
        return Ok(None);
    }
    let token = opaque::random();
    let expires_at = (now + REFRESH_LIFE).min(grant.expires_at);
    queries::insert_refresh(tx, &opaque::digest(&token), grant.grant_id, now, expires_at).await?;
    Ok(Some(token))
}
