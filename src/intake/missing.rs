//! What did not get in because it was more than we take: whoever sent it hears of it.

use channels::{Channel, limits};

use super::prepare::Prepared;
use super::{Received, megabytes};
use crate::auth;
use crate::clock::HOUR;
use crate::conversations::{self, Conversation, FileState, NewAttachment};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::ConversationId;
use crate::outbox;

/// How often an hour one contact is told.
const TOLD: i64 = 10;

/// What did not get in because it was more than we take.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Missing {
    /// Bytes of the whole letter.
    letter: Option<u64>,
    /// Files beyond as many as we take.
    many: usize,
    /// Files that are larger than we take.
    large: usize,
}

impl Missing {
    /// What a letter or a chat brought; a form says so itself before anything is sent.
    fn of(received: &Received, prepared: &Prepared) -> Self {
        if !matches!(received.inbound.channel, Channel::Email | Channel::Telegram) {
            return Self::default();
        }
        Self {
            letter: received.oversize,
            many: received.inbound.mail.as_ref().map_or(0, |mail| mail.left_out),
            large: prepared.attachments.len() - taken(&prepared.attachments),
        }
    }

    /// In the citizen's words; a letter without its body has no files either.
    fn told(self, conversation: &Conversation) -> String {
        let lang = conversation.language;
        let mb = |bytes: u64| megabytes(bytes).to_string();
        if let Some(size) = self.letter {
            let most = mb(limits::MESSAGE as u64);
            return lang.with2("channels-mail-oversize", ("size", mb(size)), ("most", most)).into_owned();
        }
        let (key, files, most) = match self.many {
            0 => ("channels-file-large", self.large, mb(limits::ATTACHMENT as u64)),
            many => ("channels-files-many", many + self.large, limits::ATTACHMENTS.to_string()),
        };
        lang.with2(key, ("files", files.to_string()), ("most", most)).into_owned()
    }
}

/// Says what is missing, if anything is. Counted apart from acknowledgements: large films must not cost the next
/// report its number.
pub(super) async fn tell(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    conversation: ConversationId,
) -> Result<()> {
    let missing = Missing::of(received, prepared);
    if missing == Missing::default() {
        return Ok(());
    }
    let conversation = conversations::get(tx, conversation).await?;
    if auth::allowed(tx, &format!("missing:{}", conversation.contact_id), TOLD, HOUR).await? {
        outbox::say(tx, &conversation, &missing.told(&conversation)).await?;
    }
    Ok(())
}

/// How many of these files were taken in.
pub(super) fn taken(files: &[NewAttachment]) -> usize {
    files.iter().filter(|file| file.state != FileState::Refused).count()
}
