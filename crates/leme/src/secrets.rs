//! The installation's own secrets: made once, kept in a file only its user may read.
use std::fs;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::state::{StateDir, write_private};

/// What the roles share and nobody else knows. No `Debug`: it must never be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Between the edge and the Kernel.
    pub(crate) edge_token: String,
    /// Seals secrets in the database: base64 of 32 bytes.
    pub(crate) master_key: String,
    /// Where the accounts' passwords on an external database come from.
    database_seed: String,
}

impl Secrets {
    /// Reads them, or makes them the first time.
    pub(crate) fn load(state: &StateDir) -> Result<Self> {
        let path = state.secrets();
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} is damaged; restore or remove it", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                state.make()?;
                let made = Self::generate();
                write_private(&path, &serde_json::to_string_pretty(&made)?)?;
                Ok(made)
            }
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }

    /// The password of a database account; the same every time, different for each.
    pub(crate) fn database_password(&self, account: &str) -> String {
        let digest = Sha256::digest(format!("{}:{account}", self.database_seed));
        URL_SAFE_NO_PAD.encode(digest)
    }

    fn generate() -> Self {
        Self {
            edge_token: URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()),
            master_key: STANDARD.encode(rand::random::<[u8; 32]>()),
            database_seed: URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateDir::at(folder.path());
        let first = Secrets::load(&state).unwrap();
        let second = Secrets::load(&state).unwrap();
        assert_eq!(first.master_key, second.master_key);
        assert_eq!(STANDARD.decode(&first.master_key).unwrap().len(), 32);
        assert_ne!(first.database_password("a"), first.database_password("b"));
    }
}
