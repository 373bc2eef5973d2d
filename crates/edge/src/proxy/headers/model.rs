//! Pure decisions about headers: which end here, which are written by the edge.
use std::net::IpAddr;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Version};
use leme_contract::codes;
use leme_contract::headers::{CORRELATION_ID, RUNTIME_ID, TENANT_ID};
use leme_ground::error::{Error, Result};

use crate::routing::model::{Door, Target};

/// With which credential a request goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// What the caller sent itself: a bearer token and the tenant it names, or nothing.
    Callers,
    /// What the session says.
    Session {
        /// The token.
        bearer: String,
        /// The active organisation.
        tenant: Option<String>,
    },
}

/// Who called, as upstreams are told.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The address.
    pub ip: Option<IpAddr>,
    /// `http` or `https`.
    pub proto: &'static str,
}

/// Ends with the connection it came on (RFC 9110, 7.6.1), with what `Connection` names.
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("keep-alive"),
];

/// What only the edge may say about a caller.
const EDGE_SAYS: [&str; 9] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
    "proxy-connection",
    "expect",
];

/// What a product may not tell a browser on the platform's own origin.
const PRODUCT_MAY_NOT: [&str; 9] = [
    "set-cookie",
    "clear-site-data",
    "service-worker-allowed",
    "strict-transport-security",
    "access-control-allow-credentials",
    "alt-svc",
    "server",
    "x-powered-by",
    "public-key-pins",
];

/// Refuses requests whose end or destination two servers could read differently.
pub fn refuse_ambiguous<B>(request: &Request<B>) -> Result<()> {
    let headers = request.headers();
    let malformed = |why: &str| Err(Error::bad_request(codes::REQUEST_MALFORMED, why));
    if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
        let public = "This path does not take that method.";
        let status = http::StatusCode::METHOD_NOT_ALLOWED;
        return Err(Error::refused(status, codes::METHOD_NOT_ALLOWED, public));
    }
    let codings: Vec<_> = headers.get_all(header::TRANSFER_ENCODING).iter().collect();
    let chunked = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"chunked");
    if codings.len() > 1 || codings.iter().any(|value| !chunked(value)) {
        return malformed("The only transfer coding is `chunked`, once.");
    }
    let lengths = headers.get_all(header::CONTENT_LENGTH).iter().count();
    if lengths > 1 || (lengths == 1 && !codings.is_empty()) {
        return malformed("Say the length of the body once: `Content-Length` or chunked.");
    }
    let hosts: Vec<_> = headers.get_all(header::HOST).iter().collect();
    let [host] = hosts.as_slice() else {
        return if request.version() == Version::HTTP_10 && hosts.is_empty() {
            Ok(())
        } else {
            malformed("Send exactly one `Host`.")
        };
    };
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    if authority.is_some_and(|told| told.as_bytes() != host.as_bytes()) {
        return malformed("`Host` and the address of the request differ.");
    }
    Ok(())
}

/// The protocol that a request asks to change to, when the edge carries it: WebSocket only.
pub fn upgrade(headers: &HeaderMap) -> bool {
    let asks = tokens(headers, &header::CONNECTION).any(|token| token == "upgrade");
    let websocket = headers.get(header::UPGRADE);
    asks && websocket.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Makes the headers that the upstream sees.
pub fn outgoing(
    headers: &mut HeaderMap,
    target: &Target,
    credential: &Credential,
    caller: &Caller,
    correlation: &str,
    trusted: &[IpAddr],
) {
    let websocket = upgrade(headers);
    let forwarded = forwarded_for(headers, caller.ip, trusted);
    let host = headers.remove(header::HOST);
    end_hop(headers);
    for name in EDGE_SAYS {
        headers.remove(name);
    }
    credentials(headers, target.door, credential);
    if let Some(forwarded) = forwarded {
        set(headers, "x-forwarded-for", &forwarded);
    }
    set(headers, "x-forwarded-proto", caller.proto);
    set(headers, "x-forwarded-prefix", &target.public_prefix);
    if let Some(host) = host {
        headers.insert("x-forwarded-host", host);
    }
    set(headers, CORRELATION_ID, correlation);
    set(headers, "host", target.base.authority.as_str());
    if websocket {
        set(headers, "connection", "Upgrade");
        set(headers, "upgrade", "websocket");
    }
}

fn credentials(headers: &mut HeaderMap, door: Door, credential: &Credential) {
    match door {
        Door::Contract => {
            headers.remove(header::COOKIE);
            return;
        }
        Door::Idp => {
            keep_foreign_cookies(headers);
            headers.remove(TENANT_ID);
            headers.remove(RUNTIME_ID);
            return;
        }
        Door::Api | Door::App => {
            headers.remove(header::COOKIE);
            headers.remove(RUNTIME_ID);
            headers.remove("x-csrf-token");
        }
    }
    match credential {
        // A tenant without a token would be a claim without a witness.
        Credential::Callers if !headers.contains_key(header::AUTHORIZATION) => {
            headers.remove(TENANT_ID);
        }
        Credential::Callers => {}
        Credential::Session { bearer, tenant } => {
            headers.remove(TENANT_ID);
            set(headers, "authorization", &format!("Bearer {bearer}"));
            if let Some(tenant) = tenant {
                set(headers, TENANT_ID, tenant);
            }
        }
    }
}

/// The identity provider gets its own cookies, never those of the edge.
fn keep_foreign_cookies(headers: &mut HeaderMap) {
    let ours = |pair: &str| crate::session::cookie::is_ours(pair.split('=').next().unwrap_or(""));
    let kept: Vec<String> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';').map(str::trim))
        .filter(|pair| !pair.is_empty() && !ours(pair))
        .map(str::to_owned)
        .collect();
    headers.remove(header::COOKIE);
    if !kept.is_empty() {
        set(headers, "cookie", &kept.join("; "));
    }
}

/// The chain of addresses; what the caller itself says about it counts only from trusted proxies.
fn forwarded_for(headers: &HeaderMap, ip: Option<IpAddr>, trusted: &[IpAddr]) -> Option<String> {
    let ip = ip?;
    let told = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match told.filter(|_| trusted.contains(&ip)) {
        Some(told) => Some(format!("{told}, {ip}")),
        None => Some(ip.to_string()),
    }
}

/// Makes the headers that the caller sees.
pub fn incoming(headers: &mut HeaderMap, target: &Target) {
    end_hop(headers);
    headers.remove(CORRELATION_ID);
    if target.door != Door::Idp {
        for name in PRODUCT_MAY_NOT {
            headers.remove(name);
        }
    }
    if let Some(location) = headers.get(header::LOCATION).and_then(|value| value.to_str().ok())
        && let Some(public) = public_location(location, target)
        && let Ok(value) = HeaderValue::from_str(&public)
    {
        headers.insert(header::LOCATION, value);
    }
}

/// A redirect to the upstream's own address, as people reach it.
fn public_location(location: &str, target: &Target) -> Option<String> {
    let base = format!("http://{}{}", target.base.authority, target.base.prefix);
    let rest = location.strip_prefix(&base)?;
    let inside = match target.door {
        Door::Api => rest.strip_prefix("/v1").unwrap_or(rest),
        Door::Contract => rest.strip_prefix("/kernel").unwrap_or(rest),
        Door::App | Door::Idp => rest,
    };
    Some(format!("{}{inside}", target.public_prefix))
}

fn end_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> =
        tokens(headers, &header::CONNECTION).filter_map(|token| token.parse().ok()).collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

fn tokens(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|token| token.trim().to_ascii_lowercase())
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Request};

    use super::{Caller, Credential, incoming, outgoing, refuse_ambiguous, upgrade};
    use crate::routing::model::{Table, Target};

    fn target(path: &str) -> Target {
        let table = Table::fixed("http://127.0.0.1:1", Some("http://127.0.0.1:2"));
        table.resolve(&path.parse().unwrap()).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn sent(path: &str, pairs: &[(&'static str, &str)], credential: &Credential) -> HeaderMap {
        let mut map = headers(pairs);
        let caller = Caller { ip: Some([9, 9, 9, 9].into()), proto: "https" };
        outgoing(&mut map, &target(path), credential, &caller, "c-1", &[]);
        map
    }

    fn session() -> Credential {
        Credential::Session { bearer: "real".into(), tenant: Some("t-real".into()) }
    }

    #[test]
    fn a_session_says_who_and_where_whatever_the_browser_claims() {
        let map = sent(
            "/api/kernel/me",
            &[
                ("x-tenant-id", "t-forged"),
                ("x-runtime-id", "r-forged"),
                ("authorization", "Bearer forged"),
                ("cookie", "leme_session=x; other=y"),
                ("x-csrf-token", "z"),
                ("host", "leme.example"),
            ],
            &session(),
        );
        assert_eq!(map["x-tenant-id"], "t-real");
        assert_eq!(map["authorization"], "Bearer real");
        assert!(!map.contains_key("x-runtime-id") && !map.contains_key("cookie"));
        assert_eq!(map["x-forwarded-host"], "leme.example");
        assert_eq!(map["host"], "127.0.0.1:1");
    }

    #[test]
    fn naming_a_header_in_connection_does_not_remove_what_the_edge_says() {
        let pairs = [("connection", "x-tenant-id, authorization, x-forwarded-for, close")];
        let map = sent("/api/kernel/me", &pairs, &session());
        assert_eq!(map["x-tenant-id"], "t-real");
        assert_eq!(map["x-forwarded-for"], "9.9.9.9");
        assert!(!map.contains_key("connection"));
    }

    #[test]
    fn a_tenant_without_a_token_is_not_passed_on() {
        let map = sent("/api/kernel/me", &[("x-tenant-id", "t")], &Credential::Callers);
        assert!(!map.contains_key("x-tenant-id"));
        let pairs = [("x-tenant-id", "t"), ("authorization", "Bearer b")];
        assert_eq!(sent("/api/kernel/me", &pairs, &Credential::Callers)["x-tenant-id"], "t");
    }

    #[test]
    fn what_a_caller_says_about_its_address_does_not_count() {
        let pairs =
            [("x-forwarded-for", "1.1.1.1"), ("x-real-ip", "1.1.1.1"), ("forwarded", "for=1")];
        let map = sent("/kernel/x", &pairs, &Credential::Callers);
        assert_eq!(map["x-forwarded-for"], "9.9.9.9");
        assert!(!map.contains_key("x-real-ip") && !map.contains_key("forwarded"));
    }

    #[test]
    fn what_a_trusted_proxy_says_about_a_caller_counts() {
        let proxy = "10.0.0.1".parse().unwrap();
        let mut map = headers(&[("x-forwarded-for", "1.1.1.1")]);
        let caller = Caller { ip: Some(proxy), proto: "https" };
        let to = target("/kernel/x");
        outgoing(&mut map, &to, &Credential::Callers, &caller, "c-1", &[proxy]);
        assert_eq!(map["x-forwarded-for"], "1.1.1.1, 10.0.0.1");
    }

    #[test]
    fn the_identity_provider_never_sees_the_session_cookie() {
        let pairs = [("cookie", "leme_session=x; idp_sid=y; leme_login_ab=z")];
        assert_eq!(sent("/idp/authorize", &pairs, &Credential::Callers)["cookie"], "idp_sid=y");
    }

    #[test]
    fn only_websocket_is_carried_on_as_an_upgrade() {
        assert!(upgrade(&headers(&[
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket")
        ])));
        assert!(!upgrade(&headers(&[("connection", "Upgrade"), ("upgrade", "h2c")])));
        assert!(!upgrade(&headers(&[("upgrade", "websocket")])));
    }

    #[test]
    fn ambiguous_requests_are_refused() {
        for pairs in [
            &[("host", "a"), ("transfer-encoding", "chunked"), ("content-length", "3")][..],
            &[("host", "a"), ("transfer-encoding", "gzip, chunked")],
            &[("host", "a"), ("transfer-encoding", "xchunked")],
            &[],
        ] {
            let mut request = Request::new(());
            *request.headers_mut() = headers(pairs);
            assert!(refuse_ambiguous(&request).is_err(), "{pairs:?}");
        }
        let twice = Request::builder().header("host", "a").header("host", "b").body(()).unwrap();
        assert!(refuse_ambiguous(&twice).is_err());
        let apart = Request::builder().uri("http://a/x").header("host", "b").body(()).unwrap();
        assert!(refuse_ambiguous(&apart).is_err());
        let fine = Request::builder().uri("/x").header("host", "b").body(()).unwrap();
        assert!(refuse_ambiguous(&fine).is_ok());
    }

    #[test]
    fn a_product_sets_no_cookies_and_its_own_address_stays_inside() {
        let mut map = headers(&[
            ("set-cookie", "leme_session=evil"),
            ("service-worker-allowed", "/"),
            ("location", "http://127.0.0.1:1/v1/next?x=1"),
            ("keep-alive", "timeout=5"),
        ]);
        incoming(&mut map, &target("/api/kernel/me"));
        assert!(!map.contains_key("set-cookie") && !map.contains_key("service-worker-allowed"));
        assert!(!map.contains_key("keep-alive"));
        assert_eq!(map["location"], "/api/kernel/next?x=1");
        let mut map = headers(&[("set-cookie", "idp_sid=1")]);
        incoming(&mut map, &target("/idp/authorize"));
        assert!(map.contains_key("set-cookie"));
    }
}
