//! The console: files inside the program, or from a folder while it is being made.
//!
//! Invariants: a file whose name carries its hash is kept by browsers for ever, `index.html` never;
//! a path that is no file shows the console only to whoever asked for a page.
pub mod model;
pub mod routes;

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

use self::model::{Encoding, etag, is_plain, worth_packing};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Embedded;

/// One file, with what was packed of it.
#[derive(Debug)]
pub struct Asset {
    /// Its path, without a leading slash.
    pub path: String,
    /// Its bytes.
    pub plain: Bytes,
    /// Changes with its bytes.
    pub etag: String,
    brotli: Option<Bytes>,
    gzip: OnceLock<Option<Bytes>>,
    changed: Option<SystemTime>,
}

/// Where the console comes from.
#[derive(Clone, Debug)]
pub struct Site {
    folder: Option<Arc<PathBuf>>,
    held: Arc<Mutex<HashMap<String, Arc<Asset>>>>,
}

impl Site {
    /// From a folder, or from inside the program.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder: folder.map(Arc::new), held: Arc::default() }
    }

    /// The file of a path, without a leading slash.
    pub async fn file(&self, path: &str) -> Option<Arc<Asset>> {
        if !is_plain(path) {
            return None;
        }
        match &self.folder {
            Some(folder) => self.in_folder(&folder.join(path), path).await,
            None => self.in_program(path),
        }
    }

    fn in_program(&self, path: &str) -> Option<Arc<Asset>> {
        if let Some(asset) = self.held(path) {
            return Some(asset);
        }
        let read = |path: &str| Embedded::get(path).map(|file| Bytes::from(file.data.into_owned()));
        let plain = read(path)?;
        let packed = [read(&format!("{path}.br")), read(&format!("{path}.gz"))];
        Some(self.hold(Asset::new(path, plain, packed, None)))
    }

    async fn in_folder(&self, file: &std::path::Path, path: &str) -> Option<Arc<Asset>> {
        let about = tokio::fs::metadata(file).await.ok().filter(std::fs::Metadata::is_file)?;
        let changed = about.modified().ok();
        if let Some(asset) = self.held(path).filter(|asset| asset.changed == changed) {
            return Some(asset);
        }
        let plain = Bytes::from(tokio::fs::read(file).await.ok()?);
        Some(self.hold(Asset::new(path, plain, [None, None], changed)))
    }

    fn held(&self, path: &str) -> Option<Arc<Asset>> {
        self.lock().get(path).cloned()
    }

    fn hold(&self, asset: Asset) -> Arc<Asset> {
        let asset = Arc::new(asset);
        self.lock().insert(asset.path.clone(), Arc::clone(&asset));
        asset
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Asset>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asset {
    fn new(
        path: &str,
        plain: Bytes,
        [brotli, gzip]: [Option<Bytes>; 2],
        changed: Option<SystemTime>,
    ) -> Self {
        let held = OnceLock::new();
        if gzip.is_some() {
            held.set(gzip).ok();
        }
        let etag = etag(&plain);
        Self { path: path.to_owned(), plain, etag, brotli, gzip: held, changed }
    }

    /// The bytes in the best encoding that the caller takes.
    pub fn bytes(&self, takes: &[Encoding]) -> (Encoding, Bytes) {
        if takes.contains(&Encoding::Brotli)
            && let Some(bytes) = &self.brotli
        {
            return (Encoding::Brotli, bytes.clone());
        }
        if takes.contains(&Encoding::Gzip)
            && let Some(bytes) = self.gzip.get_or_init(|| self.pack())
        {
            return (Encoding::Gzip, bytes.clone());
        }
        (Encoding::Plain, self.plain.clone())
    }

    /// Packed once, kept as long as the file.
    fn pack(&self) -> Option<Bytes> {
        if !worth_packing(&self.path, self.plain.len()) {
            return None;
        }
        let mut packer = GzEncoder::new(Vec::new(), Compression::new(6));
        packer.write_all(&self.plain).ok()?;
        packer.finish().ok().map(Bytes::from)
    }
}
