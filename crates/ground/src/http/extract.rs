//! Extractors that answer with a problem: JSON bodies, paths and queries.
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_base::violation::Violation;
use leme_contract::codes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::Error;

/// A JSON body, in and out. Unknown fields of a request are refused where its type says so.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        require_json(request.headers())?;
        let bytes = body(request, state).await?;
        parse(&bytes).map(Json)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The bytes of a body within the limit.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Error> {
    Bytes::from_request(request, state).await.map_err(|refused| {
        if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let public = "The body is larger than the limit; see `/v1/limits`.";
            Error::refused(StatusCode::PAYLOAD_TOO_LARGE, codes::REQUEST_TOO_LARGE, public)
        } else {
            Error::bad_request(codes::REQUEST_MALFORMED, "The body could not be read to its end.")
        }
    })
}

/// Parses JSON, telling a wrong syntax, an unknown field and a wrong value apart.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|wrong| {
        let pointer = pointer(wrong.path());
        refuse(&pointer, wrong.inner(), bytes)
    })?;
    reader.end().map_err(|wrong| refuse("", &wrong, bytes))?;
    Ok(value)
}

fn refuse(pointer: &str, wrong: &serde_json::Error, bytes: &[u8]) -> Error {
    let text = wrong.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match wrong.classify() {
        Category::Data if text.starts_with("unknown field") => {
            let public = format!("{text}, at `{pointer}`.");
            Error::bad_request(codes::REQUEST_UNKNOWN_FIELD, public)
        }
        Category::Data => {
            let code = if text.starts_with("missing field") { "required" } else { "format" };
            Error::Invalid { violations: vec![Violation::new(pointer, code, text)] }
        }
        // serde_json says so of a word in whose place something else stands.
        Category::Syntax if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() => {
            let detail = "must be of another type";
            Error::Invalid { violations: vec![Violation::new(pointer, "format", detail)] }
        }
        Category::Io | Category::Syntax | Category::Eof => {
            Error::bad_request(codes::REQUEST_MALFORMED, format!("The body is not JSON: {wrong}"))
        }
    }
}

/// `a.b[0]` as a JSON Pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |mut pointer, segment| {
        let token = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => "?".to_owned(),
        };
        pointer.push('/');
        pointer.push_str(&token);
        pointer
    })
}

/// Refuses a body that does not say it is JSON.
pub fn require_json(headers: &HeaderMap) -> Result<(), Error> {
    if is_json(headers) {
        return Ok(());
    }
    Err(Error::refused(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        codes::REQUEST_MALFORMED,
        "Send JSON with `Content-Type: application/json`.",
    ))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    })
}

/// Path parameters; one that cannot be read names nothing, so it is 404.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|path| Self(path.0)).map_err(|_| Error::NotFound { kind: "resource" })
    }
}

/// Query parameters.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let found = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        found
            .map(|query| Self(query.0))
            .map_err(|wrong| Error::invalid("/", "format", format!("query: {}", wrong.body_text())))
    }
}

/// The token of an `Authorization: Bearer …` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde::Deserialize;

    use super::parse;
    use crate::error::Error;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[expect(dead_code, reason = "only its parsing is tested")]
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only its parsing is tested")]
        amount: u32,
    }

    #[test]
    fn a_wrong_value_is_named_by_its_pointer() {
        let error = parse::<Order>(br#"{"lines":[{"amount":1},{"amount":"x"}]}"#).unwrap_err();
        let Error::Invalid { violations } = error else { panic!("{error:?}") };
        assert_eq!(violations[0].pointer, "/lines/1/amount");
    }

    #[test]
    fn a_missing_field_is_required() {
        let error = parse::<Order>(br#"{"lines":[{}]}"#).unwrap_err();
        let Error::Invalid { violations } = error else { panic!("{error:?}") };
        assert_eq!(violations[0].code, "required");
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let error = parse::<Order>(br#"{"lines":[],"x":1}"#).unwrap_err();
        assert_eq!(error.code(), "request.unknown_field");
        assert!(error.to_string().contains("`x`"));
    }

    #[test]
    fn broken_json_is_malformed_not_invalid() {
        for broken in [&b"{"[..], b"", b"{} x", b"\xff"] {
            let error = parse::<Order>(broken).unwrap_err();
            assert!(matches!(
                error.status(),
                StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
            ));
        }
    }
}
