//! Making a new cluster's files.
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::cluster::OWNER;
use crate::place::Place;

/// Runs `initdb` unless the folder already holds a cluster; says whether it did.
pub(crate) fn when_absent(
    place: &Place,
    account: &Account,
    binaries: &Binaries,
    durable: bool,
) -> Result<bool> {
    let version = place.data.join("PG_VERSION");
    if version.exists() {
        same_major(&version, binaries)?;
        return Ok(false);
    }
    empty_leftovers(place)?;
    write_password(&place.password, account)?;
    run(place, account, binaries, durable)?;
    Ok(true)
}

fn same_major(version: &Path, binaries: &Binaries) -> Result<()> {
    let made_by = fs::read_to_string(version).context("reading PG_VERSION")?;
    if made_by.trim() == binaries.major().to_string() {
        return Ok(());
    }
    bail!(
        "the database files were made by PostgreSQL {}, and {} is {}; set LEME_PG_BIN to the \
         older server's folder, or start again with `./leme up --fresh`",
        made_by.trim(),
        binaries.dir().display(),
        binaries.major()
    )
}

/// An `initdb` that was cut short leaves files and no `PG_VERSION` that can be trusted.
fn empty_leftovers(place: &Place) -> Result<()> {
    for entry in fs::read_dir(&place.data).context("reading the data folder")? {
        let path = entry?.path();
        if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
    }
    Ok(())
}

fn write_password(path: &Path, account: &Account) -> Result<()> {
    let mut bytes = [0_u8; 24];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("reading random bytes")?;
    let password = bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{password}")?;
    account.own(path)
}

fn run(place: &Place, account: &Account, binaries: &Binaries, durable: bool) -> Result<()> {
    let mut command = account.command(&binaries.program("initdb"));
    command
        .arg("--pgdata")
        .arg(&place.data)
        .arg(format!("--username={OWNER}"))
        .arg(format!("--pwfile={}", place.password.display()))
        .args(["--encoding=UTF8", "--locale=C.UTF-8"])
        .args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
    if !durable {
        command.arg("--no-sync");
    }
    let output = command.output().context("starting initdb")?;
    if !output.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
