//! Rows of `idp.users` and `idp.credentials`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Result};

use super::model::{NewUser, User, UserId};

/// Somebody who may be signing in: who, and what their password must match.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct SignIn {
    pub(crate) user_id: UserId,
    pub(crate) phc: String,
}

/// The account of an e-mail, by its unique key. Disabled ones included.
pub(crate) async fn find_by_email(tx: &mut PlatformTx, email: &str) -> Result<Option<User>> {
    sqlx::query_as(
        "select user_id, email, email_verified, name, locale, updated_at
         from idp.users
         where email = $1",
    )
    .bind(email)
    .fetch_optional(tx.conn())
    .await
    .during("reading an account")
}

/// The account of an id, unless it is disabled.
pub(crate) async fn find_active(tx: &mut PlatformTx, id: UserId) -> Result<Option<User>> {
    sqlx::query_as(
        "select user_id, email, email_verified, name, locale, updated_at
         from idp.users
         where user_id = $1 and disabled_at is null",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .during("reading an account")
}

/// What a sign-in is checked against; disabled accounts cannot sign in.
pub(crate) async fn find_sign_in(tx: &mut PlatformTx, email: &str) -> Result<Option<SignIn>> {
    sqlx::query_as(
        "select u.user_id, c.phc
         from idp.users u
         join idp.credentials c on c.user_id = u.user_id
         where u.email = $1 and u.disabled_at is null",
    )
    .bind(email)
    .fetch_optional(tx.conn())
    .await
    .during("reading a credential")
}

/// Adds somebody and returns their id, or the id of who was faster with the same e-mail.
pub(crate) async fn insert(
    tx: &mut PlatformTx,
    id: UserId,
    user: &NewUser,
    now: DateTime,
) -> Result<UserId> {
    sqlx::query_scalar(
        "insert into idp.users as held
             (user_id, email, email_verified, name, locale, created_at, updated_at)
         values ($1, $2, true, $3, $4, $5, $5)
         on conflict (email) do update set email = held.email
         returning user_id",
    )
    .bind(id)
    .bind(user.email.as_str())
    .bind(user.name.as_str())
    .bind(user.locale.tag())
    .bind(now)
    .fetch_one(tx.conn())
    .await
    .during("storing an account")
}

/// The first password of somebody.
pub(crate) async fn set_credential_if_absent(
    tx: &mut PlatformTx,
    id: UserId,
    phc: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into idp.credentials (user_id, phc, changed_at)
         values ($1, $2, $3)
         on conflict (user_id) do nothing",
    )
    .bind(id)
    .bind(phc)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("storing a first credential")?;
    Ok(())
}

/// A new password of somebody.
pub(crate) async fn set_credential(
    tx: &mut PlatformTx,
    id: UserId,
    phc: &str,
    now: DateTime,
) -> Result<()> {
    sqlx::query(
        "insert into idp.credentials (user_id, phc, changed_at)
         values ($1, $2, $3)
         on conflict (user_id) do update set
             phc = excluded.phc,
             changed_at = excluded.changed_at",
    )
    .bind(id)
    .bind(phc)
    .bind(now)
    .execute(tx.conn())
    .await
    .during("storing a credential")?;
    Ok(())
}

/// Locks somebody out from an instant on, or lets them in.
pub(crate) async fn set_disabled(
    tx: &mut PlatformTx,
    id: UserId,
    disabled_at: Option<DateTime>,
    now: DateTime,
) -> Result<()> {
    sqlx::query("update idp.users set disabled_at = $2, updated_at = $3 where user_id = $1")
        .bind(id)
        .bind(disabled_at)
        .bind(now)
        .execute(tx.conn())
        .await
        .during("disabling an account")?;
    Ok(())
}
