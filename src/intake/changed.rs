//! Files that an edit of an earlier message brings: another picture in the stead of the one it had, or one put under
//! words. What it had before stays: nothing that was sent is lost.

use std::collections::HashSet;

use channels::telegram::lasting_ids;

use super::prepare::Prepared;
use super::{Received, missing, store};
use crate::conversations::{self, Message, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::talks::{self, MOST_SAID};
use crate::tickets;

/// The files of an edit that its message does not have yet. Whoever changes only what stands under a picture sends the
/// picture along.
pub async fn fresh(
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
    message: &Message,
) -> Result<Prepared> {
    if prepared.attachments.is_empty() {
        return Ok(Prepared::words());
    }
    let before = store::raws_of(tx, received.inbound.channel, message.id).await?;
    let known: HashSet<String> = before.iter().flat_map(|raw| lasting_ids(raw)).collect();
    let here = conversations::attachments_of(tx, message.id).await?;
    let remotes: HashSet<String> = here.into_iter().filter_map(|file| file.remote).collect();
    let ids = lasting_ids(&received.raw);
    let mut attachments = prepared.attachments.clone();
    let mut at = 0;
    attachments.retain(|file| {
        let is_known = ids.get(at).is_some_and(|id| known.contains(id))
            || file.remote.as_ref().is_some_and(|remote| remotes.contains(remote));
        at += 1;
        !is_known
    });
    Ok(Prepared { attachments, raw_file: None })
}

/// They lie with their message from now on.
pub async fn come(tx: &mut Tx, received: &Received, message: &Message, fresh: &Prepared) -> Result<()> {
    let inbound = &received.inbound;
    conversations::attach(tx, message.id, &fresh.attachments).await?;
    // The next edit brings them along again.
    store::set_message(tx, inbound.channel, &inbound.external_id, message.id).await?;
    tell(tx, received, message, missing::taken(&fresh.attachments)).await?;
    missing::tell(tx, received, fresh, message.conversation_id).await
}

/// The desk learns that an earlier message has other files now. In a report in the making they count.
pub async fn tell(tx: &mut Tx, received: &Received, message: &Message, pictures: usize) -> Result<()> {
    let conversation = conversations::get(tx, message.conversation_id).await?;
    let text = conversation.language.say("channels-telegram-files-changed");
    let note = NewMessage::note(&text, None);
    if let Some(ticket) = message.ticket_id {
        conversations::append(tx, conversation.id, Some(ticket), &note).await?;
        tickets::touch(tx, ticket).await?;
    } else if let (Some(chat), Some(key)) = (&received.chat, received.inbound.thread.key.as_deref())
        && let Some(mut talk) = talks::find(tx, &chat.bot, key).await?
        && talk.state.said.contains(&message.id)
    {
        if talk.state.said.len() < MOST_SAID {
            let (note, _) = conversations::append(tx, conversation.id, None, &note).await?;
            talk.state.said.push(note);
        }
        talk.state.pictures += pictures;
        talks::keep(tx, &talk).await?;
    }
    Ok(())
}
