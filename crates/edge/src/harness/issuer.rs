//! An identity provider that does as the test says, also the wrong things.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use leme_base::time::TestClock;
use leme_edge::kernel::{Connection, TokenUse};
use leme_testkit::{Idp, Service};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

/// What the issuer does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Twist {
    #[default]
    None,
    Nonce,
    Issuer,
    Audience,
    Expired,
    Forged,
    NoIdToken,
    Subject,
    RefusesRefresh,
    Away,
}

/// A running issuer.
pub(crate) struct Issuer {
    service: Service,
    state: Shared,
}

type Shared = Arc<Book>;

struct Book {
    signer: Idp,
    clock: TestClock,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    url: String,
    twist: Twist,
    codes: BTreeMap<String, [String; 2]>,
    refresh: String,
    refreshes: usize,
    issued: usize,
}

impl Issuer {
    pub(crate) async fn start(clock: TestClock) -> Self {
        let signer = Idp::start().await;
        let state = Arc::new(Book { signer, clock, notes: Mutex::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/token", post(token))
            .route("/revoke", post(revoke))
            .with_state(Arc::clone(&state));
        let service = Service::start(router).await;
        state.notes.lock().unwrap().url = service.url();
        Self { service, state }
    }

    /// How the edge knows it. The secret has characters that a Basic header must encode.
    pub(crate) fn connection(&self) -> Connection {
        Connection {
            connection_id: "c1".to_owned(),
            issuer: self.service.url(),
            client_id: "leme-edge".to_owned(),
            client_secret: Some("s3cret:+/ %".to_owned()),
            token_use: TokenUse::Access,
        }
    }

    pub(crate) fn twist(&self, twist: Twist) {
        self.state.notes.lock().unwrap().twist = twist;
    }

    pub(crate) fn given_back(&self) -> bool {
        self.state.notes.lock().unwrap().refresh == "given back"
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.state.notes.lock().unwrap().refreshes
    }

    /// What the person does there: signs in; gives the way back to the edge.
    pub(crate) fn approve(&self, authorize: &Url) -> String {
        let query: BTreeMap<String, String> = authorize.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        let mut notes = self.state.notes.lock().unwrap();
        let code = format!("code-{}", notes.codes.len() + 1);
        let held = [query["nonce"].clone(), query["code_challenge"].clone()];
        notes.codes.insert(code.clone(), held);
        let mut back = Url::parse(&query["redirect_uri"]).unwrap();
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &query["state"])
            .append_pair("iss", &notes.url);
        back.into()
    }
}

async fn discovery(State(book): State<Shared>) -> Json<Value> {
    let url = book.notes.lock().unwrap().url.clone();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{}/jwks.json", book.signer.issuer()),
        "revocation_endpoint": format!("{url}/revoke"),
        "end_session_endpoint": format!("{url}/end-session"),
        "scopes_supported": ["openid", "offline_access"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn token(
    State(book): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Response {
    let name = STANDARD.encode("leme-edge:s3cret%3A%2B%2F+%25");
    assert_eq!(headers["authorization"], format!("Basic {name}"), "client authentication");
    // Long enough for other requests to come while this one is answered.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut notes = book.notes.lock().unwrap();
    if notes.twist == Twist::Away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let nonce = match form["grant_type"].as_str() {
        "authorization_code" => redeem(&mut notes, &form),
        _ => rotate(&mut notes, &form),
    };
    nonce.map_or_else(refuse, |nonce| Json(grant(&book, &mut notes, &nonce)).into_response())
}

async fn revoke(State(book): State<Shared>, Form(form): Form<BTreeMap<String, String>>) {
    let mut notes = book.notes.lock().unwrap();
    if form["token"] == notes.refresh {
        notes.refresh = String::from("given back");
    }
}

fn refuse() -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response()
}

fn redeem(notes: &mut Notes, form: &BTreeMap<String, String>) -> Option<String> {
    let [nonce, challenge] = notes.codes.remove(&form["code"])?;
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    (digest == challenge).then_some(nonce)
}

fn rotate(notes: &mut Notes, form: &BTreeMap<String, String>) -> Option<String> {
    notes.refreshes += 1;
    let right = form["refresh_token"] == notes.refresh && notes.twist != Twist::RefusesRefresh;
    right.then(String::new)
}

fn grant(book: &Book, notes: &mut Notes, nonce: &str) -> Value {
    notes.issued += 1;
    notes.refresh = format!("refresh-{}", notes.issued);
    let access = format!("access-{}", notes.issued);
    let now = book.clock.now().timestamp();
    let half = &Sha256::digest(access.as_bytes())[..16];
    let mut claims = json!({
        "iss": notes.url, "sub": "ada", "aud": "leme-edge", "nonce": nonce, "iat": now,
        "exp": now + 600, "at_hash": URL_SAFE_NO_PAD.encode(half),
    });
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others twist something else")]
    match notes.twist {
        Twist::Nonce => claims["nonce"] = json!("another"),
        Twist::Issuer => claims["iss"] = json!("http://evil.example"),
        Twist::Audience => claims["aud"] = json!("somebody-else"),
        Twist::Expired => claims["exp"] = json!(now - 61),
        Twist::Subject => claims["sub"] = json!("mallory"),
        _ => {}
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others twist something else")]
    let id_token = match notes.twist {
        Twist::NoIdToken => None,
        Twist::Forged => Some(book.signer.forged(&claims)),
        _ => Some(book.signer.token(&claims)),
    };
    json!({
        "access_token": access, "token_type": "Bearer", "expires_in": 600,
        "refresh_token": notes.refresh, "id_token": id_token,
    })
}
