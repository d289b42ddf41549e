//! A report, question by question.

use channels::telegram::{Key, Keyboard, is_typed};

use super::press::{Deed, Wish};
use super::scene::{self, Scene};
use super::{Outcome, filing, photo_place, same, topics};
use crate::agencies;
use crate::app::App;
use crate::conversations::{self, Conversation, Message};
use crate::db::Tx;
use crate::error::Result;
use crate::intake::prepare::Prepared;
use crate::intake::{Received, missing, store};
use crate::routing;
use crate::talks::{self, State, Step, Talk};
use crate::texts::Lang;
use crate::tickets::Class;

/// Characters of a place in words.
const PLACE: usize = 200;

pub async fn begin(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    let talk = scene.begin(tx, State::at(Step::What)).await?;
    ask_what(scene, tx, &talk).await
}

/// The first question.
pub async fn ask_what(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    let buttons = Keyboard::Under(vec![vec![scene.button("dialogue-cancel", talk, Deed::Cancel)]]);
    scene.say(tx, &scene.text("dialogue-what"), Some(&buttons)).await?;
    Ok(Outcome::Noted)
}

/// Did they press this key of ours? In either language: the keyboard may be older than their choice.
fn is_key(said: &str, key: &str) -> bool {
    Lang::ALL.iter().any(|lang| lang.say(key) == said.trim())
}

/// Something was said while a report is being made: it belongs to it, wherever it stands.
pub async fn said(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: &mut Talk,
    received: &Received,
    prepared: &Prepared,
) -> Result<Outcome> {
    let inbound = &received.inbound;
    let step = talk.state.step;
    if step == Step::Place && is_key(&inbound.text, "dialogue-key-no-place") {
        scene::keep(tx, &scene.conversation, received, prepared).await?;
        talk.state.is_placed = true;
        scene.say(tx, &scene.text("dialogue-no-place"), Some(&Keyboard::Away {})).await?;
        return go_on(scene, tx, talk).await;
    }
    if step == Step::Place && is_key(&inbound.text, "dialogue-cancel") {
        scene::keep(tx, &scene.conversation, received, prepared).await?;
        return super::commands::wished(scene, tx, Some(talk.clone()), Wish::Cancel).await;
    }
    if step == Step::Place && is_key(&inbound.text, photo_place::KEY) {
        scene::keep(tx, &scene.conversation, received, prepared).await?;
        photo_place::take(tx, talk).await?;
        if talk.state.is_placed {
            scene.say(tx, &scene.text("dialogue-placed"), Some(&Keyboard::Away {})).await?;
        }
        return go_on(scene, tx, talk).await;
    }
    let kept = scene::keep(tx, &scene.conversation, received, prepared).await?;
    let state = &mut talk.state;
    state.said.extend(&kept);
    let has_files = !prepared.attachments.is_empty();
    // A contact card, a sticker or a poll goes along, and says neither what happened nor where.
    let is_said = is_typed(inbound) || has_files && !inbound.text.trim().is_empty();
    let taken = missing::taken(&prepared.attachments);
    state.pictures += taken;
    state.is_pictured |= taken > 0 && step == Step::Picture;
    if let Some(place) = &inbound.place {
        state.point = Some((place.latitude, place.longitude));
        state.place.clone_from(&place.label);
        state.is_placed = true;
        state.is_new = false;
        scene.say(tx, &scene.text("dialogue-placed"), Some(&Keyboard::Away {})).await?;
    } else if step == Step::Place && is_said && !has_files {
        state.place = Some(inbound.text.trim().chars().take(PLACE).collect());
        state.is_placed = true;
        scene.say(tx, &scene.text("dialogue-placed"), Some(&Keyboard::Away {})).await?;
    } else if is_said {
        state.words.extend(kept.first());
    }
    if scene::is_aside(inbound, prepared) {
        return added(scene, tx, talk).await;
    }
    match step {
        Step::What => heard(scene, tx, talk).await,
        Step::Place | Step::Picture => go_on(scene, tx, talk).await,
        // What they were shown to check has one more picture now, and perhaps words.
        Step::Check if has_files => go_on(scene, tx, talk).await,
        // One more picture of several: nothing needs to be asked again.
        _ if has_files => {
            talks::keep(tx, talk).await?;
            Ok(Outcome::Noted)
        }
        _ => added(scene, tx, talk).await,
    }
}

/// It goes along, and what was asked is asked again.
async fn added(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<Outcome> {
    scene.say(tx, &scene.text("dialogue-added"), None).await?;
    if talk.state.step == Step::What {
        talks::keep(tx, talk).await?;
        return ask_what(scene, tx, talk).await;
    }
    go_on(scene, tx, talk).await
}

/// One more of an album that the report in the making has the first of. None: it has not, and this is no part of it.
pub async fn one_more(
    app: &App,
    tx: &mut Tx,
    received: &Received,
    conversation: &Conversation,
    first: &Message,
    prepared: &Prepared,
) -> Result<Option<Outcome>> {
    let Some(chat) = &received.chat else { return Ok(None) };
    let scene = Scene { app, conversation: conversation.clone(), bot: &chat.bot };
    let Some(mut talk) = scene.talk(tx).await?.filter(|talk| talk.state.said.contains(&first.id)) else {
        return Ok(None);
    };
    conversations::chat::join_album(tx, first, &prepared.attachments).await?;
    missing::tell(tx, received, prepared, conversation.id).await?;
    talk.state.pictures += missing::taken(&prepared.attachments);
    let inbound = &received.inbound;
    if inbound.text.trim().is_empty() {
        store::set_message(tx, inbound.channel, &inbound.external_id, first.id).await?;
        talks::keep(tx, &talk).await?;
        return Ok(Some(Outcome::Noted));
    }
    let kept = scene::keep(tx, &scene.conversation, received, &Prepared::words()).await?;
    talk.state.words.extend(kept.first());
    talk.state.said.extend(kept);
    heard(&scene, tx, &mut talk).await.map(Some)
}

/// What happened was said.
pub async fn heard(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<Outcome> {
    let text = filing::text_of(tx, talk).await?;
    let app = scene.app;
    let (code, _) = routing::file(&app.rules(), app.learned().as_deref(), &text);
    let category = match &code {
        Some(code) => agencies::find_category(tx, code).await?,
        None => None,
    };
    if category.is_some_and(|category| category.class == Class::Emergency) {
        return at_once(scene, tx, talk).await;
    }
    go_on(scene, tx, talk).await
}

/// An emergency is not asked about further: it is a ticket now.
pub async fn at_once(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    scene.say(tx, &scene.text("dialogue-emergency"), Some(&Keyboard::Away {})).await?;
    filing::file(scene, tx, talk).await
}

/// Asks what comes next and keeps how far it is.
pub async fn go_on(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<Outcome> {
    talk.state.step = talk.state.next();
    if talk.state.step == Step::Same && !same::offer(scene, tx, talk).await? {
        talk.state.is_new = true;
        talk.state.step = Step::Check;
    }
    talks::keep(tx, talk).await?;
    match talk.state.step {
        Step::What => scene.say(tx, &scene.text("dialogue-what"), None).await?,
        Step::Topic => topics::ask(scene, tx, talk).await?,
        Step::Place => ask_place(scene, tx, talk).await?,
        Step::Picture => ask_picture(scene, tx, talk).await?,
        Step::Name => ask_name(scene, tx, talk).await?,
        Step::Check => ask_check(scene, tx, talk).await?,
        // Offered already; the others are no steps of a report.
        Step::Same | Step::Question | Step::Answers | Step::Number => {}
    }
    Ok(Outcome::Noted)
}

async fn ask_place(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<()> {
    let mut text = scene.text("dialogue-place");
    let said = photo_place::of(tx, talk).await?;
    if let Some(point) = said {
        text = format!("{text}\n\n{}", photo_place::words(scene, point));
        talk.state.is_photo_offered = true;
        talks::keep(tx, talk).await?;
    }
    scene.say(tx, &text, Some(&place_keys(scene, said.is_some()))).await
}

/// What can be pressed instead of writing where it is.
pub fn place_keys(scene: &Scene<'_>, has_photo_place: bool) -> Keyboard {
    let mut rows = vec![vec![Key::Location(scene.text("dialogue-key-place"))]];
    if has_photo_place {
        rows.push(vec![Key::Words(scene.text(photo_place::KEY))]);
    }
    rows.push(vec![
        Key::Words(scene.text("dialogue-key-no-place")),
        Key::Words(scene.text("dialogue-cancel")),
    ]);
    Keyboard::Instead(rows)
}

async fn ask_picture(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<()> {
    let key = if talk.state.pictures > 0 { "dialogue-more-pictures" } else { "dialogue-picture" };
    let no = if talk.state.pictures > 0 { "dialogue-enough" } else { "dialogue-no-picture" };
    let buttons = Keyboard::Under(vec![vec![
        scene.button(no, talk, Deed::NoPicture),
        scene.button("dialogue-cancel", talk, Deed::Cancel),
    ]]);
    scene.say(tx, &scene.text(key), Some(&buttons)).await
}

async fn ask_name(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<()> {
    let buttons = Keyboard::Under(vec![
        vec![scene.button("dialogue-named", talk, Deed::Named)],
        vec![scene.button("dialogue-unnamed", talk, Deed::Unnamed)],
    ]);
    scene.say(tx, &scene.text("dialogue-name"), Some(&buttons)).await
}

/// Everything that was said, once more, before it is sent.
async fn ask_check(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<()> {
    let state = &talk.state;
    let mut text = filing::text_of(tx, talk).await?;
    if text.chars().count() > 600 {
        text = text.chars().take(599).chain(['…']).collect();
    }
    let topic = match state.topic.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => agencies::find_category(tx, code).await?.map(|one| one.name(scene.lang()).to_owned()),
        None => None,
    };
    let place = match (&state.place, state.point) {
        (Some(place), _) => place.clone(),
        (None, Some((latitude, longitude))) => format!("{latitude:.5}, {longitude:.5}"),
        (None, None) => scene.text("dialogue-check-no-place"),
    };
    let name =
        if state.is_anonymous == Some(true) { "dialogue-check-unnamed" } else { "dialogue-check-named" };
    let lines = scene.filled(
        "dialogue-check",
        &[
            ("text", text),
            ("topic", topic.unwrap_or_else(|| scene.text("dialogue-check-any-topic"))),
            ("place", place),
            ("pictures", state.pictures.to_string()),
            ("name", scene.text(name)),
        ],
    );
    let mut rows = vec![
        vec![scene.button("dialogue-send", talk, Deed::Send)],
        vec![
            scene.button("dialogue-other-topic", talk, Deed::OtherTopic),
            scene.button("dialogue-other-place", talk, Deed::OtherPlace),
        ],
        vec![scene.button("dialogue-cancel", talk, Deed::Cancel)],
    ];
    // A photo that came after the place was asked for.
    if state.point.is_none() && photo_place::of(tx, talk).await?.is_some() {
        rows.insert(1, vec![scene.button(photo_place::KEY, talk, Deed::PhotoPlace)]);
    }
    scene.say(tx, &lines, Some(&Keyboard::Under(rows))).await
}
