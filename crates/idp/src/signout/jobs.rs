//! The steps of signing out.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::Result;

use crate::answer::Stop;
use crate::clients::queries as clients;
use crate::grants::queries as grants;
use crate::params::Params;
use crate::sessions::model::SessionId;
use crate::sessions::queries as sessions;
use crate::token::model::IdHint;

/// Ends a session and revokes what was granted in it.
pub(crate) async fn end(tx: &mut PlatformTx, session: SessionId, now: DateTime) -> Result<()> {
    sessions::end(tx, session, now).await?;
    grants::revoke_session(tx, session, "signed out", now).await
}

/// Where the browser goes afterwards, if the client asked and may.
pub(crate) async fn onward(
    tx: &mut PlatformTx,
    params: &Params,
    hint: Option<&IdHint>,
) -> Result<Option<String>, Stop> {
    let Some(uri) = params.get("post_logout_redirect_uri") else { return Ok(None) };
    let named = params.get("client_id");
    let client_id = match (named, hint) {
        (Some(named), Some(hint)) if named != hint.aud => return Err(Stop::Malformed),
        (named, hint) => named.or(hint.map(|hint| hint.aud.as_str())).ok_or(Stop::BadRedirect)?,
    };
    let client = clients::find(tx, client_id).await?.ok_or(Stop::UnknownClient)?;
    if client.accepts_post_logout(uri) { Ok(Some(uri.to_owned())) } else { Err(Stop::BadRedirect) }
}
