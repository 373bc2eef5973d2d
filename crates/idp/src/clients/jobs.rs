//! Who is asking? Client authentication (RFC 6749 §2.3), the same for every back-channel path.
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::model::Client;
use super::queries;
use crate::app::App;
use crate::oauth::Refusal;
use crate::params::Params;
use crate::store;

/// The client that sent a request, once it has proved so.
pub(crate) async fn authenticate(
    app: &App,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Client, Refusal> {
    let given = Credentials::read(headers, params)?;
    let refused = || Refusal::Client { basic: given.basic };
    let mut tx = store::open(&app.db).await?;
    let client = queries::find(&mut tx, &given.client_id).await?.ok_or_else(refused)?;
    let proved = match &given.secret {
        Some(secret) => client.has_secret(secret),
        None => client.is_public(),
    };
    if proved { Ok(client) } else { Err(refused()) }
}

struct Credentials {
    client_id: String,
    secret: Option<String>,
    basic: bool,
}

impl Credentials {
    fn read(headers: &HeaderMap, params: &Params) -> Result<Self, Refusal> {
        let (id, secret) = (params.get("client_id"), params.get("client_secret"));
        match headers.get(header::AUTHORIZATION) {
            Some(_) if secret.is_some() => {
                Err(Refusal::request("Use one way of client authentication, not two."))
            }
            Some(value) => {
                let refused = Refusal::Client { basic: true };
                let text = value.to_str().ok().and_then(basic).ok_or(refused)?;
                let same = id.is_none_or(|id| id == text.client_id);
                if same { Ok(text) } else { Err(Refusal::request("Two clients are named.")) }
            }
            None => {
                let client_id = id.ok_or(Refusal::Client { basic: false })?.to_owned();
                Ok(Self { client_id, secret: secret.map(str::to_owned), basic: false })
            }
        }
    }
}

/// Both halves of HTTP Basic are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<Credentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    let bytes = STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (id, secret) = text.split_once(':')?;
    Some(Credentials { client_id: decoded(id)?, secret: Some(decoded(secret)?), basic: true })
}

fn decoded(text: &str) -> Option<String> {
    let bare = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(bare.as_bytes()).next().map(|(text, _)| text.into_owned())
}
