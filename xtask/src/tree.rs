//! The repository as a folder: its root and its files.
use std::path::{Path, PathBuf};

/// The repository's root, wherever the tool is called from.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}
