//! The server's configuration: ours is one included file, written anew at every start.
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::account::Account;
use crate::place::Place;

const INCLUDED: &str = "leme.conf";

/// Who may connect: local processes that can enter the socket's folder; TCP with the password.
const HBA: &str = "\
local all all trust
host all all 127.0.0.1/32 scram-sha-256
";

const COMMON: &str = "\
unix_socket_permissions = 0700
listen_addresses = '127.0.0.1'
password_encryption = 'scram-sha-256'
max_connections = 200
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
random_page_cost = 1.1
work_mem = 16MB
maintenance_work_mem = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 1s
log_line_prefix = '%m [%p] %q%u@%d '
lc_messages = 'C.UTF-8'
";

const DURABLE: &str = "\
shared_buffers = 256MB
synchronous_commit = on
";

/// For tests only: a power cut loses the cluster, and it is twice as fast.
const FAST: &str = "\
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 1h
";

pub(crate) fn write(place: &Place, account: &Account, port: u16, durable: bool) -> Result<()> {
    let socket = place.socket.display().to_string().replace('\'', "''");
    let speed = if durable { DURABLE } else { FAST };
    let text = format!("port = {port}\nunix_socket_directories = '{socket}'\n{COMMON}{speed}");
    put(&place.data.join(INCLUDED), &text, account)?;
    put(&place.data.join("pg_hba.conf"), HBA, account)?;
    include(&place.data.join("postgresql.conf"))
}

/// The port of the last run, so that a client's URL stays true while the port is free.
pub(crate) fn last_port(place: &Place) -> Option<u16> {
    let text = fs::read_to_string(place.data.join(INCLUDED)).ok()?;
    text.lines().find_map(|line| line.strip_prefix("port = ")?.parse().ok())
}

fn include(main: &Path) -> Result<()> {
    let line = format!("include = '{INCLUDED}'");
    let text = fs::read_to_string(main).context("reading postgresql.conf")?;
    if text.lines().any(|existing| existing == line) {
        return Ok(());
    }
    fs::write(main, format!("{text}\n{line}\n")).context("writing postgresql.conf")
}

fn put(path: &Path, text: &str, account: &Account) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    account.own(path)
}
