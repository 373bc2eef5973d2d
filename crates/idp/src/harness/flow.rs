//! The steps of the protocol, as a client and a person take them.
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::browser::{Answer, Browser, Pairs};
use super::{Client, Idp, PASSWORD, Person};

pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

impl Idp {
    /// The address of an authorization request; `extra` replaces, adds, or (empty) removes.
    pub(crate) fn authorize(&self, client: &Client, extra: Pairs<'_>) -> String {
        let challenge = challenge(VERIFIER);
        let usual = [
            ("client_id", client.id.as_str()),
            ("redirect_uri", &client.redirect),
            ("response_type", "code"),
            ("scope", "openid email profile offline_access"),
            ("state", "a state/&="),
            ("nonce", "n-1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.iter().filter(|(name, _)| extra.iter().all(|(other, _)| other != name));
        let added = extra.iter().filter(|(_, value)| !value.is_empty());
        let query = Serializer::new(String::new()).extend_pairs(kept.chain(added)).finish();
        self.at(&format!("/authorize?{query}"))
    }

    /// Fills the form of a sign-in page.
    pub(crate) async fn submit(
        &self,
        browser: &mut Browser,
        page: &Answer,
        email: &str,
        password: &str,
    ) -> Answer {
        let token = page.attribute("name=\"form_token\"", "value");
        let action = self.action(page);
        let fields = [("form_token", token.as_str()), ("email", email), ("password", password)];
        browser.post(&action, &fields).await
    }

    /// Where the form of a page leads.
    pub(crate) fn action(&self, page: &Answer) -> String {
        let action = page.attribute("<form", "action");
        format!("{}{action}", self.issuer.strip_suffix("/idp").unwrap())
    }

    /// Signs somebody in for a request.
    pub(crate) async fn sign_in(
        &self,
        browser: &mut Browser,
        request: &str,
        person: &Person,
    ) -> Answer {
        let page = browser.get(request).await;
        assert_eq!(page.status, 200, "{}", page.body);
        self.submit(browser, &page, &person.email, PASSWORD).await
    }

    /// A call of a back-channel endpoint by a client that proves itself.
    pub(crate) async fn call(&self, client: &Client, path: &str, form: Pairs<'_>) -> Answer {
        let http = leme_ground::http::client::client(std::time::Duration::from_secs(20)).unwrap();
        let mut form = form.to_vec();
        let request = http.post(self.at(path));
        let request = if let Some(secret) = &client.secret {
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&client.id), encoded(secret));
            request.header("authorization", format!("Basic {}", STANDARD.encode(pair)))
        } else {
            form.push(("client_id", &client.id));
            request
        };
        Answer::of(request.form(&form).send().await.unwrap()).await
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&self, client: &Client, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", client.redirect.as_str()),
            ("code_verifier", VERIFIER),
        ];
        self.call(client, "/token", &form).await
    }

    /// Refreshes.
    pub(crate) async fn refresh(&self, client: &Client, token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.call(client, "/token", &form).await
    }

    /// All of it: somebody new to this browser signs in and the client gets its tokens.
    pub(crate) async fn tokens(
        &self,
        browser: &mut Browser,
        client: &Client,
        person: &Person,
    ) -> Value {
        let sent = self.sign_in(browser, &self.authorize(client, &[]), person).await;
        let answer = self.redeem(client, &sent.sent("code").unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// What the bearer of a token is told.
    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let http = leme_ground::http::client::client(std::time::Duration::from_secs(20)).unwrap();
        let request = http.get(self.at("/userinfo")).bearer_auth(token);
        Answer::of(request.send().await.unwrap()).await
    }
}

/// A text field of a JSON answer.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The header of a token.
pub(crate) fn head(token: &str) -> Value {
    let part = token.split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
