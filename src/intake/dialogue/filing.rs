//! What was said in a chat becomes a ticket: sent by the citizen, handed to a person, or picked up when nobody
//! came back to it.

use channels::telegram::Keyboard;
use channels::{Channel, Identity, Inbound, InboundKind, Place, Thread};

use super::Outcome;
use super::scene::Scene;
use crate::auth;
use crate::clock::HOUR;
use crate::contacts;
use crate::conversations::{self, Direction};
use crate::db::Tx;
use crate::error::Result;
use crate::intake::fresh;
use crate::intake::matter::{self, ACKNOWLEDGEMENTS};
use crate::intake::{Received, Wishes};
use crate::outbox;
use crate::people;
use crate::talks::{self, Talk};
use crate::tickets::{self, Class};

/// What it is about, in the citizen's words as they stand now: who edited a message meant the new words.
pub async fn text_of(tx: &mut Tx, talk: &Talk) -> Result<String> {
    let said = conversations::chat::messages(tx, &talk.state.words).await?;
    let words: Vec<&str> = said.iter().map(|one| one.body.trim()).filter(|body| !body.is_empty()).collect();
    Ok(words.join("\n"))
}

/// To a person, as it is.
pub async fn hand_over(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    let there = if auth::anyone_on_duty(tx).await? { "dialogue-agent-there" } else { "dialogue-agent-away" };
    let text = format!("{} {}", scene.text("dialogue-handed-over"), scene.text(there));
    scene.say(tx, &text, Some(&Keyboard::Away {})).await?;
    file(scene, tx, talk).await
}

/// Makes the ticket and ends the unfinished thing. It is there once, so this happens once. The acknowledgement tells
/// number and PIN.
pub async fn file(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    let (app, conversation) = (scene.app, &scene.conversation);
    if !talks::end(tx, talk.id).await? {
        return Ok(Outcome::Noted);
    }
    let contact = conversation.contact_id;
    let name = contacts::get(tx, contact).await?.name;
    let received = as_received(tx, scene, talk, name).await?;
    let (ticket, pin) =
        fresh::ticket(app, tx, &received, conversation, contact, conversation.language).await?;
    let asked = people::wishes(None, &received.inbound.text);
    let ticket = matter::as_asked(tx, &received, ticket, asked).await?;
    let (mut last, mut seq) = (talk.state.said[0], 0);
    for message in conversations::chat::messages(tx, &talk.state.said).await? {
        conversations::move_to(tx, &message, ticket.id).await?;
        if message.direction == Direction::In {
            (last, seq) = (message.id, message.seq);
        }
    }
    let limit = people::under(tx, contact, Channel::Telegram, &ticket).await?;
    if let Some(limit) = &limit {
        people::restrain(app, tx, limit, &ticket, conversation, true).await?;
    }
    let ticket = tickets::get(tx, ticket.id).await?;
    let key = format!("acknowledge:{contact}");
    if limit.is_none() && auth::allowed(tx, &key, ACKNOWLEDGEMENTS, HOUR).await? {
        outbox::acknowledge(tx, &app.zone, &ticket, conversation.id, &pin).await?;
    }
    Ok(Outcome::Opened { ticket: Box::new(ticket), pin, message: last, conversation: conversation.id, seq })
}

/// The whole of it as one message, which is what everything behind intake understands.
async fn as_received(tx: &mut Tx, scene: &Scene<'_>, talk: &Talk, name: Option<String>) -> Result<Received> {
    let state = &talk.state;
    let place =
        state.point.map(|(latitude, longitude)| Place { latitude, longitude, label: state.place.clone() });
    let text = text_of(tx, talk).await?;
    let inbound = Inbound { from_name: name, place, ..as_inbound(scene, format!("talk:{}", talk.id), text) };
    let mut received = Received::new(inbound, Vec::new(), "application/json");
    received.wishes = Wishes {
        category: state.topic.clone().filter(|code| !code.is_empty()),
        // A question is a question still, whoever answers it.
        class: (!state.step.is_report()).then_some(Class::Information),
        place: state.place.clone(),
        is_anonymous: state.is_anonymous == Some(true),
        ..Wishes::default()
    };
    Ok(received)
}

/// Words of the citizen that the house puts together from what they said and pressed.
pub fn as_inbound(scene: &Scene<'_>, external_id: String, text: String) -> Inbound {
    Inbound {
        channel: Channel::Telegram,
        external_id,
        from: Identity::Unknown,
        from_name: None,
        language: Some(scene.lang().code().to_owned()),
        sent_at: None,
        thread: Thread { key: scene.conversation.thread_key.clone(), ..Thread::default() },
        kind: InboundKind::Message,
        subject: None,
        text,
        html: None,
        attachments: Vec::new(),
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    }
}
