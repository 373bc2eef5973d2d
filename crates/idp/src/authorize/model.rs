//! An authorization request (OIDC Core §3.1.2.1), and what to do with it.
use leme_base::time::DateTime;

use crate::clients::model::Client;
use crate::grants::model::has_scope;
use crate::params::Params;
use crate::sessions::model::Session;

/// Characters of `state` and of `nonce`.
const TEXT_CHARS_MAX: usize = 2048;

/// What the client wants of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Whatever is needed.
    Auto,
    /// Show nothing.
    Silent,
    /// Sign in again, whoever is there.
    Again,
}

/// A request that may be answered to its redirect.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) client_id: String,
    pub(crate) client_name: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) prompt: Prompt,
    pub(crate) max_age_s: Option<i64>,
    pub(crate) login_hint: Option<String>,
    pub(crate) id_token_hint: Option<String>,
    /// The whole request, for the action of the sign-in form.
    pub(crate) query: String,
}

/// A refusal that goes to the client: a code of RFC 6749 or OIDC and a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str, pub(crate) &'static str);

/// Nobody whom the client would take is signed in.
pub(crate) const LOGIN_REQUIRED: Refused =
    Refused("login_required", "Nobody who fits is signed in.");

/// Reads a request whose client and redirect are known to be good.
pub(crate) fn read(params: &Params, client: &Client, redirect: &str) -> Result<Request, Refused> {
    let invalid = |why| Refused("invalid_request", why);
    if params.repeated().is_some() {
        return Err(invalid("A parameter is given more than once."));
    }
    refuse_unsupported(params)?;
    let own = |name: &str| params.get(name).map(str::to_owned);
    let (state, nonce) = (own("state"), own("nonce"));
    if [&state, &nonce].into_iter().flatten().any(|text| text.len() > TEXT_CHARS_MAX) {
        return Err(invalid("state and nonce may have at most 2048 characters."));
    }
    Ok(Request {
        client_id: client.client_id.clone(),
        client_name: client.name.clone(),
        redirect_uri: redirect.to_owned(),
        scope: granted(params.get("scope").unwrap_or_default(), client)?,
        challenge: challenge(params, client)?,
        prompt: prompt(params.get("prompt").unwrap_or_default())?,
        max_age_s: max_age(params.get("max_age"))?,
        login_hint: own("login_hint").filter(|hint| hint.len() <= 254),
        id_token_hint: own("id_token_hint"),
        query: params.encoded(),
        state,
        nonce,
    })
}

fn refuse_unsupported(params: &Params) -> Result<(), Refused> {
    if params.get("request").is_some() {
        return Err(Refused("request_not_supported", "Send the parameters in the query."));
    }
    if params.get("request_uri").is_some() {
        return Err(Refused("request_uri_not_supported", "Send the parameters in the query."));
    }
    match params.get("response_type") {
        Some("code") => {}
        None => return Err(Refused("invalid_request", "response_type is missing.")),
        Some(_) => {
            return Err(Refused("unsupported_response_type", "Only response_type=code is there."));
        }
    }
    match params.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(Refused("invalid_request", "Only response_mode=query is there.")),
    }
}

/// What is granted of the scopes asked for: those that are known and the client may have.
fn granted(asked: &str, client: &Client) -> Result<String, Refused> {
    if !has_scope(asked, "openid") {
        return Err(Refused("invalid_scope", "The scope must contain openid."));
    }
    let allowed = client.scopes.iter().filter(|scope| has_scope(asked, scope));
    let granted: Vec<&str> = allowed.map(String::as_str).collect();
    if !granted.contains(&"openid") {
        return Err(Refused("invalid_scope", "This client may not ask for openid."));
    }
    Ok(granted.join(" "))
}

/// PKCE: S256 or nothing, and for a public client not nothing.
fn challenge(params: &Params, client: &Client) -> Result<Option<String>, Refused> {
    let invalid = |why| Err(Refused("invalid_request", why));
    let method = params.get("code_challenge_method");
    match (params.get("code_challenge"), method) {
        (None, None) if client.is_public() => invalid("A public client must use PKCE."),
        (None, None) => Ok(None),
        (None, Some(_)) => invalid("code_challenge is missing."),
        (Some(challenge), Some("S256")) if is_s256(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => invalid("code_challenge is not the SHA-256 of anything."),
        (Some(_), _) => invalid("code_challenge_method must be S256."),
    }
}

fn is_s256(challenge: &str) -> bool {
    crate::opaque::decode(challenge).is_some_and(|bytes| bytes.len() == 32)
}

/// Every client is approved by the operator, so `consent` asks for nothing more.
fn prompt(text: &str) -> Result<Prompt, Refused> {
    let mut found = Prompt::Auto;
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    for word in &words {
        match *word {
            "none" if words.len() > 1 => {
                return Err(Refused("invalid_request", "prompt=none stands alone."));
            }
            "none" => found = Prompt::Silent,
            "login" | "select_account" => found = Prompt::Again,
            "consent" => {}
            _ => return Err(Refused("invalid_request", "prompt has an unknown value.")),
        }
    }
    Ok(found)
}

fn max_age(text: Option<&str>) -> Result<Option<i64>, Refused> {
    let parsed = text.map(|text| text.parse::<u32>().map(i64::from)).transpose();
    parsed.map_err(|_| Refused("invalid_request", "max_age is not a number of seconds."))
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Give a code.
    Give,
    /// Show the sign-in page.
    Ask,
    /// Tell the client no.
    Refuse(Refused),
}

/// Decides for the session of this browser, if there is one. `fits_hint` tells whether it belongs
/// to the person whom the client expects.
pub(crate) fn decide(
    request: &Request,
    session: Option<&Session>,
    fits_hint: bool,
    now: DateTime,
) -> Decision {
    let fresh = |session: &Session| {
        let age_s = (now - session.auth_time).num_seconds();
        request.max_age_s.is_none_or(|max| age_s < max)
    };
    match (session.is_some_and(fresh) && fits_hint, request.prompt) {
        (true, Prompt::Auto | Prompt::Silent) => Decision::Give,
        (false, Prompt::Silent) => Decision::Refuse(LOGIN_REQUIRED),
        (_, Prompt::Again) | (false, Prompt::Auto) => Decision::Ask,
    }
}
