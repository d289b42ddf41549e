//! A conversation that somebody can finish without a manual: a layer over intake.
//!
//! Every message is taken in as ever. What the citizen presses, commands or says while something is unfinished in
//! their chat ([`crate::talks`]) is understood here; everything else goes on to become a ticket or join one. What is
//! left unfinished becomes a ticket after a while ([`pick_up`]).

mod answers;
mod commands;
mod filing;
mod left;
mod menu;
mod photo_place;
mod press;
mod report;
mod same;
mod scene;
mod status;
mod topics;

pub use answers::find_answers;
pub use left::pick_up;
pub use menu::welcome;
pub use photo_place::photo_came;
pub use press::COMMANDS;
pub(super) use report::one_more;
pub use status::scores;

use channels::InboundKind;

use super::prepare::Prepared;
use super::{Outcome, Received, control, missing};
use crate::app::App;
use crate::contacts;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::talks::Step;
use press::{Press, Wish};
use scene::Scene;

/// What came, as far as the dialogue cares.
enum Came<'a> {
    Pressed(Press),
    /// A command, and what stood behind it.
    Wished(Wish, &'a str),
    /// Words, files or a place.
    Said,
}

/// None: it is nothing of ours, and goes on as a message.
pub(super) async fn take_in(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(chat) = &received.chat else { return Ok(None) };
    let inbound = &received.inbound;
    if inbound.thread.key.is_none() {
        return Ok(None);
    }
    let came = match (&inbound.kind, &chat.extra.pressed) {
        (InboundKind::Message, Some(pressed)) => match Press::parse(&pressed.data) {
            Some(press) => Came::Pressed(press),
            None => return Ok(None),
        },
        (InboundKind::Message, None) => match Wish::of_command(&inbound.text) {
            Some((wish, rest)) => Came::Wished(wish, rest),
            None => Came::Said,
        },
        (InboundKind::Status { args }, _) if args.trim().is_empty() => Came::Wished(Wish::Status, ""),
        _ => return Ok(None),
    };
    // The conversation is locked from here on: two updates of one chat go one after the other.
    let conversation = control::conversation(app, tx, received).await?;
    let scene = Scene { app, conversation, bot: &chat.bot };
    let talk = scene.talk(tx).await?;
    let comes_along = !prepared.attachments.is_empty();
    let came = match came {
        // A picture does not get lost for the command below it: it is what they say.
        Came::Wished(wish, _) if wish != Wish::Report && comes_along => Came::Said,
        came => came,
    };
    match came {
        Came::Pressed(press) => {
            scene::keep(tx, &scene.conversation, received, prepared).await?;
            commands::pressed(&scene, tx, talk, press).await.map(Some)
        }
        Came::Wished(wish, rest) if wish == Wish::Report && (comes_along || !rest.is_empty()) => {
            // The report stood behind the command: it is what they say.
            let kept = scene::keep(tx, &scene.conversation, received, prepared).await?;
            let pictures = missing::taken(&prepared.attachments);
            commands::report_at_once(&scene, tx, talk, (kept, pictures), rest).await.map(Some)
        }
        Came::Wished(wish, _) => {
            scene::keep(tx, &scene.conversation, received, prepared).await?;
            commands::wished(&scene, tx, talk, wish).await.map(Some)
        }
        Came::Said => {
            let Some(mut talk) = talk else { return Ok(None) };
            // Swiped on an answer about a ticket: that is where it belongs, whatever was begun meanwhile.
            if let Some(quoted) = inbound.thread.references.first()
                && conversations::chosen::quoted(tx, scene.conversation.id, quoted).await?.is_some()
            {
                return Ok(None);
            }
            // Whatever they were asked: their own number is theirs from now on.
            for identity in &inbound.also_known_as {
                contacts::also_known_as(tx, scene.conversation.contact_id, identity).await?;
            }
            match talk.state.step {
                step if step.is_report() && scene::has_room(&talk) => {
                    report::said(&scene, tx, &mut talk, received, prepared).await.map(Some)
                }
                Step::Question | Step::Answers | Step::Number if scene::is_aside(inbound, prepared) => {
                    answers::aside(&scene, tx, &mut talk, received, prepared).await.map(Some)
                }
                Step::Question | Step::Answers if answers::is_question(inbound, prepared) => {
                    answers::asked(&scene, tx, &mut talk, received, prepared).await.map(Some)
                }
                Step::Number if status::looks_like_a_number(&inbound.text) => {
                    let covered = status::without_pin(received);
                    scene::keep(tx, &scene.conversation, &covered, prepared).await?;
                    status::by_number(&scene, tx, &talk, &inbound.text).await.map(Some)
                }
                // What was begun does not stand in the way of what they say.
                _ => Ok(None),
            }
        }
    }
}
