//! The pure decision: where does a request come from, and does it know the session's token?
use http::{HeaderMap, Method};
use leme_contract::codes;
use leme_ground::error::{Error, Result};
use subtle::ConstantTimeEq;

/// The header that unsafe methods need.
pub const HEADER: &str = "x-csrf-token";

/// Passes safe methods; others must come from our own pages and carry the session's token.
/// Opening a WebSocket is a GET that can do everything, so it must come from our pages, too.
pub fn check(
    method: &Method,
    headers: &HeaderMap,
    websocket: bool,
    origin: &str,
    token: &str,
) -> Result<()> {
    let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if safe && !websocket {
        return Ok(());
    }
    let from = source(headers, origin);
    if from == Source::Elsewhere || (websocket && from == Source::Unknown) {
        return refuse("This came from another site.");
    }
    if safe || knows(headers, token) {
        return Ok(());
    }
    refuse("Send the session's token in `X-CSRF-Token`; `/auth/session` tells it.")
}

fn refuse(public: &str) -> Result<()> {
    Err(Error::forbidden(codes::AUTH_FORBIDDEN, public))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Here,
    Elsewhere,
    /// Not a browser, or a very old one.
    Unknown,
}

fn source(headers: &HeaderMap, origin: &str) -> Source {
    let get = |name: &str| headers.get(name).map(http::HeaderValue::as_bytes);
    match (get("sec-fetch-site"), get("origin")) {
        (Some(b"same-origin"), _) => Source::Here,
        (None, Some(from)) if from == origin.as_bytes() => Source::Here,
        (Some(_), _) | (None, Some(_)) => Source::Elsewhere,
        (None, None) => Source::Unknown,
    }
}

fn knows(headers: &HeaderMap, token: &str) -> bool {
    let given = headers.get(HEADER).map(http::HeaderValue::as_bytes).unwrap_or_default();
    bool::from(given.ct_eq(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::check;

    const ORIGIN: &str = "http://localhost:8080";

    fn passes(method: &Method, websocket: bool, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap =
            pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        check(method, &headers, websocket, ORIGIN, "token").is_ok()
    }

    #[test]
    fn an_unsafe_method_needs_the_token_and_our_own_page() {
        let token = ("x-csrf-token", "token");
        assert!(passes(&Method::POST, false, &[token, ("sec-fetch-site", "same-origin")]));
        assert!(passes(&Method::POST, false, &[token, ("origin", ORIGIN)]));
        assert!(passes(&Method::POST, false, &[token]));
        assert!(!passes(&Method::POST, false, &[]));
        assert!(!passes(&Method::DELETE, false, &[("x-csrf-token", "tokem"), ("origin", ORIGIN)]));
        assert!(!passes(&Method::POST, false, &[token, ("origin", "http://evil.example")]));
        assert!(!passes(&Method::POST, false, &[token, ("origin", "null")]));
        assert!(!passes(&Method::PUT, false, &[token, ("sec-fetch-site", "same-site")]));
        assert!(!passes(
            &Method::PATCH,
            false,
            &[token, ("sec-fetch-site", "cross-site"), ("origin", ORIGIN)]
        ));
    }

    #[test]
    fn reading_needs_nothing_but_a_websocket_needs_our_own_page() {
        assert!(passes(&Method::GET, false, &[("sec-fetch-site", "cross-site")]));
        assert!(passes(&Method::GET, true, &[("origin", ORIGIN)]));
        assert!(!passes(&Method::GET, true, &[("origin", "http://evil.example")]));
        assert!(!passes(&Method::GET, true, &[]));
    }
}
