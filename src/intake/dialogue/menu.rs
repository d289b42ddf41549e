//! What one can do here: the greeting, and the way to a person.

use channels::telegram::{Button, Keyboard};

use super::press::{Deed, Press, Wish};
use super::scene::Scene;
use super::{Outcome, filing};
use crate::app::App;
use crate::auth;
use crate::conversations::{self, Conversation};
use crate::db::Tx;
use crate::error::Result;
use crate::intake::Chat;
use crate::talks::{self, Talk};
use crate::texts::Lang;
use crate::tickets;

/// `/start`: who we are and what one can do here. Whoever left something unfinished may go on with it.
pub async fn welcome(app: &App, tx: &mut Tx, chat: &Chat, conversation: &Conversation) -> Result<Outcome> {
    let scene = Scene { app, conversation: conversation.clone(), bot: &chat.bot };
    let text = scene.filled("dialogue-welcome", &[("city", app.config.city_name.clone())]);
    scene.say(tx, &text, Some(&menu(&scene))).await?;
    if let Some(talk) = scene.talk(tx).await?.filter(|talk| talk.state.is_worth_a_ticket()) {
        unfinished(&scene, tx, &talk, None).await?;
    }
    Ok(Outcome::Noted)
}

/// Every door, two in a row.
pub fn menu(scene: &Scene<'_>) -> Keyboard {
    let other = match scene.lang() {
        Lang::Id => Lang::En,
        Lang::En => Lang::Id,
    };
    // Said in the language it leads to, or nobody who needs it could read it.
    let language =
        Button::new(&other.say("dialogue-menu-language"), Press::Wish(Wish::Language(Some(other))).code());
    Keyboard::Under(vec![
        vec![
            scene.wish("dialogue-menu-report", Wish::Report),
            scene.wish("dialogue-menu-status", Wish::Status),
        ],
        vec![
            scene.wish("dialogue-menu-question", Wish::Question),
            scene.wish("dialogue-menu-agent", Wish::Agent),
        ],
        vec![language, scene.wish("dialogue-menu-erase", Wish::Erase)],
    ])
}

pub async fn show(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    scene.say(tx, &scene.text("dialogue-menu"), Some(&menu(scene))).await?;
    Ok(Outcome::Noted)
}

/// Something was said and not sent: go on, send it, or drop it for something new.
pub async fn unfinished(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: &Talk,
    anew: Option<super::press::AfterAnew>,
) -> Result<()> {
    let mut rows = vec![
        vec![scene.button("dialogue-go-on", talk, Deed::GoOn)],
        vec![scene.button("dialogue-send-now", talk, Deed::Send)],
    ];
    rows.push(match anew {
        Some(anew) => vec![scene.button("dialogue-anew", talk, Deed::Anew(anew))],
        None => vec![scene.button("dialogue-cancel", talk, Deed::Cancel)],
    });
    scene.say(tx, &scene.text("dialogue-unfinished"), Some(&Keyboard::Under(rows))).await
}

/// The house speaks the other language from now on.
pub async fn speak(scene: &mut Scene<'_>, tx: &mut Tx, wanted: Option<Lang>) -> Result<Outcome> {
    let lang = wanted.unwrap_or_else(|| scene.lang().other());
    conversations::owner::speak(tx, scene.conversation.contact_id, lang).await?;
    scene.conversation.language = lang;
    scene.say(tx, &scene.text("dialogue-language"), Some(&menu(scene))).await?;
    Ok(Outcome::Noted)
}

/// To a person: what was begun goes to them as it is, and what is said next is theirs to read.
pub async fn agent(scene: &Scene<'_>, tx: &mut Tx, talk: Option<Talk>) -> Result<Outcome> {
    if let Some(talk) = talk {
        // Also a question that articles were shown for: they ask for somebody all the same.
        if !talk.state.said.is_empty() {
            return filing::hand_over(scene, tx, &talk).await;
        }
        talks::end(tx, talk.id).await?;
    }
    let open = match scene.conversation.ticket_id {
        Some(id) => Some(tickets::get(tx, id).await?).filter(|ticket| ticket.is_open),
        None => None,
    };
    let there = if auth::anyone_on_duty(tx).await? { "dialogue-agent-there" } else { "dialogue-agent-away" };
    let what = match open {
        Some(ticket) => scene.filled("dialogue-agent-about", &[("number", ticket.number.to_string())]),
        None => scene.text("dialogue-agent-write"),
    };
    scene.say(tx, &format!("{what} {}", scene.text(there)), Some(&Keyboard::Away {})).await?;
    Ok(Outcome::Noted)
}
