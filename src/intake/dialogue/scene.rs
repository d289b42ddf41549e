//! One message of a chat and everything around it: who says it, where, and how to answer.

use channels::Inbound;
use channels::telegram::{Button, Keyboard, is_no_words, remarks};
use fluent_bundle::FluentArgs;

use super::press::{Deed, Press, Wish};
use crate::app::App;
use crate::auth;
use crate::clock::HOUR;
use crate::conversations::{self, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MessageId;
use crate::intake::prepare::Prepared;
use crate::intake::{Received, missing, store};
use crate::outbox;
use crate::talks::{self, MOST_SAID, State, Talk};
use crate::texts::Lang;

/// What the house says in one chat in an hour while somebody presses buttons; messages of theirs are taken in
/// all the same.
const PER_HOUR: i64 = 300;

pub struct Scene<'a> {
    pub app: &'a App,
    pub conversation: Conversation,
    /// Which bot, and the chat as Telegram names it.
    pub bot: &'a str,
}

impl Scene<'_> {
    pub fn lang(&self) -> Lang {
        self.conversation.language
    }

    pub fn text(&self, key: &str) -> String {
        self.lang().say(key).into_owned()
    }

    pub fn filled(&self, key: &str, blanks: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in blanks {
            args.set(*name, value.clone());
        }
        self.lang().with_args(key, Some(&args)).into_owned()
    }

    /// A chat has a key; without one there is nobody to talk with.
    fn chat(&self) -> &str {
        self.conversation.thread_key.as_deref().unwrap_or_default()
    }

    pub async fn talk(&self, tx: &mut Tx) -> Result<Option<Talk>> {
        talks::find(tx, self.bot, self.chat()).await
    }

    pub async fn begin(&self, tx: &mut Tx, state: State) -> Result<Talk> {
        talks::begin(tx, (self.bot, self.chat()), self.conversation.id, state).await
    }

    /// Says something with what can be pressed under it.
    pub async fn say(&self, tx: &mut Tx, text: &str, choices: Option<&Keyboard>) -> Result<()> {
        let key = format!("dialogue:{}", self.conversation.id);
        if auth::allowed(tx, &key, PER_HOUR, HOUR).await? {
            outbox::ask(tx, &self.conversation, text, choices).await?;
        }
        Ok(())
    }

    /// A button about an unfinished thing.
    pub fn button(&self, key: &str, talk: &Talk, deed: Deed) -> Button {
        Button::new(&self.lang().say(key), Press::Talk(talk.id, deed).code())
    }

    /// A button that does the same whenever it is pressed.
    pub fn wish(&self, key: &str, wish: Wish) -> Button {
        Button::new(&self.lang().say(key), Press::Wish(wish).code())
    }
}

/// Keeps what was just said as a message of no ticket yet, with its files and remarks.
pub async fn keep(
    tx: &mut Tx,
    conversation: &Conversation,
    received: &Received,
    prepared: &Prepared,
) -> Result<Vec<MessageId>> {
    let inbound = &received.inbound;
    let album = received.chat.as_ref().and_then(|chat| chat.extra.album.as_deref());
    let (message, _) =
        conversations::append(tx, conversation.id, None, &NewMessage::received(inbound)).await?;
    conversations::attach(tx, message, &prepared.attachments).await?;
    missing::tell(tx, received, prepared, conversation.id).await?;
    if let Some(album) = album {
        conversations::chat::begin_album(tx, message, album).await?;
    }
    store::set_message(tx, inbound.channel, &inbound.external_id, message).await?;
    let mut kept = vec![message];
    if !inbound.remarks.is_empty() {
        let remarks = inbound.remarks.join("\n");
        let note = NewMessage::note(&remarks, None);
        kept.push(conversations::append(tx, conversation.id, None, &note).await?.0);
    }
    Ok(kept)
}

/// A sticker, a contact card, a poll and nothing else: kept, and no answer to what was asked.
pub fn is_aside(inbound: &Inbound, prepared: &Prepared) -> bool {
    is_no_words(inbound) && inbound.place.is_none() && prepared.attachments.is_empty()
}

/// Somebody's number, theirs or another's.
pub fn has_card(inbound: &Inbound) -> bool {
    inbound.remarks.iter().any(|remark| remarks::CARDS.contains(&remark.as_str()))
}

/// Is there room for more in this report?
pub fn has_room(talk: &Talk) -> bool {
    talk.state.said.len() < MOST_SAID
}
