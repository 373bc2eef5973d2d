//! A mailbox that speaks SMTP: it takes every mail and keeps it for the test to read.
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leme_ground::tasks::Tasks;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A mail as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body, dots unstuffed, lines ended by `\n`.
    pub data: String,
}

/// A running SMTP server.
#[derive(Debug)]
pub struct Mailbox {
    addr: SocketAddr,
    tasks: Tasks,
    store: Arc<Store>,
}

#[derive(Debug, Default)]
struct Store {
    mails: Mutex<Vec<Mail>>,
    arrived: Notify,
}

impl Mailbox {
    /// Starts one on a free loopback port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let addr = listener.local_addr().expect("a bound address");
        let (tasks, store) = (Tasks::new(), Arc::new(Store::default()));
        let (own, kept) = (tasks.clone(), Arc::clone(&store));
        tasks.spawn("mailbox", async move {
            loop {
                tokio::select! {
                    () = own.stopping() => break,
                    accepted = listener.accept() => {
                        let Ok((stream, _)) = accepted else { continue };
                        let store = Arc::clone(&kept);
                        own.spawn("mail", async move { talk(stream, &store).await.ok(); });
                    }
                }
            }
        });
        Self { addr, tasks, store }
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Everything that came in so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.store.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first mail to this address, waiting up to five seconds for it.
    pub async fn mail_to(&self, address: &str) -> Mail {
        let wait = async {
            loop {
                let arrived = self.store.arrived.notified();
                let found =
                    self.mails().into_iter().find(|mail| mail.to.iter().any(|to| to == address));
                if let Some(mail) = found {
                    return mail;
                }
                arrived.await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(5), wait).await;
        found.unwrap_or_else(|_| panic!("no mail to {address}; there are {:?}", self.mails()))
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.tasks.stop();
    }
}

async fn talk(stream: TcpStream, store: &Store) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = Mail::default();
    write.write_all(b"220 mailbox ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match verb(&line).as_str() {
            "EHLO" => "250-mailbox\r\n250 8BITMIME",
            "HELO" | "NOOP" => "250 OK",
            "RSET" => {
                mail = Mail::default();
                "250 OK"
            }
            "MAIL" => {
                mail = Mail { from: address(&line), ..Mail::default() };
                "250 OK"
            }
            "RCPT" if mail.from.is_empty() => "503 MAIL first",
            "RCPT" => {
                mail.to.push(address(&line));
                "250 OK"
            }
            "DATA" if mail.to.is_empty() => "503 RCPT first",
            "DATA" => {
                write.write_all(b"354 go on, end with a lone dot\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.data += line.strip_prefix('.').unwrap_or(&line);
                    mail.data.push('\n');
                }
                let mut mails = store.mails.lock().unwrap_or_else(PoisonError::into_inner);
                mails.push(std::mem::take(&mut mail));
                store.arrived.notify_waiters();
                "250 kept"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                break;
            }
            _ => "502 not here",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

fn verb(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_owned())
}
