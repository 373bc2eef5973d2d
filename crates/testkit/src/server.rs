//! A PostgreSQL server of a test's own, to be stopped and started under load.
use std::collections::BTreeMap;
use std::path::PathBuf;

use leme_cluster::{Cluster, Options};
use leme_ground::db::migrate::{Schema, migrate};
use tempfile::TempDir;

use crate::Database;

/// A private server; its files go with this value.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
}

impl Server {
    /// Makes and starts one; this takes a second or two.
    pub async fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("leme-pg-").tempdir().expect("a folder");
        let server = Self { folder };
        server.start().await;
        server
    }

    /// A migrated database on it.
    pub async fn database(&self, schemas: &[Schema]) -> Database {
        let url = self.blocking(|dir| {
            let cluster = open(&dir);
            cluster.ensure_database("proof").expect("a database");
            cluster.owner_url("proof")
        });
        let url = url.await;
        migrate(&url, schemas, &BTreeMap::new()).await.expect("migrating");
        Database::at(&url)
    }

    /// Starts it again.
    pub async fn start(&self) {
        self.blocking(|dir| drop(open(&dir))).await;
    }

    /// Stops it, ending every connection.
    pub async fn stop(&self) {
        self.blocking(|dir| open(&dir).stop().expect("stopping")).await;
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(PathBuf) -> T + Send + 'static,
    ) -> T {
        let dir = self.folder.path().to_owned();
        tokio::task::spawn_blocking(move || work(dir)).await.expect("the work ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        Cluster::destroy(self.folder.path(), &options()).ok();
    }
}

fn open(dir: &std::path::Path) -> Cluster {
    Cluster::open(dir, &options()).expect("a PostgreSQL server")
}

fn options() -> Options {
    Options { durable: false, ..Options::default() }
}
