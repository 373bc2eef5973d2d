//! Waiting until a role says it is ready.
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

const WITHIN: Duration = Duration::from_mins(1);
const ASK_EVERY: Duration = Duration::from_millis(40);
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Returns when each of them is ready.
pub(crate) async fn all(roles: &[(&'static str, u16)]) -> Result<()> {
    let deadline = Instant::now() + WITHIN;
    for (name, port) in roles {
        while !is_ready(*port).await {
            if Instant::now() > deadline {
                bail!("{name} was not ready within {} s", WITHIN.as_secs());
            }
            sleep(ASK_EVERY).await;
        }
    }
    Ok(())
}

/// Whether /readyz answers 200.
async fn is_ready(port: u16) -> bool {
    matches!(timeout(ANSWER_WITHIN, ask(port)).await, Ok(Ok(true)))
}

async fn ask(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = [0_u8; 12];
    stream.read_exact(&mut answer).await?;
    Ok(answer.ends_with(b" 200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn ready_is_an_answer_of_200() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            for status in ["503 Service Unavailable", "200 OK"] {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = [0_u8; 16];
                stream.read_exact(&mut request).await.unwrap();
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        assert!(!is_ready(port).await);
        assert!(is_ready(port).await);
        assert!(!is_ready(port).await, "nobody listens any more");
    }
}
