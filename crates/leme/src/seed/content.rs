//! The demo courses: the folders of the checkout, imported as any publisher would.
use std::path::Path;

use anyhow::Result;
use leme_base::ids::TenantId;
use leme_ground::db::Db;

/// Where the folders lie in a checkout.
const FOLDER: &str = "content/courses";

/// Imports what is new or changed; nothing when there is no checkout.
pub(super) async fn ensure(db: &Db, publisher: TenantId) -> Result<()> {
    let folder = Path::new(FOLDER);
    if folder.is_dir() {
        import(db, publisher, folder).await?;
    }
    Ok(())
}

/// Imports one folder; every mistake in it is named by file and field, and then nothing is done.
pub(super) async fn import(db: &Db, publisher: TenantId, folder: &Path) -> Result<String> {
    let imported = leme_courses::content::import(db, publisher, folder).await?;
    Ok(format!(
        "{} written{}, {} unchanged",
        imported.written.len(),
        imported.written.iter().map(|slug| format!(" {slug}")).collect::<String>(),
        imported.unchanged.len(),
    ))
}
