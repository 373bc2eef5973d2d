//! One throw-away server for all tests: not durable, reused between runs, one database per state
//! of the migrations.
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use leme_cluster::{Cluster, Options};

use crate::tree;

const VARIABLE: &str = "LEME_TEST_DB_URL";
const PREFIX: &str = "leme_test_";

/// Starts or reuses it; prints `LEME_TEST_DB_URL=…` and hands it to nextest when nextest asks.
pub(crate) fn run() -> Result<()> {
    let line = format!("{VARIABLE}={}", url()?);
    println!("{line}");
    if let Some(file) = std::env::var_os("NEXTEST_ENV") {
        let mut file = OpenOptions::new().append(true).open(file).context("opening NEXTEST_ENV")?;
        writeln!(file, "{line}")?;
    }
    Ok(())
}

/// The owner's URL of the database for the migrations as they are now; it may still be empty.
pub(crate) fn url() -> Result<String> {
    let cluster = Cluster::open(&folder(), &options())?;
    let database = format!("{PREFIX}{:08x}", migrations_fingerprint(&tree::root())?);
    if cluster.ensure_database(&database)? {
        drop_unused(&cluster, &database)?;
    }
    Ok(cluster.owner_url(&database))
}

/// Stops it when it runs.
pub(crate) fn stop() -> Result<()> {
    Cluster::find(&folder(), &options())?.map_or(Ok(()), Cluster::stop)
}

/// Stops it and removes its files.
pub(crate) fn remove() -> Result<()> {
    Cluster::destroy(&folder(), &options())
}

fn options() -> Options {
    Options { durable: false, ..Options::default() }
}

fn folder() -> PathBuf {
    let state = std::env::var_os("LEME_STATE_DIR").map(PathBuf::from);
    state.unwrap_or_else(|| tree::root().join("target")).join("test-db")
}

/// Databases of older migrations go, except where somebody is connected.
fn drop_unused(cluster: &Cluster, keep: &str) -> Result<()> {
    let unused = format!(
        "select datname from pg_database d where datname like '{PREFIX}%' and datname <> '{keep}' \
         and not exists (select from pg_stat_activity a where a.datname = d.datname)"
    );
    for name in cluster.execute("postgres", &unused)?.into_iter().flatten().flatten() {
        cluster.drop_database(&name)?;
    }
    Ok(())
}

/// FNV-1a over every migration's name and text.
fn migrations_fingerprint(root: &Path) -> Result<u32> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join("crates"))?.flatten() {
        let migrations = entry.path().join("migrations");
        files.extend(fs::read_dir(migrations).into_iter().flatten().flatten().map(|e| e.path()));
    }
    files.sort();
    let mut hash = 0x811c_9dc5_u32;
    for file in files {
        let name = file.file_name().unwrap_or_default().as_encoded_bytes().to_vec();
        for byte in name.into_iter().chain(fs::read(&file)?) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    Ok(hash)
}
