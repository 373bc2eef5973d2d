//! The errors of OAuth 2.0 (RFC 6749 §5.2) as JSON, beside the problems of the house for faults.
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_ground::error::Error;
use serde::Serialize;

/// Why a back-channel request is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A protocol error with its registered code.
    Protocol { code: &'static str, why: &'static str },
    /// The client could not prove who it is; `basic` when it tried HTTP Basic.
    Client { basic: bool },
    /// A fault of ours.
    Fault(Error),
}

impl Refusal {
    /// A code of RFC 6749 with a sentence for the developer.
    pub(crate) const fn new(code: &'static str, why: &'static str) -> Self {
        Self::Protocol { code, why }
    }

    /// The request itself is malformed.
    pub(crate) const fn request(why: &'static str) -> Self {
        Self::new("invalid_request", why)
    }

    /// The code or refresh token is not good. The sentence never says more than this.
    pub(crate) const fn grant() -> Self {
        Self::new("invalid_grant", "It is unknown, expired, revoked, used, or meant for another.")
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: &'static str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(error) => error.into_response(),
            Self::Protocol { code, why } => json(StatusCode::BAD_REQUEST, code, why),
            Self::Client { basic } => {
                let why = "The client is unknown or its credentials are wrong.";
                let mut response = json(StatusCode::UNAUTHORIZED, "invalid_client", why);
                if basic {
                    let challenge = HeaderValue::from_static("Basic realm=\"leme\"");
                    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                }
                response
            }
        }
    }
}

fn json(status: StatusCode, error: &'static str, error_description: &'static str) -> Response {
    private((status, axum::Json(Body { error, error_description })).into_response())
}

/// Marks an answer that no cache may keep.
pub(crate) fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
