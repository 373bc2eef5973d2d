//! Request parameters as OAuth wants them: each at most once, and an empty one is an absent one.
use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use leme_ground::error::Error;
use leme_ground::http::extract;
use url::form_urlencoded;

/// The parameters of a query or a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    values: BTreeMap<String, String>,
    repeated: BTreeSet<String>,
}

impl Params {
    /// Reads `a=b&c=d`.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let mut params = Self::default();
        for (name, value) in form_urlencoded::parse(encoded) {
            let name = name.into_owned();
            if params.values.insert(name.clone(), value.into_owned()).is_some() {
                params.repeated.insert(name);
            }
        }
        params
    }

    /// The value, if it is there, not empty and given once.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name).map(String::as_str).filter(|value| !value.is_empty());
        if self.repeated.contains(name) { None } else { value }
    }

    /// A parameter that was given more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.repeated.first().map(String::as_str)
    }

    /// The parameters as a query again.
    pub(crate) fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.values).finish()
    }
}

/// The parameters of a form body; `None` when the body is something else.
#[derive(Debug)]
pub(crate) struct Form(pub(crate) Option<Params>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        if !is_form(request.headers()) {
            return Ok(Self(None));
        }
        let bytes = extract::body(request, state).await?;
        Ok(Self(Some(Params::parse(&bytes))))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
