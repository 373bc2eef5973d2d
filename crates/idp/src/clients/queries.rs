//! Rows of `idp.clients`.
use leme_base::time::DateTime;
use leme_ground::db::PlatformTx;
use leme_ground::error::{During, Error, OnConstraint, Result};

use super::model::Client;

/// The client of this id, by primary key.
pub(crate) async fn find(tx: &mut PlatformTx, client_id: &str) -> Result<Option<Client>> {
    sqlx::query_as(
        "select client_id, name, kind, secret_hash, redirect_uris, post_logout_redirect_uris,
                scopes
         from idp.clients
         where client_id = $1",
    )
    .bind(client_id)
    .fetch_optional(tx.conn())
    .await
    .during("reading a client")
}

/// Makes the row be as given.
pub(crate) async fn upsert(tx: &mut PlatformTx, client: &Client, now: DateTime) -> Result<()> {
    sqlx::query(
        "insert into idp.clients (client_id, name, kind, secret_hash, redirect_uris,
                                  post_logout_redirect_uris, scopes, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (client_id) do update set
             name = excluded.name,
             kind = excluded.kind,
             secret_hash = excluded.secret_hash,
             redirect_uris = excluded.redirect_uris,
             post_logout_redirect_uris = excluded.post_logout_redirect_uris,
             scopes = excluded.scopes,
             updated_at = excluded.updated_at",
    )
    .bind(&client.client_id)
    .bind(&client.name)
    .bind(&client.kind)
    .bind(&client.secret_hash)
    .bind(&client.redirect_uris)
    .bind(&client.post_logout_redirect_uris)
    .bind(&client.scopes)
    .bind(now)
    .execute(tx.conn())
    .await
    .on_constraint("clients_client_id_check", || {
        Error::invalid("/client_id", "format", "must be 2 to 63 characters of a-z, 0-9 and '-'")
    })?
    .during("storing a client")?;
    Ok(())
}
