//! The conversation with an identity provider: codes and refresh tokens become tokens we trust.
use chrono::TimeDelta;
use http::StatusCode;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use leme_base::time::DateTime;
use leme_ground::error::Error;
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::claims::model::{Claims, Digesting, Expected, check};
use super::model::Pending;
use super::provider::Provider;
use crate::app::App;
use crate::kernel::{Connection, TokenUse, body};
use crate::session::model::Tokens;

/// Tokens that count.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What the Kernel takes.
    pub bearer: String,
    /// Until when.
    pub expires_at: DateTime,
    /// Makes new ones.
    pub refresh: Option<String>,
    /// The ID token; a refresh may bring none.
    pub id_token: Option<String>,
    /// What the ID token says.
    pub claims: Option<Claims>,
}

/// Why there are no tokens.
#[derive(Debug)]
pub enum Refusal {
    /// The provider said no, or said something that does not count.
    Refused(String),
    /// The provider is away.
    Away(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Away(error)
    }
}

fn refused(why: impl Into<String>) -> Refusal {
    Refusal::Refused(why.into())
}

fn untrusted(why: impl std::fmt::Display) -> Refusal {
    Refusal::Refused(why.to_string())
}

/// The address where a sign-in begins.
pub async fn authorize_url(app: &App, pending: &Pending) -> Result<String, Error> {
    let provider = app.providers.of(&pending.connection.issuer).await?;
    let mut url = Url::parse(&provider.metadata.authorization_endpoint)
        .map_err(|error| Error::unavailable("reading an authorization endpoint", error))?;
    let offline = provider.metadata.scopes_supported.iter().any(|scope| scope == "offline_access");
    let scope =
        if offline { "openid profile email offline_access" } else { "openid profile email" };
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &pending.connection.client_id)
        .append_pair("redirect_uri", &app.callback_url())
        .append_pair("scope", scope)
        .append_pair("state", &pending.state)
        .append_pair("nonce", &pending.nonce)
        .append_pair("code_challenge", &pending.challenge())
        .append_pair("code_challenge_method", "S256");
    Ok(url.into())
}

/// Turns a code into tokens, and checks them.
pub async fn redeem(app: &App, pending: &Pending, code: &str) -> Result<Grant, Refusal> {
    let redirect = app.callback_url();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect),
        ("code_verifier", &pending.verifier),
    ];
    let grant = ask(app, &pending.connection, &form, Some(&pending.nonce)).await?;
    if grant.claims.is_none() {
        return Err(refused("there is no ID token"));
    }
    Ok(grant)
}

/// Turns a refresh token into new tokens, for the same subject.
pub async fn refresh(
    app: &App,
    connection: &Connection,
    token: &str,
    subject: &str,
) -> Result<Grant, Refusal> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let grant = ask(app, connection, &form, None).await?;
    if grant.claims.as_ref().is_some_and(|claims| claims.sub != subject) {
        return Err(refused("the new tokens are for somebody else"));
    }
    Ok(grant)
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    id_token: Option<String>,
}

async fn ask(
    app: &App,
    connection: &Connection,
    form: &[(&str, &str)],
    nonce: Option<&str>,
) -> Result<Grant, Refusal> {
    let provider = app.providers.of(&connection.issuer).await?;
    let answer = post(app, &provider, connection, form).await?;
    if !answer.token_type.eq_ignore_ascii_case("bearer") {
        return Err(refused("the token is no bearer token"));
    }
    let claims = match &answer.id_token {
        Some(token) => {
            Some(verify(app, &provider, connection, token, nonce, &answer.access_token).await?)
        }
        None => None,
    };
    grant(app.clock.now(), connection.token_use, answer, claims)
}

async fn post(
    app: &App,
    provider: &Provider,
    connection: &Connection,
    form: &[(&str, &str)],
) -> Result<TokenAnswer, Refusal> {
    let doing = "asking for tokens";
    let response = send(app, provider, connection, &provider.metadata.token_endpoint, form).await?;
    let status = response.status();
    let bytes = body(response, doing).await?;
    match status {
        StatusCode::OK => serde_json::from_slice(&bytes).map_err(untrusted),
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Err(refused(error_code(&bytes)))
        }
        other => Err(Error::unavailable(doing, format!("it answered {other}")).into()),
    }
}

/// Posts a form, naming ourselves in the way that the provider takes.
async fn send(
    app: &App,
    provider: &Provider,
    connection: &Connection,
    url: &str,
    form: &[(&str, &str)],
) -> Result<reqwest::Response, Error> {
    let methods = provider.metadata.token_endpoint_auth_methods_supported.as_deref();
    let basic = methods.is_none_or(|all| all.iter().any(|one| one == "client_secret_basic"));
    let id = connection.client_id.as_str();
    let mut form = form.to_vec();
    let credentials = match connection.client_secret.as_deref() {
        Some(secret) if basic => Some((encoded(id), encoded(secret))),
        secret => {
            form.push(("client_id", id));
            form.extend(secret.map(|secret| ("client_secret", secret)));
            None
        }
    };
    let named = credentials.as_ref().map(|(id, secret)| (id.as_str(), secret.as_str()));
    app.providers.post(url, &form, named).await
}

/// Gives the refresh token back, so that a copy of it is worth nothing. A provider that is away
/// or knows no such thing does not keep anybody signed in here.
pub async fn give_back(app: &App, tokens: &Tokens) -> Result<(), Error> {
    let Some(token) = tokens.refresh.as_deref() else { return Ok(()) };
    let provider = app.providers.of(&tokens.connection.issuer).await?;
    let Some(url) = provider.metadata.revocation_endpoint.as_deref() else { return Ok(()) };
    let form = [("token", token), ("token_type_hint", "refresh_token")];
    send(app, &provider, &tokens.connection, url, &form).await.map(drop)
}

/// As RFC 6749, 2.3.1, wants names and secrets in a Basic header.
fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// The `error` of RFC 6749, 5.2: a word, never a secret.
fn error_code(bytes: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    let told = serde_json::from_slice::<Refused>(bytes);
    told.map_or_else(|_| "refused".to_owned(), |told| told.error.chars().take(64).collect())
}

fn grant(
    now: DateTime,
    token_use: TokenUse,
    answer: TokenAnswer,
    claims: Option<Claims>,
) -> Result<Grant, Refusal> {
    let lifetime = TimeDelta::seconds(answer.expires_in.unwrap_or(300).clamp(0, 86_400));
    let (bearer, expires_at) = match (token_use, &answer.id_token, &claims) {
        (TokenUse::Access, _, _) => (answer.access_token, now + lifetime),
        (TokenUse::Id, Some(token), Some(claims)) => {
            let exp = DateTime::from_timestamp(claims.exp, 0).ok_or_else(|| refused("exp"))?;
            (token.clone(), exp)
        }
        (TokenUse::Id, _, _) => return Err(refused("there is no ID token")),
    };
    let (refresh, id_token) = (answer.refresh_token, answer.id_token);
    Ok(Grant { bearer, expires_at, refresh, id_token, claims })
}

async fn verify(
    app: &App,
    provider: &Provider,
    connection: &Connection,
    token: &str,
    nonce: Option<&str>,
    access: &str,
) -> Result<Claims, Refusal> {
    let header = decode_header(token).map_err(untrusted)?;
    let digesting = digesting(header.alg).ok_or_else(|| refused("the algorithm is not allowed"))?;
    let key = app.providers.key(provider, header.kid.as_deref()).await?;
    let key = key.ok_or_else(|| refused("the key is unknown"))?;
    let fits =
        key.common.key_algorithm.is_none_or(|told| told.to_string() == format!("{:?}", header.alg));
    if !fits {
        return Err(refused("the key is for another algorithm"));
    }
    let key = DecodingKey::from_jwk(&key).map_err(untrusted)?;
    let mut validation = Validation::new(header.alg);
    // Time, audience and issuer are checked below, with our own clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = decode::<Claims>(token, &key, &validation).map_err(untrusted)?.claims;
    let expected = Expected {
        issuer: &connection.issuer,
        client_id: &connection.client_id,
        nonce,
        access: Some((access, digesting)),
        now: app.clock.now(),
    };
    check(&claims, &expected).map_err(untrusted)?;
    Ok(claims)
}

/// Asymmetric algorithms only, each with its hash.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not named is not allowed")]
const fn digesting(algorithm: Algorithm) -> Option<Digesting> {
    match algorithm {
        Algorithm::ES256 | Algorithm::RS256 | Algorithm::PS256 => Some(Digesting::Sha256),
        Algorithm::ES384 | Algorithm::RS384 | Algorithm::PS384 => Some(Digesting::Sha384),
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Some(Digesting::Sha512),
        // Secrets shared with clients (HS…) and whatever comes later.
        _ => None,
    }
}

/// Where a person goes to sign out at the identity provider, too.
pub async fn logout_url(app: &App, tokens: &Tokens) -> Option<String> {
    let provider = app.providers.of(&tokens.connection.issuer).await.ok()?;
    let mut url = Url::parse(provider.metadata.end_session_endpoint.as_deref()?).ok()?;
    url.query_pairs_mut()
        .append_pair("id_token_hint", &tokens.id_token)
        .append_pair("client_id", &tokens.connection.client_id)
        .append_pair("post_logout_redirect_uri", &format!("{}/", app.settings.public_url));
    Some(url.into())
}
