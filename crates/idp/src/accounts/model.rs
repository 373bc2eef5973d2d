//! A person, as this role knows them.
use leme_base::id::{Id, Kind};
use leme_base::name::{Email, Name};
use leme_base::secret::Secret;
use leme_base::time::DateTime;
use leme_ground::error::{Error, Result};

use crate::pages::model::Lang;
use crate::passwords::BYTES_MAX;

/// Long enough that guessing at the speed the throttle allows is hopeless.
const CHARS_MIN: usize = 12;

/// The kind of a user's id.
#[derive(Debug)]
pub enum UserKind {}

impl Kind for UserKind {
    const NAME: &'static str = "user";
}

/// Names a person: the `sub` of their tokens.
pub type UserId = Id<UserKind>;

/// Somebody who is to exist.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Their address, vouched for by whoever makes the account.
    pub email: Email,
    /// What people call them.
    pub name: Name,
    /// The language they read.
    pub locale: Lang,
    /// Their first password.
    pub password: Secret<String>,
}

/// Somebody who exists.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// Who.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// Whether somebody vouched for it.
    pub email_verified: bool,
    /// What people call them.
    pub name: String,
    /// `en` or `pt-BR`.
    pub locale: String,
    /// The last change of any of this.
    pub updated_at: DateTime,
}

/// Refuses passwords that are too easy or absurd.
pub(crate) fn check_password(password: &str) -> Result<()> {
    if password.chars().count() < CHARS_MIN {
        return Err(Error::invalid("/password", "too_short", "must have at least 12 characters"));
    }
    if password.len() > BYTES_MAX {
        return Err(Error::invalid("/password", "too_long", "must have at most 1024 bytes"));
    }
    Ok(())
}
