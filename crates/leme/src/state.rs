//! The folder where everything of one installation lives: `.leme`, or `LEME_STATE_DIR`.
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The state folder; its paths are said here and nowhere else.
#[derive(Clone, Debug)]
pub(crate) struct StateDir {
    path: PathBuf,
}

impl StateDir {
    /// `LEME_STATE_DIR`, else `.leme` in the current folder. Makes nothing.
    pub(crate) fn locate() -> Result<Self> {
        let given = std::env::var_os("LEME_STATE_DIR").map(PathBuf::from);
        let path = given.unwrap_or_else(|| PathBuf::from(".leme"));
        Ok(Self { path: std::path::absolute(path)? })
    }

    #[cfg(test)]
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("database")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Held by the supervisor as long as it lives; holds its process id.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.path.join("up.lock")
    }

    /// What a role keeps on disk.
    pub(crate) fn data_of(&self, role: &str) -> PathBuf {
        self.path.join("data").join(role)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub(crate) fn run_json(&self) -> PathBuf {
        self.path.join("run.json")
    }

    pub(crate) fn secrets(&self) -> PathBuf {
        self.path.join("secrets.json")
    }

    /// Makes the folder; the database's user must be able to pass through it.
    pub(crate) fn make(&self) -> Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(&self.path)
            .with_context(|| format!("making {}", self.path.display()))
    }

    /// The lock a supervisor holds as long as it lives; `None` when another one holds it.
    pub(crate) fn lock(&self) -> Result<Option<File>> {
        self.make()?;
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(self.lock_file());
        let mut file = file.context("making the lock file")?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                write!(file, "{}", std::process::id())?;
                Ok(Some(file))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).context("locking the state folder"),
        }
    }
}

/// Writes a file only we may read, whole or not at all.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<()> {
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(text.as_bytes())?;
    fs::rename(&part, path).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_supervisor_does_not_get_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        let first = state.lock().unwrap();
        assert!(first.is_some());
        assert!(state.lock().unwrap().is_none());
        drop(first);
        assert!(state.lock().unwrap().is_some());
    }

    #[test]
    fn a_private_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        write_private(&path, "{}").unwrap();
        write_private(&path, "{\"a\":1}").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"a\":1}");
    }
}
