//! The smallest PostgreSQL client: a trusted socket, one simple query, rows as text. It is here so
//! that readiness and `create database` need neither `psql` nor a driver.
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// One row: each column as text, `None` for null.
pub(crate) type Row = Vec<Option<String>>;

const PROTOCOL_3: i32 = 196_608;
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// A connection as one role to one database.
pub(crate) struct Wire {
    stream: UnixStream,
}

impl Wire {
    pub(crate) fn connect(
        socket_dir: &Path,
        port: u16,
        role: &str,
        database: &str,
    ) -> Result<Self> {
        let path = socket_dir.join(format!(".s.PGSQL.{port}"));
        let stream = UnixStream::connect(&path)
            .with_context(|| format!("connecting to {}", path.display()))?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        let mut wire = Self { stream };
        let mut start = PROTOCOL_3.to_be_bytes().to_vec();
        for word in ["user", role, "database", database, "client_encoding", "UTF8"] {
            start.extend_from_slice(word.as_bytes());
            start.push(0);
        }
        start.push(0);
        wire.send(None, &start)?;
        wire.until_ready()?;
        Ok(wire)
    }

    pub(crate) fn query(&mut self, sql: &str) -> Result<Vec<Row>> {
        let mut body = sql.as_bytes().to_vec();
        body.push(0);
        self.send(Some(b'Q'), &body)?;
        self.until_ready()
    }

    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<()> {
        let length = i32::try_from(body.len() + 4).context("a message too long")?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(body);
        self.stream.write_all(&message).context("sending to the database")
    }

    fn receive(&mut self) -> Result<(u8, Vec<u8>)> {
        let mut head = [0_u8; 5];
        self.stream.read_exact(&mut head).context("reading from the database")?;
        let [kind, length @ ..] = head;
        let length = usize::try_from(i32::from_be_bytes(length)).context("a bad length")?;
        let mut body = vec![0; length.saturating_sub(4)];
        self.stream.read_exact(&mut body).context("reading from the database")?;
        Ok((kind, body))
    }

    fn until_ready(&mut self) -> Result<Vec<Row>> {
        let (mut rows, mut failed) = (Vec::new(), None);
        loop {
            let (kind, body) = self.receive()?;
            match kind {
                b'Z' => break,
                b'D' => rows.push(row(&body)?),
                // A failed start ends the connection; a failed query is followed by ready.
                b'E' if body.starts_with(b"SFATAL") => bail!("{}", message(&body)),
                b'E' => failed = Some(message(&body)),
                b'R' if !body.starts_with(&[0, 0, 0, 0]) => bail!("the socket asks for a password"),
                _ => {}
            }
        }
        match failed {
            Some(text) => bail!("{text}"),
            None => Ok(rows),
        }
    }
}

fn row(body: &[u8]) -> Result<Row> {
    let (count, mut rest) = body.split_first_chunk::<2>().context("a cut row")?;
    let mut columns = Vec::new();
    for _ in 0..i16::from_be_bytes(*count) {
        let (length, after) = rest.split_first_chunk::<4>().context("a cut row")?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            columns.push(None);
            rest = after;
            continue;
        };
        let (value, after) = after.split_at_checked(length).context("a cut row")?;
        columns.push(Some(String::from_utf8_lossy(value).into_owned()));
        rest = after;
    }
    Ok(columns)
}

/// The human part of an error answer: fields are a letter and a zero-ended text.
fn message(body: &[u8]) -> String {
    let text = |tag: u8| {
        let field = body.split(|byte| *byte == 0).find(|field| field.first() == Some(&tag))?;
        Some(String::from_utf8_lossy(field.get(1..)?).into_owned())
    };
    format!("{} ({})", text(b'M').unwrap_or_default(), text(b'C').unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_null_apart_from_empty() {
        let body = [&[0, 3][..], &[255; 4], &[0, 0, 0, 0], &[0, 0, 0, 1], b"x"].concat();
        assert_eq!(row(&body).unwrap(), vec![None, Some(String::new()), Some("x".into())]);
    }

    #[test]
    fn an_error_shows_its_message_and_code() {
        let body = b"SERROR\0C42P04\0Mdatabase exists\0\0";
        assert_eq!(message(body), "database exists (42P04)");
    }
}
