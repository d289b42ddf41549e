//! What a button or a command does.

use channels::telegram::Keyboard;

use super::press::{AfterAnew, Deed, Press, Wish};
use super::scene::{self, Scene};
use super::{Outcome, answers, filing, menu, photo_place, report, same, status, topics};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::MessageId;
use crate::talks::{self, State, Step, Talk};
use crate::tickets::Class;

pub async fn wished(scene: &Scene<'_>, tx: &mut Tx, talk: Option<Talk>, wish: Wish) -> Result<Outcome> {
    let begun = talk.as_ref().filter(|talk| talk.state.is_worth_a_ticket());
    match wish {
        Wish::Menu => menu::show(scene, tx).await,
        Wish::Status => status::own(scene, tx).await,
        Wish::Agent => menu::agent(scene, tx, talk).await,
        Wish::Erase => status::ask_to_erase(scene, tx).await,
        Wish::Language(wanted) => {
            let mut scene =
                Scene { app: scene.app, conversation: scene.conversation.clone(), bot: scene.bot };
            let outcome = menu::speak(&mut scene, tx, wanted).await?;
            // What was asked before stood in the other language.
            if let Some(talk) = begun {
                menu::unfinished(&scene, tx, talk, None).await?;
            }
            Ok(outcome)
        }
        Wish::Report => match begun {
            Some(talk) => {
                menu::unfinished(scene, tx, talk, Some(AfterAnew::Report)).await?;
                Ok(Outcome::Noted)
            }
            None => report::begin(scene, tx).await,
        },
        Wish::Question => match begun {
            Some(talk) => {
                menu::unfinished(scene, tx, talk, Some(AfterAnew::Question)).await?;
                Ok(Outcome::Noted)
            }
            None => answers::begin(scene, tx).await,
        },
        Wish::Cancel => cancel(scene, tx, talk).await,
    }
}

async fn cancel(scene: &Scene<'_>, tx: &mut Tx, talk: Option<Talk>) -> Result<Outcome> {
    let mut key = "dialogue-nothing-to-cancel";
    if let Some(talk) = talk
        && talks::end(tx, talk.id).await?
    {
        let is_report = talk.state.step.is_report();
        key = if is_report { "dialogue-cancelled" } else { "dialogue-cancelled-question" };
    }
    scene.say(tx, &scene.text(key), Some(&Keyboard::Away {})).await?;
    Ok(Outcome::Noted)
}

/// The keys that ask for the place go with the question; pressed later, their words would be a message.
pub async fn put_keys_away(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk, key: &str) -> Result<()> {
    if talk.state.step == Step::Place {
        scene.say(tx, &scene.text(key), Some(&Keyboard::Away {})).await?;
    }
    Ok(())
}

/// A button about something that is no more.
async fn over(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    scene.say(tx, &scene.text("dialogue-over"), Some(&menu::menu(scene))).await?;
    Ok(Outcome::Noted)
}

/// `/lapor jalan rusak`: nothing needs to be asked twice.
pub async fn report_at_once(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: Option<Talk>,
    (kept, pictures): (Vec<MessageId>, usize),
    words: &str,
) -> Result<Outcome> {
    let worth = talk.filter(|talk| talk.state.is_worth_a_ticket());
    let mut talk = match worth {
        Some(talk) if talk.state.step.is_report() && scene::has_room(&talk) => talk,
        worth => {
            // A question that waits for a person is no report, and is not dropped for one.
            if let Some(before) = worth {
                filing::file(scene, tx, &before).await?;
            }
            scene.begin(tx, State::at(Step::What)).await?
        }
    };
    // The words count, and not the command before them.
    if let Some(first) = kept.first().copied().filter(|_| !words.is_empty()) {
        let message = crate::conversations::message(tx, first).await?;
        crate::conversations::revise(tx, &message, words).await?;
        talk.state.words.push(first);
    }
    talk.state.said.extend(kept);
    talk.state.pictures += pictures;
    if words.is_empty() && talk.state.step == Step::What {
        // A picture alone: what is it about?
        talks::keep(tx, &talk).await?;
        return report::ask_what(scene, tx, &talk).await;
    }
    report::heard(scene, tx, &mut talk).await
}

pub async fn pressed(scene: &Scene<'_>, tx: &mut Tx, talk: Option<Talk>, press: Press) -> Result<Outcome> {
    match press {
        // As it stood on buttons before they said what they cancel.
        Press::Wish(Wish::Cancel) => over(scene, tx).await,
        Press::Wish(wish) => wished(scene, tx, talk, wish).await,
        Press::EraseYes => status::erase(scene, tx).await,
        Press::Ticket(id) => status::of_ticket(scene, tx, id).await,
        Press::Number => status::ask_number(scene, tx, talk).await,
        Press::Rate(id, score) => status::rate(scene, tx, id, score).await,
        Press::Talk(id, deed) => {
            if let Some(talk) = talk.filter(|talk| talk.id == id) {
                return deeds(scene, tx, talk, deed).await;
            }
            over(scene, tx).await
        }
    }
}

async fn deeds(scene: &Scene<'_>, tx: &mut Tx, mut talk: Talk, deed: Deed) -> Result<Outcome> {
    let (step, state) = (talk.state.step, &mut talk.state);
    match deed {
        Deed::Topics(above, page) if step == Step::Topic => {
            return topics::show(scene, tx, &talk, above, page).await;
        }
        Deed::Topic(id) if step == Step::Topic => {
            let Some(chosen) = topics::chosen(tx, id).await? else {
                return topics::show(scene, tx, &talk, None, 0).await;
            };
            state.topic = Some(chosen.code);
            if chosen.class == Class::Emergency {
                return report::at_once(scene, tx, &talk).await;
            }
        }
        Deed::AnyTopic if step == Step::Topic => state.topic = Some(String::new()),
        Deed::NoPicture if step == Step::Picture => state.is_pictured = true,
        Deed::Named if step == Step::Name => state.is_anonymous = Some(false),
        Deed::Unnamed if step == Step::Name => state.is_anonymous = Some(true),
        Deed::NotSame if step == Step::Same => state.is_new = true,
        Deed::Follow(id) if step == Step::Same => return same::follow(scene, tx, &talk, id).await,
        Deed::OtherTopic if step == Step::Check => (state.topic, state.is_new) = (None, false),
        Deed::OtherPlace if step == Step::Check => {
            (state.is_placed, state.is_new, state.point, state.place) = (false, false, None, None);
        }
        Deed::PhotoPlace if step == Step::Check => photo_place::take(tx, &mut talk).await?,
        Deed::Send if state.is_worth_a_ticket() => {
            put_keys_away(scene, tx, &talk, "dialogue-no-place").await?;
            return filing::file(scene, tx, &talk).await;
        }
        Deed::Cancel => return cancel(scene, tx, Some(talk)).await,
        Deed::GoOn if step.is_report() => {}
        Deed::GoOn => return answers::again(scene, tx, &talk).await,
        Deed::Anew(anew) => {
            put_keys_away(scene, tx, &talk, "dialogue-cancelled").await?;
            return match anew {
                AfterAnew::Report => report::begin(scene, tx).await,
                AfterAnew::Question => answers::begin(scene, tx).await,
            };
        }
        Deed::Article(at) if step == Step::Answers => return answers::article(scene, tx, &talk, at).await,
        Deed::Page(page) if step == Step::Answers => return answers::turn(scene, tx, &mut talk, page).await,
        Deed::Helped if step == Step::Answers => return answers::helped(scene, tx, &talk).await,
        Deed::NotHelped if step == Step::Answers => return answers::not_helped(scene, tx, &mut talk).await,
        Deed::HandOver if step == Step::Answers => return filing::hand_over(scene, tx, &talk).await,
        // Pressed twice, or a button of an earlier question: it was answered already.
        _ => return Ok(Outcome::Noted),
    }
    report::go_on(scene, tx, &mut talk).await
}
