//! A browser that keeps cookies, follows nothing by itself and reads forms.
use std::collections::BTreeMap;
use std::time::Duration;

use leme_ground::http::client::client;
use reqwest::{Client, RequestBuilder, Response, header};
use url::Url;

/// The pairs of a query or form.
pub(crate) type Pairs<'p> = &'p [(&'p str, &'p str)];

#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) http: Client,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
    pub(crate) from: &'static str,
}

/// An answer that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let http = client(Duration::from_secs(20)).unwrap();
        Self { http, cookies: BTreeMap::new(), language: "en", from: "192.0.2.1" }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Answer {
        let request = self.http.get(url);
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: Pairs<'_>) -> Answer {
        let request = self.http.post(url).form(form);
        self.send(request).await
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let jar: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = request
            .header(header::COOKIE, jar.join("; "))
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header("x-forwarded-for", format!("203.0.113.9, {}", self.from));
        let answer = Answer::of(request.send().await.unwrap()).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        answer
    }

    fn keep(&mut self, line: &str) {
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax"), "{line}");
        if value.is_empty() || line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Where it redirects to.
    pub(crate) fn location(&self) -> Url {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location").parse().unwrap()
    }

    /// A parameter of where it redirects to.
    pub(crate) fn sent(&self, name: &str) -> Option<String> {
        let found = self.location();
        found.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The value of an attribute that follows a marker in the page.
    pub(crate) fn attribute(&self, marker: &str, name: &str) -> String {
        let at = self.body.find(marker).unwrap_or_else(|| panic!("no {marker} in {}", self.body));
        let rest = &self.body[at..];
        let start = rest.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        let value = &rest[start..start + rest[start..].find('"').unwrap()];
        value
            .replace("&amp;", "&")
            .replace("&#x2f;", "/")
            .replace("&#x3D;", "=")
            .replace("&quot;", "\"")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}
