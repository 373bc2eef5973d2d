//! Signs a person in with the authorization code flow and PKCE, filling in the sign-in page.
use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::seed::{CLI_CLIENT, CLI_REDIRECT};

/// Redirects between the form and the code.
const HOPS_MAX: usize = 8;

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
}

/// An access token of the person, from the provider below the public address.
pub(super) async fn access_token(public: &str, email: &str, password: &str) -> Result<String> {
    let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let mut browser = Browser { client: super::api::client()?, cookies: BTreeMap::new() };
    let start = authorize_url(public, &verifier)?;
    let code = browser.code(start, email, password).await?;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", CLI_CLIENT),
        ("redirect_uri", CLI_REDIRECT),
        ("code", &code),
        ("code_verifier", &verifier),
    ];
    let url = format!("{public}/idp/token");
    let response = browser.client.post(url).form(&form).send().await?;
    let tokens: Tokens = response.error_for_status().context("redeeming the code")?.json().await?;
    Ok(tokens.access_token)
}

fn authorize_url(public: &str, verifier: &str) -> Result<Url> {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let state = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>());
    let query = [
        ("response_type", "code"),
        ("client_id", CLI_CLIENT),
        ("redirect_uri", CLI_REDIRECT),
        ("scope", "openid profile email"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("state", &state),
    ];
    Ok(Url::parse_with_params(&format!("{public}/idp/authorize"), query)?)
}

/// As much of a browser as signing in needs.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn code(&mut self, start: Url, email: &str, password: &str) -> Result<String> {
        let mut url = start;
        let mut response = self.send(self.client.get(url.clone())).await?;
        let mut asked = false;
        for _ in 0..HOPS_MAX {
            if let Some(next) = location(&url, &response)? {
                if let Some(code) = code_of(&next)? {
                    return Ok(code);
                }
                url = next;
                response = self.send(self.client.get(url.clone())).await?;
                continue;
            }
            if asked {
                bail!("the identity provider did not accept this e-mail and password");
            }
            asked = true;
            let page = response.error_for_status()?.text().await?;
            let (action, token) = form(&url, &page)?;
            let typed = [("form_token", token.as_str()), ("email", email), ("password", password)];
            response = self.send(self.client.post(action.clone()).form(&typed)).await?;
            url = action;
        }
        bail!("the identity provider sends in circles")
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<Response> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, cookies.join("; ")).send().await?;
        for header in response.headers().get_all(SET_COOKIE) {
            let pair = header.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        Ok(response)
    }
}

fn location(base: &Url, response: &Response) -> Result<Option<Url>> {
    if !response.status().is_redirection() {
        return Ok(None);
    }
    let header = response.headers().get(LOCATION).context("a redirect without an address")?;
    Ok(Some(base.join(header.to_str()?)?))
}

fn code_of(url: &Url) -> Result<Option<String>> {
    if !url.as_str().starts_with(CLI_REDIRECT) {
        return Ok(None);
    }
    let parameter = |name: &str| {
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    if let Some(error) = parameter("error") {
        let why = parameter("error_description").unwrap_or_default();
        bail!("the identity provider refused: {error} {why}");
    }
    parameter("code").context("the identity provider sent no code").map(Some)
}

/// The sign-in form's address and its token.
fn form(base: &Url, page: &str) -> Result<(Url, String)> {
    let after = |text: &str, mark: &str| -> Option<String> {
        let start = text.find(mark)? + mark.len();
        let rest = text.get(start..)?;
        rest.split('"').next().map(str::to_owned)
    };
    let form = page.find("<form").and_then(|start| page.get(start..));
    let form = form.context("the identity provider shows no sign-in form")?;
    let action = after(form, "action=\"").context("the sign-in form has no address")?;
    let token = after(form, "name=\"form_token\" value=\"").context("the form has no token")?;
    Ok((base.join(&action.replace("&amp;", "&").replace("&#x2f;", "/"))?, token))
}
