//! The protocol of clamd (`man 8 clamd`): a command that ends with NUL, then the file in pieces, each with its length
//! before it, an empty one at the end; one answer, which ends with NUL as well.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::config::Scanner;

const TO_CONNECT: Duration = Duration::from_secs(5);
/// Archives in archives take their time.
const TO_LOOK: Duration = Duration::from_mins(2);
/// How long an answer may be under way when the scanner has hung up on us.
const TO_HEAR: Duration = Duration::from_secs(2);
const PIECE: usize = 64 * 1024;
/// Bytes of an answer; the rest is not read.
const ANSWER: u64 = 4096;
/// Characters of the name of what was found.
const NAME: usize = 120;

/// What the scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// By the name the scanner has for it.
    Found(String),
    /// More than it is set up to look at.
    TooLarge,
}

/// A scanner, by its door.
#[derive(Clone, Debug)]
pub struct Clamd(Scanner);

/// Why there is no answer, for logs.
type Trouble = String;

trait Line: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Line for T {}

impl Clamd {
    pub const fn new(door: Scanner) -> Self {
        Self(door)
    }

    /// Shows it a file.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Verdict, Trouble> {
        let line = self.connect().await?;
        let asked = tokio::time::timeout(TO_LOOK, ask(line, b"zINSTREAM\0", Some(bytes)));
        verdict(&asked.await.map_err(|_| "the scanner takes too long".to_owned())??)
    }

    /// Which version of what answers there: `ClamAV 1.4.6/27800/Sun Nov 22 …`.
    pub async fn version(&self) -> Result<String, Trouble> {
        let line = self.connect().await?;
        let asked = tokio::time::timeout(TO_CONNECT, ask(line, b"zVERSION\0", None));
        let said = asked.await.map_err(|_| "the scanner does not answer in time".to_owned())??;
        if said.starts_with("ClamAV ") {
            Ok(short(&said))
        } else {
            Err(format!("this is no clamd: {}", short(&said)))
        }
    }

    async fn connect(&self) -> Result<Box<dyn Line>, Trouble> {
        let connecting = async {
            Ok::<Box<dyn Line>, std::io::Error>(match &self.0 {
                Scanner::Tcp(address) => Box::new(TcpStream::connect(address).await?),
                Scanner::Unix(path) => Box::new(UnixStream::connect(path).await?),
            })
        };
        match tokio::time::timeout(TO_CONNECT, connecting).await {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(error)) => Err(format!("{}: {error}", self.0)),
            Err(_) => Err(format!("{}: no connection in time", self.0)),
        }
    }
}

/// Listens while it speaks: a scanner that has seen enough answers and hangs up in the middle of a file.
async fn ask(line: Box<dyn Line>, command: &[u8], bytes: Option<&[u8]>) -> Result<String, Trouble> {
    let (hears, mut speaks) = tokio::io::split(line);
    let speaking = async {
        let spoken = async {
            speaks.write_all(command).await?;
            if let Some(bytes) = bytes {
                for piece in bytes.chunks(PIECE) {
                    speaks.write_all(&u32::try_from(piece.len()).unwrap_or(0).to_be_bytes()).await?;
                    speaks.write_all(piece).await?;
                }
                speaks.write_all(&[0; 4]).await?;
            }
            speaks.flush().await
        };
        match spoken.await {
            Ok(()) => std::future::pending().await,
            Err(error) => {
                tokio::time::sleep(TO_HEAR).await;
                format!("the scanner hung up: {error}")
            }
        }
    };
    tokio::select! {
        heard = hear(hears) => heard,
        trouble = speaking => Err(trouble),
    }
}

async fn hear(hears: impl AsyncRead + Unpin) -> Result<String, Trouble> {
    let mut heard = Vec::new();
    let mut hears = hears.take(ANSWER);
    loop {
        let more = hears.read_buf(&mut heard).await;
        let end = heard.iter().position(|byte| *byte == 0);
        if let Some(end) = end {
            return Ok(String::from_utf8_lossy(&heard[..end]).trim().to_owned());
        }
        match more {
            Ok(0) => return Err("the scanner hung up without an answer".into()),
            Ok(_) => {}
            Err(error) => return Err(format!("the scanner hung up: {error}")),
        }
    }
}

fn verdict(said: &str) -> Result<Verdict, Trouble> {
    let words = said.strip_prefix("stream: ").unwrap_or(said);
    if words == "OK" {
        return Ok(Verdict::Clean);
    }
    if words.contains("size limit exceeded") {
        return Ok(Verdict::TooLarge);
    }
    match words.strip_suffix(" FOUND") {
        // So it says where it is set up to tell of files that it did not look through.
        Some(name) if name.starts_with("Heuristics.Limits.Exceeded") => Ok(Verdict::TooLarge),
        Some(name) => Ok(Verdict::Found(short(name))),
        None => Err(format!("the scanner says: {}", short(words))),
    }
}

fn short(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_is_understood() {
        let found = |name: &str| Ok(Verdict::Found(name.to_owned()));
        assert_eq!(verdict("stream: OK"), Ok(Verdict::Clean));
        assert_eq!(verdict("stream: Win.Test.EICAR_HDB-1 FOUND"), found("Win.Test.EICAR_HDB-1"));
        assert_eq!(verdict("stream: Ha\u{7}ha FOUND"), found("Haha"));
        assert_eq!(verdict("INSTREAM size limit exceeded. ERROR"), Ok(Verdict::TooLarge));
        let limit = "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND";
        assert_eq!(verdict(limit), Ok(Verdict::TooLarge));
        for odd in ["", "UNKNOWN COMMAND", "stream: Can't allocate memory ERROR", "NOT OK", "OK FINE"] {
            assert!(verdict(odd).is_err(), "{odd}");
        }
    }
}
