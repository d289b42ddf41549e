//! The mail server's own door: letters come by LMTP, and it hears "kept" when they are committed.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use channels::email::{Answer, Delivery, Envelope, LMTP_LINE, Lmtp, LmtpLetter};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::pause::Pause;
use crate::app::App;
use crate::config::LmtpDoor;
use crate::intake;
use crate::lines::{self, Arrival};

/// Connections at a time: each may hold a letter in memory.
const CONNECTIONS: usize = 16;
/// Longest silence between two commands, and longest time for a letter's bytes (RFC 5321 §4.5.3.2).
const COMMAND: Duration = Duration::from_mins(5);
const LETTER: Duration = Duration::from_mins(10);
/// Longest time for an answer to be taken.
const TAKEN: Duration = Duration::from_mins(1);

/// Takes letters until the house closes. When the door is another's (`serve` and `worker` on one machine), waits
/// until it is free.
pub async fn listen(app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(door) = app.config.lmtp_door() else { return };
    let mut pause = Pause::new(stop.clone());
    while !pause.is_over() {
        match Door::open(&door).await {
            Ok(open) => {
                tracing::info!(door = %door, "letters may come by LMTP");
                serve(&app, &open, &mut pause, &stop).await;
                open.close();
            }
            Err(error) => {
                tracing::warn!(door = %door, %error, "no letters by LMTP, trying again");
                pause.after_failure(Duration::ZERO).await;
            }
        }
    }
}

/// A listening socket.
enum Door {
    Tcp(TcpListener, Vec<IpAddr>),
    Unix(UnixListener, PathBuf),
}

/// Both kinds of connection.
trait Line: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Line for T {}

impl Door {
    async fn open(door: &LmtpDoor) -> std::io::Result<Self> {
        match door {
            LmtpDoor::Tcp { address, from } => Ok(Self::Tcp(TcpListener::bind(address).await?, from.clone())),
            LmtpDoor::Unix(path) => {
                if UnixStream::connect(path).await.is_ok() {
                    return Err(std::io::Error::new(std::io::ErrorKind::AddrInUse, "somebody listens there"));
                }
                // What a house that was killed left behind.
                match std::fs::remove_file(path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
                let listener = UnixListener::bind(path)?;
                // The mail server is another user. Who may reach the socket is the folder's matter.
                let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
                std::fs::set_permissions(path, open)?;
                Ok(Self::Unix(listener, path.clone()))
            }
        }
    }

    /// The next connection; none: it is from where no letters may come.
    async fn accept(&self) -> std::io::Result<Option<Box<dyn Line>>> {
        match self {
            Self::Tcp(listener, from) => {
                let (stream, peer): (_, SocketAddr) = listener.accept().await?;
                let ip = peer.ip().to_canonical();
                if ip.is_loopback() || from.contains(&ip) {
                    return Ok(Some(Box::new(stream)));
                }
                tracing::warn!(%ip, "nobody delivers letters from there (lmtp_from)");
                Ok(None)
            }
            Self::Unix(listener, _) => Ok(Some(Box::new(listener.accept().await?.0))),
        }
    }

    fn close(self) {
        if let Self::Unix(_, path) = &self {
            // Another house removes it when we cannot.
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn serve(app: &Arc<App>, door: &Door, pause: &mut Pause, stop: &watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut conversations = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = door.accept() => accepted,
            () = pause.closing() => break,
            Some(_) = conversations.join_next() => continue,
        };
        match accepted {
            Ok(Some(stream)) => {
                pause.reset();
                let (app, stop) = (app.clone(), stop.clone());
                let place = places.clone().try_acquire_owned();
                conversations.spawn_local(async move {
                    let mut stream = BufReader::new(BufWriter::new(stream));
                    let talked = match place {
                        Ok(_place) => talk(&app, &mut stream, stop).await,
                        Err(_) => answer(&mut stream, "421 4.3.2 too many at once; come again\r\n").await,
                    };
                    if let Err(error) = talked {
                        tracing::debug!(%error, "a delivery by LMTP broke off");
                    }
                });
            }
            Ok(None) => {}
            // Such as too many open files: not for a hot loop.
            Err(error) => {
                tracing::warn!(%error, "a connection by LMTP was lost");
                pause.after_failure(Duration::ZERO).await;
            }
        }
    }
    // Letters in hand are taken in whole.
    while conversations.join_next().await.is_some() {}
}

async fn answer<S: AsyncWrite + Unpin>(stream: &mut S, said: &str) -> std::io::Result<()> {
    let write = async {
        stream.write_all(said.as_bytes()).await?;
        stream.flush().await
    };
    timeout(TAKEN, write).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
}

/// One conversation, until either side ends it.
async fn talk<S: Line>(
    app: &App,
    stream: &mut BufReader<BufWriter<S>>,
    stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let host = url::Url::parse(&app.config.public_url).ok().and_then(|url| Some(url.host_str()?.to_owned()));
    let mut lmtp = Lmtp::new(app.ours(), host.as_deref().unwrap_or("localhost"));
    let mut closing = Pause::new(stop);
    let mut said = lmtp.greeting();
    loop {
        // Commands that came in one go are answered in one (pipelining).
        if stream.buffer().is_empty() {
            answer(stream, &std::mem::take(&mut said)).await?;
        }
        let line = tokio::select! {
            line = timeout(COMMAND, line(stream)) => line,
            () = closing.closing() => return answer(stream, "421 4.3.2 closing; come again\r\n").await,
        };
        let Ok(line) = line else {
            return answer(stream, "421 4.4.2 nothing was said for too long\r\n").await;
        };
        let line = line?;
        if line.is_empty() {
            return Ok(());
        }
        match lmtp.command(&line) {
            Answer::Say(text) => said += &text,
            Answer::Bye(text) => return answer(stream, &(said + &text)).await,
            Answer::Read(text) => {
                answer(stream, &(std::mem::take(&mut said) + &text)).await?;
                let envelope = lmtp.envelope();
                let mut letter = LmtpLetter::new(&envelope.lines());
                match timeout(LETTER, read(stream, &mut letter)).await {
                    Ok(read) => read?,
                    // It may have no end. Another try would be no better: said for good, and nothing more is heard.
                    Err(_) if letter.is_too_large() => {
                        return answer(stream, &lmtp.delivered(Delivery::TooLarge)).await;
                    }
                    Err(_) => return Err(std::io::ErrorKind::TimedOut.into()),
                }
                let delivery = match letter.raw() {
                    Some(raw) => take_in(app, raw, &arrivals(app, &envelope)).await,
                    None => Delivery::TooLarge,
                };
                said = lmtp.delivered(delivery);
            }
        }
    }
}

/// A line with its end, or as much of it as is too long; empty at the end of the connection.
async fn line<R: AsyncBufRead + Unpin>(stream: &mut R) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let buffer = stream.fill_buf().await?;
        if buffer.is_empty() {
            // Half a command is none.
            return Ok(Vec::new());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n').map_or(buffer.len(), |at| at + 1);
        let is_whole = buffer[end - 1] == b'\n';
        // One more than is allowed, so that the reader sees it.
        let room = (LMTP_LINE + 1).saturating_sub(line.len());
        line.extend_from_slice(&buffer[..end.min(room)]);
        stream.consume(end);
        if is_whole {
            return Ok(line);
        }
    }
}

/// To its end, however large: a server hears what becomes of a letter only when it has said all of it.
async fn read<R: AsyncBufRead + Unpin>(stream: &mut R, letter: &mut LmtpLetter) -> std::io::Result<()> {
    while !letter.is_over() {
        let buffer = stream.fill_buf().await?;
        if buffer.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let used = letter.feed(buffer);
        stream.consume(used);
    }
    Ok(())
}

/// The lines whose addresses are on the envelope, and the configuration's behind them: the letter is the first one's.
fn arrivals(app: &App, envelope: &Envelope) -> Vec<Arrival> {
    let lines = app.lines();
    let mut found: Vec<Arrival> = Vec::new();
    for to in &envelope.to {
        let arrival = Arrival { mailbox: lines.read_at(to), is_junk: false };
        if !found.contains(&arrival) {
            found.push(arrival);
        }
    }
    found.sort_by_key(|arrival| arrival.mailbox.is_none());
    found
}

/// The same way in as from a mailbox: whoever gets a letter by both is told of it once. A letter to several of our
/// addresses is one, and each way is noted.
async fn take_in(app: &App, raw: Vec<u8>, arrivals: &[Arrival]) -> Delivery {
    let (first, others) =
        arrivals.split_first().map_or((Arrival::default(), arrivals), |(one, rest)| (*one, rest));
    let Some(mut received) = intake::handed_over(app, raw, first) else {
        tracing::debug!("the letter of a test");
        return Delivery::Kept;
    };
    let outcome = intake::receive(app, &received).await;
    for other in others {
        received.arrival = Some(*other);
        // A repeat by now: only the way is noted, and the letter is in without it.
        if outcome.is_ok()
            && let Err(error) = intake::receive(app, &received).await
        {
            tracing::warn!(%error, "by which other address the letter came stands in the log only");
        }
    }
    match outcome {
        Ok(outcome) => {
            tracing::debug!(outcome = outcome.code(), "a letter is in");
            let line = lines::mailbox_line(first.mailbox);
            // The letter is kept: that this is not written down must not make the mail server bring it again.
            if let Err(error) = app.db.write(async |tx| lines::came_in(tx, &line).await).await {
                tracing::debug!(%error, "when the last letter came stands in the log only");
            }
            Delivery::Kept
        }
        Err(error) => {
            tracing::warn!(%error, "a letter waits at the mail server until the house can take it in");
            Delivery::Later
        }
    }
}
