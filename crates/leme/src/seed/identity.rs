//! The demo people at the identity provider, and the programs that may ask it who somebody is.
use anyhow::Result;
use leme_base::secret::Secret;
use leme_base::time::Clock;
use leme_ground::db::Db;
use leme_idp::accounts::{NewUser, ensure_user};
use leme_idp::clients::{ClientKind, NewClient, ensure_client};

use super::organisations::{PASSWORD, PEOPLE};
use super::parsed;
use crate::secrets::Secrets;

/// The client of `leme ctl`: a program on somebody's machine, which listens on a port of its own.
pub(crate) const CLI_CLIENT: &str = "leme-cli";
/// Where the browser brings the code to `leme ctl`.
pub(crate) const CLI_REDIRECT: &str = "http://127.0.0.1/callback";

/// Makes people and clients be there. Clients follow the public address.
pub(super) async fn ensure(db: &Db, secrets: &Secrets, public_url: &str) -> Result<()> {
    let now = Clock::System.now();
    for person in PEOPLE {
        let user = NewUser {
            email: parsed(person.email)?,
            name: parsed(person.name)?,
            locale: person.locale,
            password: Secret::new(PASSWORD.to_owned()),
        };
        ensure_user(db, now, &user).await?;
    }
    let secret = leme_kernel::edge_config::model::client_secret(&secrets.edge_token);
    ensure_client(db, now, &edge(public_url, secret)).await?;
    ensure_client(db, now, &cli()).await?;
    Ok(())
}

fn edge(public_url: &str, secret: String) -> NewClient {
    NewClient {
        client_id: leme_kernel::connections::EDGE_CLIENT.to_owned(),
        name: "Leme".to_owned(),
        kind: ClientKind::Confidential(Secret::new(secret)),
        redirect_uris: vec![format!("{public_url}/auth/callback")],
        post_logout_redirect_uris: vec![format!("{public_url}/")],
        scopes: scopes(),
    }
}

fn cli() -> NewClient {
    NewClient {
        client_id: CLI_CLIENT.to_owned(),
        name: "leme ctl".to_owned(),
        kind: ClientKind::Public,
        redirect_uris: vec![CLI_REDIRECT.to_owned()],
        post_logout_redirect_uris: Vec::new(),
        scopes: scopes(),
    }
}

fn scopes() -> Vec<String> {
    ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec()
}
