//! The cookies of the edge: their names, how they are set, read and removed.
use http::header::{self, HeaderMap, HeaderValue};

/// The session's name on http; on https it carries the `__Host-` prefix.
const SESSION: &str = "leme_session";
/// Sign-ins under way, one cookie each so that two tabs do not disturb one another.
const LOGIN: &str = "leme_login_";
const HOST: &str = "__Host-";

/// Whether a cookie of this name belongs to the edge.
pub fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix(HOST).unwrap_or(name);
    name == SESSION || name.starts_with(LOGIN)
}

/// The name of the session's cookie.
pub fn session(https: bool) -> String {
    format!("{}{SESSION}", prefix(https))
}

/// The name of the cookie of one sign-in.
pub fn login(https: bool, state: &str) -> String {
    let short: String = state.chars().take(8).collect();
    format!("{}{LOGIN}{short}", prefix(https))
}

const fn prefix(https: bool) -> &'static str {
    if https { HOST } else { "" }
}

/// The value of a cookie that the caller sent.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// Sets a cookie that scripts cannot read; a `None` value removes it.
pub fn set(headers: &mut HeaderMap, https: bool, name: &str, value: Option<&str>, max_age_s: i64) {
    let secure = if https { "; Secure" } else { "" };
    let age = if value.is_some() { max_age_s } else { 0 };
    let value = value.unwrap_or_default();
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        headers.append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{is_ours, login, read, session, set};

    #[test]
    fn a_cookie_is_found_among_others_and_only_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", "xleme_session=no; a=b".parse().unwrap());
        headers.append("cookie", "leme_session=yes".parse().unwrap());
        assert_eq!(read(&headers, "leme_session"), Some("yes"));
        assert_eq!(read(&headers, "session"), None);
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_host_and_tls() {
        let mut headers = HeaderMap::new();
        set(&mut headers, true, &session(true), Some("v"), 60);
        let line = headers["set-cookie"].to_str().unwrap();
        assert!(
            line.starts_with("__Host-leme_session=v; Path=/; HttpOnly; SameSite=Lax"),
            "{line}"
        );
        assert!(line.ends_with("; Secure") && !line.contains("Domain"));
        assert!(is_ours(&session(true)) && is_ours(&login(false, "abcdefghij")));
        assert!(!is_ours("leme_idp"));
    }
}
