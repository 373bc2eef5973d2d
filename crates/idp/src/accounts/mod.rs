//! People who can sign in. Invariants: one account per e-mail, in lower case; a password is kept
//! only as Argon2id; whoever is disabled is nobody, here and at every later refresh.
pub(crate) mod model;
pub(crate) mod queries;

use leme_base::name::Email;
use leme_base::time::DateTime;
use leme_ground::db::Db;
use leme_ground::error::{OrNotFound, Result};

pub use model::{NewUser, User, UserId, UserKind};

pub use crate::pages::model::Lang;

use crate::{grants, passwords, sessions, store};

/// Makes sure that somebody with this e-mail exists, and returns their id. Whoever is there stays
/// as they are, password included.
pub async fn ensure_user(db: &Db, now: DateTime, user: &NewUser) -> Result<UserId> {
    model::check_password(user.password.reveal())?;
    let mut tx = store::open(db).await?;
    if let Some(found) = queries::find_by_email(&mut tx, user.email.as_str()).await? {
        return Ok(found.user_id);
    }
    drop(tx);
    let phc = passwords::hash(user.password.reveal().clone()).await?;
    let mut tx = store::open(db).await?;
    let id = queries::insert(&mut tx, UserId::at(now), user, now).await?;
    queries::set_credential_if_absent(&mut tx, id, &phc, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives somebody a new password and signs them out everywhere.
pub async fn set_password(db: &Db, now: DateTime, email: &Email, password: &str) -> Result<()> {
    model::check_password(password)?;
    let phc = passwords::hash(password.to_owned()).await?;
    let mut tx = store::open(db).await?;
    let user = queries::find_by_email(&mut tx, email.as_str()).await?.or_not_found("user")?;
    queries::set_credential(&mut tx, user.user_id, &phc, now).await?;
    sessions::queries::end_all(&mut tx, user.user_id, now).await?;
    grants::queries::revoke_all(&mut tx, user.user_id, "password changed", now).await?;
    tx.commit().await
}

/// Locks somebody out, or lets them in again. Locked out, they are signed out everywhere.
pub async fn set_disabled(db: &Db, now: DateTime, email: &Email, disabled: bool) -> Result<()> {
    let mut tx = store::open(db).await?;
    let user = queries::find_by_email(&mut tx, email.as_str()).await?.or_not_found("user")?;
    queries::set_disabled(&mut tx, user.user_id, disabled.then_some(now), now).await?;
    if disabled {
        sessions::queries::end_all(&mut tx, user.user_id, now).await?;
        grants::queries::revoke_all(&mut tx, user.user_id, "account disabled", now).await?;
    }
    tx.commit().await
}
