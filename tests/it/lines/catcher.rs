//! A mail server of the story's own: it takes every letter and keeps what it was told.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One letter with its envelope.
#[derive(Clone, Debug, Default)]
pub struct Caught {
    /// Empty: from nobody, so that nothing comes back.
    pub from: String,
    pub to: String,
    pub letter: String,
}

pub struct Catcher {
    pub port: u16,
    caught: Arc<Mutex<Vec<Caught>>>,
}

impl Catcher {
    pub async fn start() -> Self {
        Self::at(0).await
    }

    /// At a port that was free a moment ago.
    pub async fn at(port: u16) -> Self {
        Self::listen(port, "250 ok\r\n").await
    }

    /// This is said to every recipient.
    pub async fn refusing(port: u16, said: &'static str) -> Self {
        Self::listen(port, said).await
    }

    async fn listen(port: u16, said: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let caught = Arc::<Mutex<Vec<Caught>>>::default();
        let kept = caught.clone();
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                actix_web::rt::spawn(talk(stream, kept.clone(), said));
            }
        });
        Self { port, caught }
    }

    /// Everything that came since the last time.
    pub fn take(&self) -> Vec<Caught> {
        std::mem::take(&mut *self.caught.lock().expect("the letters"))
    }
}

async fn talk(
    stream: TcpStream,
    caught: Arc<Mutex<Vec<Caught>>>,
    to_recipients: &'static str,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 catcher.test ESMTP\r\n").await?;
    let mut letter = Caught::default();
    while let Some(line) = lines.next_line().await? {
        let path = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path);
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-catcher.test\r\n250 8BITMIME\r\n",
            "QUIT" => "221 bye\r\n",
            "MAIL" => {
                letter = Caught { from: path.expect("a path").to_owned(), ..Caught::default() };
                "250 ok\r\n"
            }
            "RCPT" => {
                letter.to += path.expect("a path");
                to_recipients
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    letter.letter += line.strip_prefix('.').unwrap_or(&line);
                    letter.letter += "\r\n";
                }
                caught.lock().expect("the letters").push(std::mem::take(&mut letter));
                "250 kept\r\n"
            }
            _ => "250 ok\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
