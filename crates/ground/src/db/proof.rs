//! A schema for tests: notes of a tenant, and the effects that handlers leave.
use leme_base::ids::TenantId;
use leme_ground::db::TenantTx;
use leme_ground::db::migrate::Schema;
use leme_ground::error::{During, Result};
use uuid::Uuid;

pub(crate) const PROOF: Schema = Schema {
    name: "proof",
    migrations: &[(
        "0001_notes",
        "create table {schema}.notes (
             tenant_id uuid not null default leme.current_tenant(),
             note_id uuid not null,
             text text not null,
             constraint notes_pkey primary key (tenant_id, note_id),
             constraint notes_text_key unique (tenant_id, text)
         );
         call leme.tenant_table('{schema}.notes');
         create table {schema}.journal (
             tenant_id uuid not null default leme.current_tenant(),
             line uuid not null,
             constraint journal_pkey primary key (tenant_id, line)
         );
         call leme.tenant_table('{schema}.journal');
         call leme.append_only('{schema}.journal');",
    )],
};

pub(crate) fn id() -> Uuid {
    TenantId::at(leme_base::time::Clock::System.now()).uuid()
}

pub(crate) async fn write(tx: &mut TenantTx, text: &str) -> Result<Uuid> {
    let note = id();
    sqlx::query("insert into proof.notes (note_id, text) values ($1, $2)")
        .bind(note)
        .bind(text)
        .execute(tx.conn())
        .await
        .during("writing a note")?;
    Ok(note)
}

pub(crate) async fn texts(tx: &mut TenantTx) -> Vec<String> {
    sqlx::query_scalar("select text from proof.notes order by text")
        .fetch_all(tx.conn())
        .await
        .unwrap()
}
