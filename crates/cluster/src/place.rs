//! Where a cluster's files lie: in its folder, unless the server's user or the kernel's limit on
//! socket names says otherwise.
use std::fs::{self, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::account::Account;

/// `sun_path` holds 108 bytes with its closing zero.
const LONGEST_SOCKET_PATH: usize = 107;
const LONGEST_SOCKET_NAME: usize = "/.s.PGSQL.65535".len();

/// The folders of one cluster.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The folder that was asked for.
    pub(crate) home: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) socket: PathBuf,
    pub(crate) log: PathBuf,
    /// The owner's password for TCP.
    pub(crate) password: PathBuf,
    /// What a person should know about where things are.
    pub(crate) notes: Vec<String>,
}

impl Place {
    /// Decides; makes nothing.
    pub(crate) fn of(dir: &Path, account: &Account) -> Result<Self> {
        let home = std::path::absolute(dir)?;
        let mut notes = Vec::new();
        let base = reachable(&home, account, &mut notes);
        let socket = short_enough(base.join("socket"), &home, &mut notes);
        Ok(Self {
            data: base.join("data"),
            log: base.join("postgres.log"),
            password: base.join("password"),
            socket,
            notes,
            home,
        })
    }

    /// Makes the folders, the server's user owning its own.
    pub(crate) fn make(&self, account: &Account) -> Result<()> {
        if let Some(base) = self.data.parent() {
            make_open(base)?;
        }
        for folder in [&self.data, &self.socket] {
            make_private(folder, account)?;
        }
        if !self.log.exists() {
            fs::write(&self.log, "").context("making the server's log")?;
        }
        account.own(&self.log)
    }

    /// Removes everything; the server must be stopped.
    pub(crate) fn remove(&self) -> Result<()> {
        let base = self.data.parent().unwrap_or(&self.home);
        for path in [&self.socket, &self.data, &self.password, &self.log] {
            remove(path)?;
        }
        if base != self.home {
            remove(base)?;
        }
        remove(&self.home)
    }
}

fn remove(path: &Path) -> Result<()> {
    let gone = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match gone {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// A folder the server's user may pass through, whatever our umask is.
pub(crate) fn make_open(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(folder)
        .and_then(|()| fs::set_permissions(folder, Permissions::from_mode(0o755)))
        .with_context(|| format!("making {}", folder.display()))
}

/// A folder only the server's user and root may enter; never one that somebody else made for us.
fn make_private(folder: &Path, account: &Account) -> Result<()> {
    if !folder.exists() {
        fs::DirBuilder::new()
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("making {}", folder.display()))?;
        account.own(folder)?;
    }
    let meta = fs::symlink_metadata(folder)?;
    if !meta.is_dir() || meta.uid() != account.uid() {
        bail!("{} is not a folder of user {}; remove it", folder.display(), account.name);
    }
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    Ok(())
}

fn reachable(home: &Path, account: &Account, notes: &mut Vec<String>) -> PathBuf {
    let data = home.join("data");
    let Some(blocked) = account.blocked_at(&data) else { return home.to_owned() };
    let base = PathBuf::from(format!("/var/lib/leme-{:08x}", fingerprint(home)));
    notes.push(format!(
        "the database lives in {}: it runs as user {}, who may not enter {}",
        base.display(),
        account.name,
        blocked.display()
    ));
    base
}

fn short_enough(socket: PathBuf, home: &Path, notes: &mut Vec<String>) -> PathBuf {
    if socket.as_os_str().len() + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH {
        return socket;
    }
    let short = std::env::temp_dir().join(format!("leme-{:08x}", fingerprint(home)));
    notes.push(format!("the database's socket is in {}: the path is long", short.display()));
    short
}

/// FNV-1a: names that are stable across runs and differ between folders.
pub(crate) fn fingerprint(path: &Path) -> u32 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes
        .iter()
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_gets_a_short_socket_folder_and_a_note() {
        let mut notes = Vec::new();
        let long = PathBuf::from(format!("/{}/socket", "x".repeat(100)));
        let socket = short_enough(long.clone(), Path::new("/a"), &mut notes);
        assert!(socket.as_os_str().len() + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH);
        assert_eq!(notes.len(), 1);
        let kept = short_enough(PathBuf::from("/a/socket"), Path::new("/a"), &mut notes);
        assert_eq!(kept, PathBuf::from("/a/socket"));
    }

    #[test]
    fn different_folders_have_different_names() {
        assert_ne!(fingerprint(Path::new("/a/one")), fingerprint(Path::new("/a/two")));
    }
}
