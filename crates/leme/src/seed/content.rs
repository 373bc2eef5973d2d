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
        leme_courses::content::import(db, publisher, folder).await?;
    }
    Ok(())
}
