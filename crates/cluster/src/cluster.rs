//! The whole: open a folder's cluster, speak of it in URLs, stop it.
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::place::{Place, make_open};
use crate::server::{self, Running};
use crate::wire::Wire;
use crate::{initdb, settings, url};

/// The role that owns the cluster: a superuser of it and of nothing else.
pub const OWNER: &str = "leme";

/// How a cluster is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether what is committed survives a power cut; tests say no.
    pub durable: bool,
    /// Where to look for the server's programs instead of the usual places.
    pub bin_dirs: Option<Vec<PathBuf>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { durable: true, bin_dirs: None }
    }
}

/// How it came to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its files were made just now.
    Created,
    /// Its files were there, its server was not running.
    Started,
    /// Its server was still running.
    Adopted,
}

/// A running cluster. Dropping it leaves it running: [`Cluster::stop`] stops it.
#[derive(Debug)]
pub struct Cluster {
    place: Place,
    account: Account,
    binaries: Binaries,
    running: Running,
    origin: Origin,
}

impl Cluster {
    /// Makes, starts or adopts the cluster of this folder.
    pub fn open(dir: &Path, options: &Options) -> Result<Self> {
        let binaries = find(options)?;
        let account = Account::of_the_server()?;
        let place = Place::of(dir, &account)?;
        make_open(dir)?;
        let _one_at_a_time = lock(dir)?;
        place.make(&account)?;
        if let Some(running) = server::running(&place)? {
            return Ok(Self { place, account, binaries, running, origin: Origin::Adopted });
        }
        let created = initdb::when_absent(&place, &account, &binaries, options.durable)?;
        let port = server::free_port(settings::last_port(&place))?;
        settings::write(&place, &account, port, options.durable)?;
        let running = server::start(&place, &account, &binaries)?;
        let origin = if created { Origin::Created } else { Origin::Started };
        Ok(Self { place, account, binaries, running, origin })
    }

    /// The cluster of this folder when its server runs; starts nothing.
    pub fn find(dir: &Path, options: &Options) -> Result<Option<Self>> {
        let account = Account::of_the_server()?;
        let place = Place::of(dir, &account)?;
        let Some(running) = server::running(&place)? else { return Ok(None) };
        let binaries = find(options)?;
        Ok(Some(Self { place, account, binaries, running, origin: Origin::Adopted }))
    }

    /// Stops the server and keeps the files.
    pub fn stop(self) -> Result<()> {
        server::stop(&self.place, &self.account, &self.binaries)
    }

    /// Stops the server of this folder, if it runs, and removes the files.
    pub fn destroy(dir: &Path, options: &Options) -> Result<()> {
        if let Some(cluster) = Self::find(dir, options)? {
            cluster.stop()?;
        }
        Place::of(dir, &Account::of_the_server()?)?.remove()
    }

    /// How it came to run.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What a person should know: where files lie when they do not lie in the folder.
    pub fn notes(&self) -> &[String] {
        &self.place.notes
    }

    /// The server's version, as `15.18 (Debian …)`.
    pub fn version(&self) -> &str {
        self.binaries.version()
    }

    /// The server's first process.
    pub fn pid(&self) -> u32 {
        self.running.pid
    }

    /// Its port, in the socket's name and on the loopback address.
    pub fn port(&self) -> u16 {
        self.running.port
    }

    /// The server's data folder.
    pub fn data_dir(&self) -> &Path {
        &self.place.data
    }

    /// A URL over the unix socket: any role, no password, only for who may enter its folder.
    pub fn url(&self, database: &str, role: &str) -> String {
        url::socket(role, database, &self.place.socket, self.running.port)
    }

    /// A URL over the unix socket as the owner.
    pub fn owner_url(&self, database: &str) -> String {
        self.url(database, OWNER)
    }

    /// A URL over loopback TCP as the owner, with its password.
    pub fn tcp_url(&self, database: &str) -> Result<String> {
        let password = fs::read_to_string(&self.place.password).context("reading the password")?;
        Ok(url::tcp(OWNER, password.trim(), database, self.running.port))
    }

    /// Makes the database unless it is there; says whether it did.
    pub fn ensure_database(&self, name: &str) -> Result<bool> {
        let name = plain(name)?;
        let exists = format!("select 1 from pg_database where datname = '{name}'");
        if !self.execute("postgres", &exists)?.is_empty() {
            return Ok(false);
        }
        self.execute("postgres", &format!("create database {name}"))?;
        Ok(true)
    }

    /// Removes a database, ending its sessions.
    pub fn drop_database(&self, name: &str) -> Result<()> {
        self.execute(
            "postgres",
            &format!("drop database if exists {} with (force)", plain(name)?),
        )?;
        Ok(())
    }

    /// Runs one statement as the owner; rows as text.
    pub fn execute(&self, database: &str, sql: &str) -> Result<Vec<Vec<Option<String>>>> {
        Wire::connect(&self.place.socket, self.running.port, OWNER, database)?.query(sql)
    }
}

/// Database names are ours: anything that would need quoting is a mistake.
fn plain(name: &str) -> Result<&str> {
    let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 63 || !name.chars().all(ok) {
        bail!("`{name}` cannot be a database's name here: use a-z, 0-9 and _");
    }
    Ok(name)
}

fn find(options: &Options) -> Result<Binaries> {
    options.bin_dirs.as_ref().map_or_else(Binaries::find, |dirs| Binaries::find_in(dirs))
}

/// Held while a cluster is opened, so that two processes never make it at once.
fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    let file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    file.lock().with_context(|| format!("locking {}", path.display()))?;
    Ok(file)
}
