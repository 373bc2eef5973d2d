//! Connection URLs in the form libpq and sqlx both read.
use std::fmt::Write;
use std::path::Path;

pub(crate) fn socket(role: &str, database: &str, dir: &Path, port: u16) -> String {
    let dir = encode(&dir.to_string_lossy(), "/");
    let (role, database) = (encode(role, ""), encode(database, ""));
    format!("postgres://{role}@localhost/{database}?host={dir}&port={port}")
}

pub(crate) fn tcp(role: &str, password: &str, database: &str, port: u16) -> String {
    let (role, password, database) = (encode(role, ""), encode(password, ""), encode(database, ""));
    format!("postgres://{role}:{password}@127.0.0.1:{port}/{database}")
}

fn encode(text: &str, keep: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain || keep.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_url_escapes_what_a_url_must() {
        let url = socket("leme_kernel", "leme", Path::new("/a b/socket"), 5433);
        assert_eq!(url, "postgres://leme_kernel@localhost/leme?host=/a%20b/socket&port=5433");
    }
}
