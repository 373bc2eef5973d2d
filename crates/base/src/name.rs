//! Names that are parsed once, at the edge, and trusted afterwards.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{NAME_CHARS_MAX, SLUG_CHARS_MAX};

/// Why a text is not the name it was meant to be: a stable code and a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct BadName {
    /// Stable code for programs.
    pub code: &'static str,
    /// Sentence for people.
    pub detail: &'static str,
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $check:path, $pattern:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = $pattern))]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadName;
            fn try_from(text: String) -> Result<Self, BadName> {
                $check(&text).map(Self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadName;
            fn from_str(text: &str) -> Result<Self, BadName> {
                $check(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// What people call something: 1 to 120 characters, no control characters, trimmed.
    Name, display_name, r"^\S(.{0,118}\S)?$";
    /// A DNS label: `a-z`, `0-9` and inner `-`, at most 63.
    Slug, slug, "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
    /// An e-mail address, lower-cased (one `@`, a dot in the domain).
    Email, email, "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$";
}

fn display_name(text: &str) -> Result<String, BadName> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadName { code: "required", detail: "must not be empty" });
    }
    if text.chars().count() > NAME_CHARS_MAX {
        return Err(BadName { code: "too_long", detail: "must have at most 120 characters" });
    }
    if text.chars().any(char::is_control) {
        return Err(BadName { code: "format", detail: "must not hold control characters" });
    }
    Ok(text.to_owned())
}

fn slug(text: &str) -> Result<String, BadName> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = !text.is_empty()
        && text.len() <= SLUG_CHARS_MAX
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if good {
        return Ok(text.to_owned());
    }
    Err(BadName {
        code: "format",
        detail: "must be 1 to 63 characters of a-z, 0-9 and '-', not starting or ending with '-'",
    })
}

fn email(text: &str) -> Result<String, BadName> {
    let text = text.trim().to_lowercase();
    let parts = text.split_once('@');
    let good = parts.is_some_and(|(user, domain)| {
        !user.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains('@')
    });
    if good && text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(text);
    }
    Err(BadName { code: "format", detail: "must be an e-mail address" })
}

#[cfg(test)]
mod tests {
    use super::{Email, Name, Slug};

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!("  Acme ".parse::<Name>().unwrap().as_str(), "Acme");
        assert!("".parse::<Name>().is_err());
        assert!("a\u{7}b".parse::<Name>().is_err());
        assert!("x".repeat(121).parse::<Name>().is_err());
    }

    #[test]
    fn a_slug_is_a_dns_label() {
        assert!("acme-1".parse::<Slug>().is_ok());
        for bad in ["", "-a", "a-", "A", "a_b", &"a".repeat(64)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_email_is_lower_cased() {
        assert_eq!("Ada@Leme.Test".parse::<Email>().unwrap().as_str(), "ada@leme.test");
        for bad in ["ada", "@x.y", "a@b", "a b@c.d", "a@b@c.d"] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }
}
