//! Media in SQL, in the publisher's tenant.
use leme_ground::db::TenantTx;
use leme_ground::error::{During, Result};

/// A file that may be served.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Medium {
    pub(super) content_type: String,
    pub(super) digest: Vec<u8>,
    pub(super) course: String,
    pub(super) is_cover: bool,
}

/// A file by its path. Indexes: `media_pkey`, `courses_pkey`.
pub(super) async fn find(tx: &mut TenantTx, path: &str) -> Result<Option<Medium>> {
    sqlx::query_as(
        "select m.content_type, m.digest, c.slug as course,
                coalesce(c.cover = m.path, false) as is_cover
         from courses.media as m
         join courses.courses as c on c.tenant_id = m.tenant_id and c.course_id = m.course_id
         where m.tenant_id = (select leme.current_tenant()) and m.path = $1",
    )
    .bind(path)
    .fetch_optional(tx.conn())
    .await
    .during("reading a file's entry")
}
