//! Two relying parties that others wrote must agree with us: Rust `openidconnect` and npm
//! `openid-client`.
use std::path::{Path, PathBuf};
use std::time::Duration;

use leme_ground::http::client::client as http_client;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse,
};
use tokio::process::Command;

use crate::harness::browser::Browser;
use crate::harness::{Client, Idp, PASSWORD, Person};

/// Carries the peer's requests.
async fn carry(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let http = http_client(Duration::from_secs(20)).unwrap();
    let answer = http.execute(request.try_into()?).await?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    *response.headers_mut().unwrap() = answer.headers().clone();
    Ok(response.body(answer.bytes().await?.to_vec()).unwrap())
}

async fn rust_peer(idp: &Idp, rp: &Client, ada: &Person) {
    let issuer = IssuerUrl::new(idp.issuer.clone()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &carry).await.unwrap();
    let secret = rp.secret.clone().map(ClientSecret::new);
    let peer = CoreClient::from_provider_metadata(metadata, ClientId::new(rp.id.clone()), secret)
        .set_redirect_uri(RedirectUrl::new(rp.redirect.clone()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let scopes = ["email", "profile", "offline_access"].map(str::to_owned).map(Scope::new);
    let (url, state, nonce) = peer
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(scopes)
        .set_pkce_challenge(challenge)
        .url();

    let sent = idp.sign_in(&mut Browser::new(), url.as_str(), ada).await;
    assert_eq!(sent.sent("state").as_ref(), Some(state.secret()));
    let code = AuthorizationCode::new(sent.sent("code").unwrap());
    let exchange = peer.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(&carry).await.unwrap();

    let rules = peer.id_token_verifier();
    let id_token = tokens.id_token().unwrap();
    let claims = id_token.claims(&rules, &nonce).unwrap();
    assert_eq!(claims.subject().as_str(), ada.id.to_string());
    assert_eq!(claims.email().unwrap().as_str(), ada.email);
    let alg = id_token.signing_alg().unwrap();
    let key = id_token.signing_key(&rules).unwrap();
    let hash = AccessTokenHash::from_token(tokens.access_token(), alg, key).unwrap();
    assert_eq!(Some(&hash), claims.access_token_hash());

    let asked = peer.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
    let info: CoreUserInfoClaims = asked.unwrap().request_async(&carry).await.unwrap();
    assert_eq!(info.name().unwrap().get(None).unwrap().as_str(), "Ada Lima");

    let refresh = tokens.refresh_token().unwrap();
    let refreshing = || peer.exchange_refresh_token(refresh).unwrap();
    let next = refreshing().request_async(&carry).await.unwrap();
    let again = |_: Option<&Nonce>| Ok(());
    assert_eq!(next.id_token().unwrap().claims(&rules, again).unwrap().subject(), claims.subject());
    assert!(refreshing().request_async(&carry).await.is_err());
}

#[tokio::test]
async fn rust_openidconnect_signs_in_with_a_secret_and_without() {
    let idp = Idp::start().await;
    let ada = idp.person("ada@leme.test").await;
    rust_peer(&idp, &idp.confidential().await, &ada).await;
    rust_peer(&idp, &idp.public().await, &ada).await;
}

fn node_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers/oidc-rp")
}

/// Installs what the lockfile names, once.
async fn install(folder: &Path) {
    if folder.join("node_modules/openid-client").is_dir() {
        return;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
    let output = npm.output().await.expect("npm must be installed to run this test");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "npm ci failed in tests/peers/oidc-rp: {text}");
}

async fn node_peer(idp: &Idp, rp: &Client, ada: &Person) {
    let folder = node_folder();
    install(&folder).await;
    let output = Command::new("node")
        .arg("rp.mjs")
        .current_dir(&folder)
        .env("ISSUER", &idp.issuer)
        .env("CLIENT_ID", &rp.id)
        .env("CLIENT_SECRET", rp.secret.as_deref().unwrap_or_default())
        .env("REDIRECT_URI", &rp.redirect)
        .env("POST_LOGOUT_REDIRECT_URI", "https://app.example/bye")
        .env("EMAIL", &ada.email)
        .env("PASSWORD", PASSWORD)
        .output()
        .await
        .expect("node must be installed to run this test");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let last = out.lines().last().unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed"), "{out}\n{err}");
}

#[tokio::test]
async fn npm_openid_client_signs_in_with_a_secret_and_without() {
    let idp = Idp::start().await;
    let ada = idp.person("ada@leme.test").await;
    // It takes the query of the answer for the answer's own, so its redirect has none.
    let secret = Some("a-secret:with&odd=characters-+%/0123456789".to_owned());
    let server = idp.client("leme-edge", secret, "https://app.example/callback").await;
    node_peer(&idp, &server, &ada).await;
    node_peer(&idp, &idp.public().await, &ada).await;
}
