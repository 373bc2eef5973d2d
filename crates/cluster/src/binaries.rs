//! Where the PostgreSQL server's programs are on this machine.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

/// The oldest major version Leme works with.
pub const MINIMUM_MAJOR: u32 = 15;

/// What a person does when no server is found.
pub const INSTALL_HINT: &str = "apt-get install -y --no-install-recommends postgresql";

/// The programs of one PostgreSQL installation.
#[derive(Clone, Debug)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
    version: String,
}

impl Binaries {
    /// The newest usable installation of this machine.
    pub fn find() -> Result<Self> {
        Self::find_in(&candidates())
    }

    /// The first usable installation among these folders.
    pub fn find_in(dirs: &[PathBuf]) -> Result<Self> {
        let mut too_old = None;
        for dir in dirs {
            match Self::inspect(dir) {
                Some(found) if found.major >= MINIMUM_MAJOR => return Ok(found),
                Some(found) => too_old = too_old.or(Some(found)),
                None => {}
            }
        }
        let found = too_old.map_or_else(String::new, |old| {
            format!(" (only {} in {} is here)", old.version, old.dir.display())
        });
        bail!(
            "PostgreSQL {MINIMUM_MAJOR} or newer was not found on this machine{found}. Install \
             it with `{INSTALL_HINT}`, or set LEME_PG_BIN to the folder that holds `initdb` and \
             `postgres`, or set DATABASE_URL to use a server that already runs."
        )
    }

    /// The folder of the programs.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The major version, as `15`.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The version as the server prints it, as `15.18 (Debian 15.18-0+deb12u1)`.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn inspect(dir: &Path) -> Option<Self> {
        if !["initdb", "pg_ctl", "postgres"].iter().all(|name| dir.join(name).is_file()) {
            return None;
        }
        let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let version = text.trim().strip_prefix("postgres (PostgreSQL) ")?.to_owned();
        Some(Self { dir: dir.to_owned(), major: major_of(&version)?, version })
    }
}

/// `16devel` and `15.18 (Debian …)` both begin with the number that counts.
fn major_of(version: &str) -> Option<u32> {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn candidates() -> Vec<PathBuf> {
    if let Some(dir) = std::env::var_os("LEME_PG_BIN") {
        return vec![PathBuf::from(dir)];
    }
    let mut dirs = versioned("/usr/lib/postgresql", "bin");
    dirs.extend(versioned("/usr/local/lib/postgresql", "bin"));
    dirs.extend(versioned("/opt/homebrew/opt", "bin"));
    dirs.extend(pg_config());
    let path = std::env::var_os("PATH").unwrap_or_default();
    dirs.extend(std::env::split_paths(&path));
    dirs
}

/// `<root>/<anything ending in a major version>/<leaf>`, highest version first.
fn versioned(root: &str, leaf: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.strip_prefix("postgresql@").unwrap_or(&name);
            Some((number.parse().ok()?, entry.path().join(leaf)))
        })
        .collect();
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, dir)| dir).collect()
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let dir = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(dir.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_leading_number() {
        assert_eq!(major_of("15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_of("19devel"), Some(19));
        assert_eq!(major_of("unknown"), None);
    }

    #[test]
    fn no_server_is_a_plain_sentence_with_the_command_that_installs_one() {
        let error = Binaries::find_in(&[PathBuf::from("/nonexistent")]).unwrap_err().to_string();
        assert!(error.starts_with("PostgreSQL 15 or newer was not found"), "{error}");
        assert!(error.contains(INSTALL_HINT), "{error}");
    }
}
