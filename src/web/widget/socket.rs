//! `GET /widget/socket`: the line. Who may open it, what keeps it alive, when it is cut.

use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, rt, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use channels::chat::{FRAME_BYTES, FromWidget, ToWidget, decode, encode};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::crowd::{OF_AN_ADDRESS, Seat};
use super::origin;
use super::visit::Visit;
use crate::app::App;
use crate::error::{Result, bad_request, forbidden, too_many};

/// Whoever opens a socket says hello within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// We ask whether the other side is there.
const BEAT: Duration = Duration::from_secs(15);
/// After so many beats without a sign of life the line is dead.
const SILENT_BEATS: u32 = 3;
/// Whoever does not take what we send within this time is cut; they resume where they were.
const PATIENCE: Duration = Duration::from_secs(2);
/// Frames we cannot use; more are no mistake any more.
const REFUSALS: u32 = 20;

/// Why a conversation over a socket ends.
#[derive(Debug)]
pub enum End {
    /// The other side left, fell silent, or does not read.
    Gone,
    /// We end it, and say why.
    Closed(CloseCode, &'static str),
}

impl End {
    /// Something on our side is away; the widget comes back by itself and loses nothing.
    pub const AGAIN: Self = Self::Closed(CloseCode::Again, "try again in a moment");
    pub const REFUSED: Self = Self::Closed(CloseCode::Policy, "refused");
}

/// Our end of a line.
pub struct Line {
    session: Session,
    refusals: u32,
}

impl Line {
    pub async fn send(&mut self, frame: &ToWidget) -> Result<(), End> {
        match timeout(PATIENCE, self.session.text(encode(frame))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    /// Says that a frame was not accepted. Who sends nothing but such frames is cut.
    pub async fn refuse(&mut self, refusal: ToWidget) -> Result<(), End> {
        self.send(&refusal).await?;
        self.refusals += 1;
        if self.refusals >= REFUSALS { Err(End::REFUSED) } else { Ok(()) }
    }

    async fn ping(&mut self) -> Result<(), End> {
        match timeout(PATIENCE, self.session.ping(b"")).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    async fn pong(&mut self, bytes: &Bytes) -> Result<(), End> {
        match timeout(PATIENCE, self.session.pong(bytes)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }
}

/// A frame with a code that is none of the adapter's: the house's own refusals.
pub fn refusal(code: &str, message: &str) -> ToWidget {
    ToWidget::Error { code: code.to_owned(), message: message.to_owned() }
}

pub async fn open(app: web::Data<App>, request: HttpRequest, body: web::Payload) -> Result<HttpResponse> {
    if !origin::may_talk(&app.config, &request) {
        tracing::warn!(origin = ?request.headers().get("Origin"), "a page that is not ours tried to open the chat");
        return Err(forbidden("the chat is opened by its own page only"));
    }
    let address = crate::web::address(&request, &app.config);
    let seat = Seat::take(format!("address:{}:{address}", app.config.public_url), OF_AN_ADDRESS)
        .ok_or_else(|| too_many("too many chats are open from this address"))?;
    let (response, session, frames) =
        actix_ws::handle(&request, body).map_err(|_| bad_request("this address speaks WebSocket only"))?;
    // Somewhat above the limit of a frame, so that whoever exceeds it is told instead of cut.
    let frames = frames
        .max_frame_size(2 * FRAME_BYTES)
        .aggregate_continuations()
        .max_continuation_size(2 * FRAME_BYTES);
    let line = Line { session, refusals: 0 };
    rt::spawn(async move {
        hold(app, line, frames, address).await;
        drop(seat);
    });
    Ok(response)
}

async fn hold(app: web::Data<App>, mut line: Line, mut frames: AggregatedMessageStream, address: String) {
    let end = match talk(app, &mut line, &mut frames, address).await {
        Ok(()) => End::Gone,
        Err(end) => end,
    };
    let reason = match end {
        End::Gone => None,
        End::Closed(code, why) => Some(CloseReason { code, description: Some(why.to_owned()) }),
    };
    let _ = timeout(PATIENCE, line.session.close(reason)).await;
}

async fn talk(
    app: web::Data<App>,
    line: &mut Line,
    frames: &mut AggregatedMessageStream,
    address: String,
) -> Result<(), End> {
    let hello = timeout(HELLO_WITHIN, first_words(line, frames))
        .await
        .map_err(|_| End::Closed(CloseCode::Policy, "say hello first"))??;
    // Before the first read: what happens from now on is either read or heard of.
    let mut events = app.db.bus.subscribe();
    let mut visit = Visit::begin(app, line, hello, address).await?;
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut silent = 0;
    loop {
        tokio::select! {
            heard = next(line, frames) => {
                silent = 0;
                match heard? {
                    Heard::Words(text) => visit.hear(line, &text).await?,
                    Heard::Sign => {}
                }
            }
            event = events.recv() => {
                if visit.concerns(event) {
                    visit.catch_up(line, None).await?;
                }
            }
            _ = beat.tick() => {
                silent += 1;
                if silent > SILENT_BEATS {
                    return Err(End::Gone);
                }
                line.ping().await?;
                visit.look_around(line).await?;
            }
        }
    }
}

/// What came over the line.
enum Heard {
    Words(String),
    /// A ping, a pong: somebody is there.
    Sign,
}

/// Waits for what comes next. Nothing is lost when this is given up: it only waits on the stream.
async fn next(line: &mut Line, frames: &mut AggregatedMessageStream) -> Result<Heard, End> {
    match frames.recv().await {
        Some(Ok(AggregatedMessage::Text(text))) => Ok(Heard::Words(text.to_string())),
        Some(Ok(AggregatedMessage::Ping(bytes))) => {
            line.pong(&bytes).await?;
            Ok(Heard::Sign)
        }
        Some(Ok(AggregatedMessage::Pong(_))) => Ok(Heard::Sign),
        Some(Ok(AggregatedMessage::Binary(_))) => Err(End::Closed(CloseCode::Unsupported, "frames are text")),
        Some(Ok(AggregatedMessage::Close(_))) | None => Err(End::Gone),
        Some(Err(ProtocolError::Overflow)) => Err(End::Closed(CloseCode::Size, "the frame is too large")),
        Some(Err(error)) => {
            tracing::debug!(%error, "a chat line broke");
            Err(End::Closed(CloseCode::Protocol, "this is no WebSocket frame"))
        }
    }
}

/// Language, token, place in the conversation: what a hello says.
pub struct Hello {
    pub token: Option<String>,
    pub after: u64,
    pub language: String,
    pub page: Option<String>,
}

async fn first_words(line: &mut Line, frames: &mut AggregatedMessageStream) -> Result<Hello, End> {
    loop {
        let Heard::Words(text) = next(line, frames).await? else { continue };
        match decode(&text) {
            Ok(FromWidget::Hello { token, after, language, page }) => {
                return Ok(Hello { token, after, language, page });
            }
            Ok(_) => line.refuse(refusal("hello_first", "the first frame is hello")).await?,
            Err(error) => line.refuse(error.into()).await?,
        }
    }
}
