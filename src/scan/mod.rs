//! Files and the virus scanner, where there is one (`clamd` in the configuration). A contact is kept and its ticket
//! made first; its files wait behind, each with a job, and nobody gets them before the scanner has looked. Where
//! something is found the file stays locked, and those who answer for the desk read what it was. Senders are told
//! nothing: whoever's name stands on such a letter has rarely written it.

mod clamd;

pub use clamd::{Clamd, Verdict};

use serde_json::json;

use crate::app::App;
use crate::audit;
use crate::bus::Event;
use crate::clock::MINUTE;
use crate::config::Config;
use crate::conversations::checked::{self, Leave, Scan};
use crate::conversations::{self, FileState};
use crate::db::Tx;
use crate::error::{Result, file_infected, file_unchecked};
use crate::ids::AttachmentId;
use crate::queue::{self, Claimed};
use crate::tickets;

/// As what a file is kept that comes in, or that staff want to send.
pub const fn state_of_new(config: &Config) -> FileState {
    if config.clamd.is_some() { FileState::Unchecked } else { FileState::Stored }
}

/// Runs a `ScanFile` job. A scanner that is away is asked again later.
pub async fn look(app: &App, claimed: &Claimed, id: AttachmentId) -> Result<()> {
    let file = app.db.read(async |tx| conversations::attachment(tx, id).await).await?;
    let key = file.file_key.as_deref().filter(|_| file.state == FileState::Unchecked);
    let Some(key) = key else {
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    };
    let Some(door) = app.config.scanner() else {
        // It was taken out of the configuration while the file waited.
        return app.db.write(async |tx| note(tx, claimed, id, Scan::Skipped, Some(OFF)).await).await;
    };
    let bytes = app.files.get(key).await?;
    match Clamd::new(door).scan(&bytes).await {
        Ok(Verdict::Clean) => app.db.write(async |tx| note(tx, claimed, id, Scan::Clean, None).await).await,
        Ok(Verdict::Found(name)) => {
            tracing::warn!(attachment = %id, found = name, "a file is kept locked");
            app.db.write(async |tx| note(tx, claimed, id, Scan::Found, Some(&name)).await).await
        }
        Ok(Verdict::TooLarge) => {
            app.db.write(async |tx| note(tx, claimed, id, Scan::Skipped, Some(LARGE)).await).await
        }
        Err(error) => {
            tracing::warn!(attachment = %id, %error, "a file waits for the virus scanner");
            app.db
                .write(async |tx| {
                    checked::said(tx, id, Scan::Waiting, Some(AWAY)).await?;
                    queue::failed(tx, claimed, &error, None, false).await
                })
                .await
        }
    }
}

/// May these bytes, which are no file of a message, be given to somebody? Looked at now; what is more than the scanner
/// takes is given as files are: it cannot be checked.
pub async fn look_now(config: &Config, bytes: &[u8]) -> Result<()> {
    let Some(door) = config.scanner() else { return Ok(()) };
    match Clamd::new(door).scan(bytes).await {
        Ok(Verdict::Clean | Verdict::TooLarge) => Ok(()),
        Ok(Verdict::Found(name)) => {
            tracing::warn!(found = name, "a letter is not given out");
            Err(file_infected())
        }
        Err(error) => {
            tracing::warn!(%error, "a letter cannot be checked now");
            Err(file_unchecked())
        }
    }
}

/// Why a file was not checked; Fluent keys are `file-note-<code>`.
const OFF: &str = "off";
const LARGE: &str = "large";
const AWAY: &str = "away";

async fn note(
    tx: &mut Tx,
    claimed: &Claimed,
    id: AttachmentId,
    what: Scan,
    note: Option<&str>,
) -> Result<()> {
    let file = conversations::attachment(tx, id).await?;
    let message = conversations::message(tx, file.message_id).await?;
    if checked::said(tx, id, what, note).await? {
        // The conversation before the ticket, as everywhere.
        tx.publish(Event::Conversation { id: message.conversation_id });
        if let Some(ticket) = message.ticket_id {
            if what == Scan::Found {
                let detail = json!({ "file": id, "found": note });
                audit::record(tx, None, "file-locked", ("ticket", ticket), detail).await?;
            }
            tickets::touch(tx, ticket).await?;
        }
    }
    queue::done(tx, claimed).await
}

/// What a message with files does that wants to leave.
#[derive(Debug, PartialEq, Eq)]
pub enum Way {
    Free,
    /// Its job has been put back until the files are checked.
    Waits,
    /// Something was found: it does not leave, for this reason.
    Closed(&'static str),
}

/// The reason on a message that was not sent; the desk knows it by these words.
pub const HARMFUL: &str = "something harmful was found in an attached file";

/// May this message leave with its files? One that must wait looks again soon, later every half a minute; this
/// counts as no try, so that a scanner that is away for days loses no answer.
pub async fn way(app: &App, claimed: &Claimed, message: &conversations::Message) -> Result<Way> {
    match app.db.read(async |tx| checked::may_leave(tx, message.id).await).await? {
        Leave::Yes => Ok(Way::Free),
        Leave::Never => Ok(Way::Closed(HARMFUL)),
        Leave::NotYet => {
            let is_fresh = app.db.clock.now() - message.created_at < MINUTE;
            let after = if is_fresh { MINUTE / 30 } else { MINUTE / 2 };
            app.db.write(async |tx| queue::wait_for(tx, claimed, after).await).await?;
            Ok(Way::Waits)
        }
    }
}
