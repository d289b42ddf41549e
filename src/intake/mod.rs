//! One way in for every message.
//!
//! [`receive`] opens one transaction and reads top to bottom: keep the raw payload under its unique
//! key (a repeat ends here), find out who it is, which conversation and which ticket it belongs to,
//! leave the rest to jobs, commit. Only then may the edge acknowledge to the provider.

mod agency;
mod album;
mod answered;
mod bounce;
mod changed;
mod chosen;
mod control;
mod dialogue;
mod first_words;
mod fresh;
mod glimpse;
mod letter;
mod line;
mod matter;
mod missing;
mod office;
mod passed_on;
pub mod past;
mod place;
mod prepare;
mod quoted;
mod raw;
mod rehearse;
mod reject;
mod store;
mod telegram;
mod together;

pub use dialogue::{COMMANDS, find_answers, photo_came, pick_up, scores};
pub use letter::{handed_over, letter, withheld};
pub use raw::{Raw, kept_letter, kept_letters, raw_letter};
pub use rehearse::rehearse;
pub use reject::{Cause, Rejected, discard, raw_of, rejected, replay, sweep, waiting, waiting_up_to};
pub use telegram::{MAIN_BOT, telegram, telegram_for};
pub use together::receive_all;

use channels::{Channel, Inbound, InboundKind};

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, MessageId};
use crate::lines::{self, Arrival, Exemplar};
use crate::telemetry::METRICS;
use crate::tickets::{Class, Pin, Ticket};
use prepare::Prepared;
use store::Kept;

/// A message as an adapter understood it, with what the provider really sent.
#[derive(Clone, Debug)]
pub struct Received {
    pub inbound: Inbound,
    pub raw: Vec<u8>,
    pub media_type: &'static str,
    /// What the citizen chose in a form; empty for all other channels.
    pub wishes: Wishes,
    /// The chat with a bot of ours in which it was said.
    pub chat: Option<Chat>,
    /// The mailbox by which a letter came.
    pub arrival: Option<Arrival>,
    /// The letter of ours that came back, as the address says to which it did.
    pub came_back: Option<Exemplar>,
    /// Bytes of a letter that is larger than we take: only its header is here.
    pub oversize: Option<u64>,
    /// Our own mail server brought it (LMTP), whichever mailbox it is for.
    pub is_handed_over: bool,
}

/// What is known of a message in a chat besides its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Which bot of ours.
    pub bot: String,
    pub extra: channels::telegram::Extra,
}

/// What a citizen decided about their report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    pub category: Option<String>,
    pub class: Option<Class>,
    pub area: Option<String>,
    pub place: Option<String>,
    pub is_anonymous: bool,
    pub is_confidential: bool,
    /// Ways to reach them that they gave without proof: hints for staff, nothing more.
    pub claims: Vec<channels::Identity>,
}

impl Received {
    pub fn new(inbound: Inbound, raw: Vec<u8>, media_type: &'static str) -> Self {
        let wishes = Wishes::default();
        Self {
            inbound,
            raw,
            media_type,
            wishes,
            chat: None,
            arrival: None,
            came_back: None,
            oversize: None,
            is_handed_over: false,
        }
    }

    /// Only the header of this letter is here: it has `size` bytes, more than we take.
    pub fn too_large(&mut self, size: u64) {
        let mb = megabytes(size);
        let remark = format!("The mail has {mb} MB, more than we take; only its header was kept.");
        self.inbound.remarks.push(remark);
        self.oversize = Some(size);
    }
}

/// As people are told sizes.
const fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

/// What became of a message.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A new ticket. The PIN must reach the citizen now: it is stored nowhere in clear.
    Opened { ticket: Box<Ticket>, pin: Pin, message: MessageId, conversation: ConversationId, seq: i64 },
    /// Another message on a known ticket.
    Joined { ticket: Box<Ticket>, message: MessageId, conversation: ConversationId, seq: i64 },
    /// A command, a bounce, an edit: taken in, no ticket of its own.
    Noted,
    /// We had it already; nothing happened.
    Repeat,
    /// We do not understand it; the raw payload waits for a person.
    Rejected,
}

impl Outcome {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "new",
            Self::Joined { .. } => "joined",
            Self::Noted => "noted",
            Self::Repeat => "repeat",
            Self::Rejected => "rejected",
        }
    }
}

/// Takes a message in, once. On an error nothing was stored and the provider must deliver again; after
/// the third failure of the same message its raw payload goes to the reject list and this succeeds,
/// because delivering it a fourth time would help nobody.
pub async fn receive(app: &App, received: &Received) -> Result<Outcome> {
    let started = app.db.clock.now();
    let channel = received.inbound.channel;
    let outcome = match take_in(app, received).await {
        Err(error) if is_ours_to_fix(&error) => {
            tracing::error!(channel = channel.code(), id = received.inbound.external_id, %error, "intake failed");
            if reject::failed(app, received, &error).await? { Ok(Outcome::Rejected) } else { Err(error) }
        }
        other => other,
    }?;
    METRICS.intake.with_label_values(&[channel.code(), outcome.code()]).inc();
    METRICS.intake_seconds.observe((app.db.clock.now() - started) as f64 / 1_000.0);
    Ok(outcome)
}

/// Takes a message in inside the caller's transaction, for an edge that must do more in the same breath
/// (a step of a call and its answer). Only for messages whose files are at the provider: nothing may be
/// written to files in here. Failures are the caller's to count.
pub async fn receive_in(app: &App, tx: &mut Tx, received: &Received) -> Result<Outcome> {
    let prepared = prepare::prepare(app, received).await?;
    let outcome = in_one_transaction(app, tx, &prepare::cleaned(received, &prepared), &prepared).await?;
    METRICS.intake.with_label_values(&[received.inbound.channel.code(), outcome.code()]).inc();
    Ok(outcome)
}

/// The database or the files being away is nobody's failure: the provider simply delivers again.
fn is_ours_to_fix(error: &Error) -> bool {
    match error {
        Error::Database(sqlx::Error::Database(error)) => !error.code().is_some_and(|code| is_outage(&code)),
        Error::Database(error) => matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)),
        Error::Files(_) => false,
        _ => true,
    }
}

/// PostgreSQL: connection, resources, operator, system, rollback, lock. SQLite's primary codes: busy,
/// locked, read-only, I/O, full, cannot open.
fn is_outage(code: &str) -> bool {
    if let Ok(sqlite) = code.parse::<i64>()
        && code.len() < 5
    {
        return matches!(sqlite & 0xff, 5 | 6 | 8 | 10 | 13 | 14);
    }
    ["08", "25", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class))
}

async fn take_in(app: &App, received: &Received) -> Result<Outcome> {
    let prepared = prepare::prepare(app, received).await?;
    let received = &prepare::cleaned(received, &prepared);
    app.db.write(async |tx| in_one_transaction(app, tx, received, &prepared).await).await
}

async fn in_one_transaction(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Outcome> {
    let renamed = match store::keep_or_tell_apart(tx, received, prepared).await? {
        Kept::Fresh => None,
        Kept::Repeat(id) => {
            again(tx, received, &id).await?;
            return Ok(Outcome::Repeat);
        }
        Kept::Other(id) => Some(told_apart(tx, received, id).await?),
    };
    let received = renamed.as_ref().unwrap_or(received);
    if let Some(outcome) = agency::take_in(app, tx, received, prepared).await? {
        return Ok(outcome);
    }
    if let Some(outcome) = chosen::stop(tx, received, prepared).await? {
        return Ok(outcome);
    }
    let received = &*passed_on::settled(tx, received).await?;
    let inbound = &received.inbound;
    if let Some(outcome) = Box::pin(album::join(app, tx, received, prepared)).await? {
        return Ok(outcome);
    }
    if let Some(outcome) = Box::pin(dialogue::take_in(app, tx, received, prepared)).await? {
        return Ok(outcome);
    }
    let outcome = match &inbound.kind {
        InboundKind::Message | InboundKind::Automatic => {
            Box::pin(matter::take_in(app, tx, received, prepared)).await?
        }
        InboundKind::Edit { of } => Box::pin(control::edit(app, tx, received, prepared, of)).await?,
        InboundKind::Start { .. } => control::welcome(app, tx, received).await?,
        InboundKind::Status { args } => control::status(app, tx, received, args).await?,
        InboundKind::Bounce(of) => bounce::bounce(app, tx, received, prepared, of).await?,
        InboundKind::Unknown => reject::not_understood(tx, received, prepared).await?,
    };
    if let Outcome::Opened { message, .. } | Outcome::Joined { message, .. } = &outcome {
        store::set_message(tx, inbound.channel, &inbound.external_id, *message).await?;
        if let Some(arrival) = received.arrival {
            lines::arrived(tx, *message, arrival).await?;
        }
    }
    Ok(outcome)
}

/// A letter to two of our addresses comes twice: it is one message, and both ways are noted. `id` is what we have it
/// under.
async fn again(tx: &mut Tx, received: &Received, id: &str) -> Result<()> {
    let Some(arrival) = received.arrival else { return Ok(()) };
    let known = store::message_of(tx, received.inbound.channel, id).await?;
    match known {
        Some(message) => lines::arrived(tx, message, arrival).await,
        None => Ok(()),
    }
}

/// A letter under an id of its own. Where its Date and its words, too, are those of the letter whose id it came with,
/// something on the way wrote into one of the two (a warning before the subject, a list's footer): it belongs to the
/// same report, if its sender takes part in that.
async fn told_apart(tx: &mut Tx, received: &Received, id: String) -> Result<Received> {
    let mut renamed = under(received, id);
    let first = &received.inbound.external_id;
    let known = store::head_of(tx, received.inbound.channel, first).await?;
    if known.is_some_and(|head| head.is_of(&received.inbound)) {
        renamed.inbound.thread.references.insert(0, first.clone());
    }
    Ok(renamed)
}

/// The same message under an id of its own, because another letter has the one it came with.
fn under(received: &Received, id: String) -> Received {
    let mut renamed = received.clone();
    renamed.inbound.thread.message_id = Some(id.clone());
    renamed.inbound.external_id = id;
    renamed
        .inbound
        .remarks
        .push("Another mail has the same Message-ID; this one's checksum stands in.".into());
    renamed
}

/// Have we had this message? For edges that want to answer a repeat without doing the work.
pub async fn is_known(tx: &mut Tx, channel: Channel, external_id: &str) -> Result<bool> {
    store::is_known(tx, channel, external_id).await
}
