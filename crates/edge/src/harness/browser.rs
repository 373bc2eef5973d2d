//! A browser without scripts: it keeps cookies and follows the way through a sign-in.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::http::Method;
use leme_testkit::Http;
use leme_testkit::http::{Call, Reply};
use serde_json::Value;
use url::Url;

use super::issuer::Issuer;

/// One browser. A clone is another tab.
#[derive(Clone)]
pub(crate) struct Browser {
    http: Http,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    csrf: Arc<Mutex<String>>,
}

impl Browser {
    pub(crate) fn new(base: &str) -> Self {
        Self { http: Http::new(base), cookies: Arc::default(), csrf: Arc::default() }
    }

    /// The same cookies at another address.
    pub(crate) fn at(&self, base: &str) -> Self {
        Self { http: Http::new(base), ..self.clone() }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie_line(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    pub(crate) fn csrf(&self) -> String {
        self.csrf.lock().unwrap().clone()
    }

    /// A call with the cookies, nothing else.
    pub(crate) fn call(&self, method: &Method, path: &str) -> Call {
        self.http.call(method, path).header("cookie", &self.cookie_line())
    }

    /// Makes a call and keeps what it sets.
    pub(crate) async fn send(&self, call: Call) -> Reply {
        let reply = call.await;
        for line in reply.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.lock().unwrap().remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
        reply
    }

    /// A navigation: wants a page.
    pub(crate) async fn visit(&self, path: &str) -> Reply {
        let call = self.call(&Method::GET, path).header("accept", "text/html,*/*;q=0.8");
        self.send(call.header("sec-fetch-mode", "navigate")).await
    }

    /// What the console does: a call for JSON.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.call(&Method::GET, path).header("accept", "application/json")).await
    }

    /// What the console does: a change with the token.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        let call = self.call(&Method::POST, path).json(body);
        let call = call.header("sec-fetch-site", "same-origin");
        self.send(call.header("x-csrf-token", &self.csrf())).await
    }

    /// Asks who is here, and keeps the token for changes.
    pub(crate) async fn learn_csrf(&self) -> Value {
        let session: Value = self.get("/auth/session").await.expect(200).json();
        let token = session["csrf_token"].as_str().unwrap_or_default().to_owned();
        *self.csrf.lock().unwrap() = token;
        session
    }

    /// Begins a sign-in; gives the address at the issuer.
    pub(crate) async fn begin(&self, path: &str) -> Url {
        let reply = self.visit(path).await.expect(303);
        Url::parse(reply.header("location")).unwrap()
    }

    /// The whole way through the issuer and back.
    pub(crate) async fn sign_in(&self, issuer: &Issuer, path: &str) -> Reply {
        let authorize = self.begin(path).await;
        let back = issuer.approve(&authorize);
        self.visit(&back).await
    }
}
