//! The cookies of this role. Under https they carry `__Host-`, so no neighbour can plant them.
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Who is signed in here.
    Session,
    /// Which browser a form was made for.
    Form,
    /// A browser that has signed in before.
    Known,
}

impl Cookie {
    fn name(self, secure: bool) -> String {
        let name = match self {
            Self::Session => "leme_idp",
            Self::Form => "leme_idp_form",
            Self::Known => "leme_idp_known",
        };
        if secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// Its value in a request.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let name = self.name(secure);
        let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value.to_owned())
    }

    /// The header that sets it; without a life it goes when the browser closes. `value` is ours:
    /// base64url or empty.
    pub(crate) fn set(
        self,
        secure: bool,
        path: &str,
        value: &str,
        life: Option<TimeDelta>,
    ) -> Option<HeaderValue> {
        // `__Host-` wants the root path; without it the cookie stays with this role.
        let (path, flag) = if secure { ("/", "; Secure") } else { (path, "") };
        let age = life.map(|life| format!("; Max-Age={}", life.num_seconds())).unwrap_or_default();
        let name = self.name(secure);
        let text = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax{flag}{age}");
        HeaderValue::from_str(&text).ok()
    }

    /// The header that removes it.
    pub(crate) fn clear(self, secure: bool, path: &str) -> Option<HeaderValue> {
        self.set(secure, path, "", Some(TimeDelta::zero()))
    }
}
