//! One closed error for every handler. What people may read and the source are kept apart.
use std::error::Error as StdError;
use std::fmt::{self, Display};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leme_base::violation::Violation;
use leme_contract::codes;

use crate::config::ConfigError;
use crate::http::correlation;
use crate::problem::{MEDIA_TYPE, Problem};

/// The source of an infrastructure failure.
pub type BoxError = Box<dyn StdError + Send + Sync>;
/// What every handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong. `Display` is the public text only; the chain goes to the log.
#[derive(Debug)]
pub enum Error {
    /// Not there, or not yours: the two are never told apart.
    NotFound {
        /// The noun.
        kind: &'static str,
    },
    /// A rule refuses it.
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// Stable code, listed in `docs/problems.md`.
        code: &'static str,
        /// Sentence for people.
        public: String,
    },
    /// The input is wrong, field by field.
    Invalid {
        /// What is wrong.
        violations: Vec<Violation>,
    },
    /// Try again later: something we need is away.
    Unavailable {
        /// Seconds to wait.
        retry_after_s: u32,
        /// What we were doing.
        doing: &'static str,
        /// Why it failed.
        source: BoxError,
    },
    /// Our fault.
    Internal {
        /// What we were doing.
        doing: &'static str,
        /// Why it failed.
        source: BoxError,
    },
}

impl Error {
    /// A refusal with a stable code.
    pub fn refused(status: StatusCode, code: &'static str, public: impl Into<String>) -> Self {
        Self::Refused { status, code, public: public.into() }
    }

    /// 409 with a stable code.
    pub fn conflict(code: &'static str, public: impl Into<String>) -> Self {
        Self::refused(StatusCode::CONFLICT, code, public)
    }

    /// 403 with a stable code.
    pub fn forbidden(code: &'static str, public: impl Into<String>) -> Self {
        Self::refused(StatusCode::FORBIDDEN, code, public)
    }

    /// 400 with a stable code.
    pub fn bad_request(code: &'static str, public: impl Into<String>) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, code, public)
    }

    /// 401: who are you?
    pub fn unauthenticated(code: &'static str, public: impl Into<String>) -> Self {
        Self::refused(StatusCode::UNAUTHORIZED, code, public)
    }

    /// 422 with one violation.
    pub fn invalid(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::Invalid { violations: vec![Violation::new(pointer, code, detail)] }
    }

    /// 500 for a state that cannot be.
    pub fn internal(doing: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Internal { doing, source: source.into() }
    }

    /// 503 for something that is away for the moment.
    pub fn unavailable(doing: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Unavailable { retry_after_s: 1, doing, source: source.into() }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Refused { status, .. } => *status,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => codes::NOT_FOUND,
            Self::Refused { code, .. } => code,
            Self::Invalid { .. } => codes::REQUEST_INVALID,
            Self::Unavailable { .. } => codes::UNAVAILABLE,
            Self::Internal { .. } => codes::INTERNAL,
        }
    }

    fn problem(&self) -> Problem {
        let violations = match self {
            Self::Invalid { violations } => violations.clone(),
            Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Unavailable { .. }
            | Self::Internal { .. } => Vec::new(),
        };
        Problem {
            kind: format!("/problems/{}", self.code()),
            title: title(self.status()).to_owned(),
            status: self.status().as_u16(),
            code: self.code().to_owned(),
            detail: self.to_string(),
            correlation_id: correlation::current(),
            violations,
        }
    }

    /// Written once, here at the edge of the process: faults as errors, the rest stays quiet.
    fn log(&self) {
        match self {
            Self::Internal { doing, source } => {
                tracing::error!(error = %Chain(source.as_ref()), "failed while {doing}");
            }
            Self::Unavailable { doing, source, .. } => {
                tracing::warn!(error = %Chain(source.as_ref()), "unavailable while {doing}");
            }
            Self::NotFound { .. } | Self::Refused { .. } | Self::Invalid { .. } => {}
        }
    }
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { kind } => write!(f, "There is no such {kind}, or it is not yours."),
            Self::Refused { public, .. } => f.write_str(public),
            Self::Invalid { .. } => f.write_str("Some fields are wrong; see `violations`."),
            Self::Unavailable { .. } => f.write_str("Something we need is away. Try again soon."),
            Self::Internal { .. } => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unavailable { source, .. } | Self::Internal { source, .. } => {
                Some(source.as_ref())
            }
            Self::NotFound { .. } | Self::Refused { .. } | Self::Invalid { .. } => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::internal("reading the configuration", error)
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Invalid { violations: vec![violation] }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Self::Unavailable { retry_after_s, .. } = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Prints an error and everything below it.
pub struct Chain<'e>(pub &'e dyn StdError);

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(source) = next {
            write!(f, ": {source}")?;
            next = source.source();
        }
        Ok(())
    }
}

/// Names what we were doing when something below us failed.
pub trait During<T> {
    /// `tx.commit().await.during("granting an entitlement")?`
    fn during(self, doing: &'static str) -> Result<T>;
}

impl<T> During<T> for std::result::Result<T, sqlx::Error> {
    fn during(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| {
            if crate::db::outage::is_outage(&source) {
                Error::unavailable(doing, source)
            } else if crate::db::outage::is_unkeepable(&source) {
                let public = "A text holds the character U+0000, which cannot be kept.";
                Error::bad_request(codes::REQUEST_MALFORMED, public)
            } else {
                Error::internal(doing, source)
            }
        })
    }
}

impl<T> During<T> for std::result::Result<T, reqwest::Error> {
    fn during(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| Error::unavailable(doing, source))
    }
}

impl<T> During<T> for std::result::Result<T, serde_json::Error> {
    fn during(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| Error::internal(doing, source))
    }
}

impl<T> During<T> for std::result::Result<T, std::io::Error> {
    fn during(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| Error::internal(doing, source))
    }
}

/// Turns the refusal of a named constraint into the error that people understand.
pub trait OnConstraint<T> {
    /// `.on_constraint("tenants_slug_key", || Error::conflict("conflict.slug", "…"))`
    fn on_constraint(
        self,
        name: &str,
        error: impl FnOnce() -> Error,
    ) -> std::result::Result<std::result::Result<T, sqlx::Error>, Error>;
}

impl<T> OnConstraint<T> for std::result::Result<T, sqlx::Error> {
    fn on_constraint(
        self,
        name: &str,
        error: impl FnOnce() -> Error,
    ) -> std::result::Result<Self, Error> {
        let hit = match &self {
            Err(sqlx::Error::Database(found)) => found.constraint() == Some(name),
            _ => false,
        };
        if hit { Err(error()) } else { Ok(self) }
    }
}

/// The row, or 404 for its noun.
pub trait OrNotFound<T> {
    /// `queries::find(&mut tx, id).await?.or_not_found("tenant")?`
    fn or_not_found(self, kind: &'static str) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, kind: &'static str) -> Result<T> {
        self.ok_or(Error::NotFound { kind })
    }
}
