//! How one's reports stand, a verdict on them, and the wish to be forgotten.

use channels::Inbound;
use channels::telegram::{Button, Keyboard};

use super::filing::{self, as_inbound};
use super::press::{Press, Wish};
use super::scene::Scene;
use super::{Outcome, answers, commands, menu};
use crate::agencies;
use crate::auth;
use crate::clock::DAY;
use crate::conversations::{self, NewMessage, chosen};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::intake::fresh;
use crate::intake::{Received, Wishes};
use crate::outbox;
use crate::talks::{self, State, Step, Talk};
use crate::tickets::life::Stage;
use crate::tickets::{self, Class, Ticket};
use crate::track;

/// Reports in the list.
const LISTED: i64 = 8;
/// Digits from which on something looks like a number with its PIN.
const DIGITS: usize = 6;
/// Messages of no report that come along when somebody wants to be forgotten; the newest.
const LOOSE: i64 = 200;
/// Digits of a PIN.
const PIN_DIGITS: usize = 6;

/// Their own reports, each as a button.
pub async fn own(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    let mine = tickets::of_citizen(tx, scene.conversation.contact_id, LISTED).await?;
    let other = Button::new(&scene.text("dialogue-other-number"), Press::Number.code());
    if mine.is_empty() {
        let rows = vec![vec![scene.wish("dialogue-menu-report", Wish::Report)], vec![other]];
        scene.say(tx, &scene.text("track-none"), Some(&Keyboard::Under(rows))).await?;
        return Ok(Outcome::Noted);
    }
    let text = track::listed(scene.lang(), &mine);
    let mut rows: Vec<Vec<Button>> = mine
        .iter()
        .map(|ticket| {
            let label = format!("{} · {}", ticket.number, ticket.subject);
            vec![Button::new(&label, Press::Ticket(ticket.id).code())]
        })
        .collect();
    rows.push(vec![other]);
    scene.say(tx, &text, Some(&Keyboard::Under(rows))).await?;
    Ok(Outcome::Noted)
}

/// A report, if it is theirs, or its citizen chose to hear of it in this chat.
async fn theirs(scene: &Scene<'_>, tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    let here = &scene.conversation;
    let Some(ticket) = tickets::find(tx, id).await? else { return Ok(None) };
    let is_theirs = ticket.contact_id == here.contact_id || chosen::chosen(tx, id).await? == Some(here.id);
    Ok(is_theirs.then_some(ticket))
}

pub async fn of_ticket(scene: &Scene<'_>, tx: &mut Tx, id: TicketId) -> Result<Outcome> {
    let Some(ticket) = theirs(scene, tx, id).await? else {
        scene.say(tx, &scene.text("track-no-match"), None).await?;
        return Ok(Outcome::Noted);
    };
    let text = track::spoken(scene.app, tx, &ticket, scene.lang()).await?;
    let mut rows = Vec::new();
    if matches!(ticket.stage, Stage::Answered | Stage::Closed) {
        rows.push(row_of_scores(ticket.id));
    }
    rows.push(vec![
        scene.wish("dialogue-menu-status", Wish::Status),
        scene.wish("dialogue-menu", Wish::Menu),
    ]);
    scene.say(tx, &text, Some(&Keyboard::Under(rows))).await?;
    Ok(Outcome::Noted)
}

/// One to five, for a report that was dealt with.
pub fn scores(ticket: TicketId) -> Keyboard {
    Keyboard::Under(vec![row_of_scores(ticket)])
}

fn row_of_scores(ticket: TicketId) -> Vec<Button> {
    (1..=5).map(|score| Button::new(&format!("{score} ⭐"), Press::Rate(ticket, score).code())).collect()
}

/// Their verdict; a later one replaces an earlier one.
pub async fn rate(scene: &Scene<'_>, tx: &mut Tx, id: TicketId, score: i64) -> Result<Outcome> {
    let ticket = theirs(scene, tx, id).await?;
    let Some(ticket) = ticket.filter(|one| matches!(one.stage, Stage::Answered | Stage::Closed)) else {
        scene.say(tx, &scene.text("dialogue-not-to-rate"), None).await?;
        return Ok(Outcome::Noted);
    };
    if tickets::rating(tx, id).await?.is_some_and(|(known, _)| known == score) {
        return Ok(Outcome::Noted);
    }
    tickets::rate(tx, id, score, None).await?;
    let (key, number) = (if score <= 2 { "dialogue-rated-low" } else { "dialogue-rated" }, ticket.number);
    let text = scene.filled(key, &[("number", number.to_string()), ("score", score.to_string())]);
    scene.say(tx, &text, None).await?;
    Ok(Outcome::Noted)
}

/// Number and PIN of a report that was made elsewhere. A report in the making is not dropped for it.
pub async fn ask_number(scene: &Scene<'_>, tx: &mut Tx, talk: Option<Talk>) -> Result<Outcome> {
    if talk.is_some_and(|talk| talk.state.is_worth_a_ticket()) {
        scene.say(tx, &scene.text("track-how"), None).await?;
        return Ok(Outcome::Noted);
    }
    let talk = scene.begin(tx, State::at(Step::Number)).await?;
    answers::ask(scene, tx, &talk).await
}

pub fn looks_like_a_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits >= DIGITS && letters <= DIGITS
}

/// The digits that are read as the PIN are covered: it is kept nowhere in clear.
pub fn without_pin(received: &Received) -> Received {
    let mut covered = received.clone();
    let text = &received.inbound.text;
    let from = text.char_indices().rev().filter(|(_, c)| c.is_ascii_digit()).nth(PIN_DIGITS - 1);
    let from = from.map_or(0, |(at, _)| at);
    let hidden = text[from..].chars().map(|c| if c.is_ascii_digit() { '•' } else { c });
    covered.inbound.text = text[..from].chars().chain(hidden).collect();
    covered
}

pub async fn by_number(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk, words: &str) -> Result<Outcome> {
    let from = format!("conversation:{}", scene.conversation.id);
    let text = track::by_words(scene.app, tx, words, scene.lang(), &from).await?;
    if talk.state.is_worth_a_ticket() {
        filing::file(scene, tx, talk).await?;
    } else {
        talks::end(tx, talk.id).await?;
    }
    let again = Button::new(&scene.text("dialogue-other-number"), Press::Number.code());
    let rows = vec![vec![again, scene.wish("dialogue-menu", Wish::Menu)]];
    scene.say(tx, &text, Some(&Keyboard::Under(rows))).await?;
    Ok(Outcome::Noted)
}

/// What it means, before anything is done.
pub async fn ask_to_erase(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    let yes = Button::new(&scene.text("dialogue-erase-yes"), Press::EraseYes.code());
    let no = scene.wish("dialogue-erase-no", Wish::Menu);
    let text = scene.filled("dialogue-erase", &[("city", scene.app.config.city_name.clone())]);
    scene.say(tx, &text, Some(&Keyboard::Under(vec![vec![yes], vec![no]]))).await?;
    Ok(Outcome::Noted)
}

/// A request to staff who may read confidential reports, once a day however often it is pressed. What
/// was begun and not sent is dropped at once.
pub async fn erase(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    let (app, conversation) = (scene.app, &scene.conversation);
    let contact = conversation.contact_id;
    if let Some(talk) = scene.talk(tx).await? {
        talks::end(tx, talk.id).await?;
        commands::put_keys_away(scene, tx, &talk, "dialogue-cancelled").await?;
    }
    if !auth::allowed(tx, &format!("erase:{contact}"), 1, DAY).await? {
        scene.say(tx, &scene.text("dialogue-erase-again"), Some(&menu::menu(scene))).await?;
        return Ok(Outcome::Noted);
    }
    let words = scene.text("dialogue-erase-words");
    let subject = Some(scene.text("dialogue-erase-subject"));
    let inbound = Inbound { subject, ..as_inbound(scene, format!("erase:{contact}"), words) };
    let mut received = Received::new(inbound, Vec::new(), "application/json");
    received.wishes = Wishes {
        category: Some(agencies::OTHER.to_owned()),
        class: Some(Class::Information),
        is_confidential: true,
        ..Wishes::default()
    };
    let before = conversation.ticket_id;
    let (ticket, pin) = fresh::ticket(app, tx, &received, conversation, contact, scene.lang()).await?;
    let new = NewMessage::received(&received.inbound);
    // What was dropped, followed or answered by itself is of no report: whoever erases must know of it, too.
    for loose in conversations::chat::of_no_ticket(tx, conversation.id, LOOSE).await? {
        conversations::move_to(tx, &loose, ticket.id).await?;
    }
    let (message, seq) = conversations::append(tx, conversation.id, Some(ticket.id), &new).await?;
    outbox::acknowledge(tx, &app.zone, &ticket, conversation.id, &pin).await?;
    // What they write next is about their report, and not about this.
    if let Some(before) = before {
        conversations::assign_ticket(tx, conversation.id, before).await?;
    }
    Ok(Outcome::Opened { ticket: Box::new(ticket), pin, message, conversation: conversation.id, seq })
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_number;

    #[test]
    fn a_number_is_not_a_sentence() {
        for text in ["2611-000042-7 123456", "2611000042 7", "no 2611-000042-7"] {
            assert!(looks_like_a_number(text), "{text}");
        }
        for text in ["air mati", "sudah 3 hari air mati di RT 05 RW 02 nomor 123456", ""] {
            assert!(!looks_like_a_number(text), "{text}");
        }
    }
}
