//! "Ask": articles that may answer, page by page, and "did this help?". The search engine may be another machine,
//! so a job asks it outside any transaction; an article itself is read from the tables.

use channels::Inbound;
use channels::telegram::{Button, Keyboard, is_typed};
use knowledge_base::{Hit, Search};

use super::filing;
use super::press::{Deed, Press, Wish};
use super::scene::{self, Scene};
use super::{Outcome, menu};
use crate::app::App;
use crate::articles;
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TalkId;
use crate::intake::Received;
use crate::intake::prepare::Prepared;
use crate::queue::{self, Claimed, Job};
use crate::talks::{self, State, Step, Talk};

/// Articles of a page, and pages.
const PAGE: usize = 4;
const PAGES: usize = 5;
/// Characters of a question that are searched for.
const QUESTION: usize = 300;
/// Tries before we say that the search is away.
const PATIENCE: i64 = 3;

pub async fn begin(scene: &Scene<'_>, tx: &mut Tx) -> Result<Outcome> {
    let talk = scene.begin(tx, State::at(Step::Question)).await?;
    ask(scene, tx, &talk).await
}

/// What they want to know, or which number the report has.
pub async fn ask(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    let key = if talk.state.step == Step::Number { "dialogue-number" } else { "dialogue-question" };
    let buttons = Keyboard::Under(vec![vec![scene.button("dialogue-cancel", talk, Deed::Cancel)]]);
    scene.say(tx, &scene.text(key), Some(&buttons)).await?;
    Ok(Outcome::Noted)
}

/// Words can be looked up; a picture or a voice goes to a person.
pub fn is_question(inbound: &Inbound, prepared: &Prepared) -> bool {
    is_typed(inbound) && prepared.attachments.is_empty()
}

/// A question, the first or another one.
pub async fn asked(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: &mut Talk,
    received: &Received,
    prepared: &Prepared,
) -> Result<Outcome> {
    let kept = scene::keep(tx, &scene.conversation, received, prepared).await?;
    talk.state.words = kept.first().copied().into_iter().collect();
    if scene::has_room(talk) {
        talk.state.said.extend(kept);
    }
    // Not looked up yet: whoever goes away now is not forgotten.
    (talk.state.step, talk.state.page) = (Step::Answers, 0);
    (talk.state.is_unanswered, talk.state.is_not_helped) = (true, false);
    look_up(tx, talk).await
}

/// No question and no number but a contact card or a sticker: it is kept, and they are asked again.
pub async fn aside(
    scene: &Scene<'_>,
    tx: &mut Tx,
    talk: &mut Talk,
    received: &Received,
    prepared: &Prepared,
) -> Result<Outcome> {
    let kept = scene::keep(tx, &scene.conversation, received, prepared).await?;
    if scene::has_room(talk) {
        talk.state.said.extend(kept);
    }
    talk.state.has_card |= scene::has_card(&received.inbound);
    if talk.state.step == Step::Answers {
        return look_up(tx, talk).await;
    }
    talks::keep(tx, talk).await?;
    ask(scene, tx, talk).await
}

pub async fn turn(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk, page: usize) -> Result<Outcome> {
    if page >= PAGES {
        return again(scene, tx, talk).await;
    }
    talk.state.page = page;
    look_up(tx, talk).await
}

async fn look_up(tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    talks::keep(tx, talk).await?;
    let key = format!("answers:{}", talk.id);
    queue::enqueue_at(tx, &Job::FindAnswers { talk: talk.id }, tx.now(), Some(&key)).await?;
    Ok(Outcome::Noted)
}

/// Runs a `FindAnswers` job.
pub async fn find_answers(app: &App, claimed: &Claimed, id: TalkId) -> Result<()> {
    let found = app
        .db
        .read(async |tx| {
            let Some(talk) = talks::get(tx, id).await? else { return Ok(None) };
            let lang = conversations::get(tx, talk.conversation_id).await?.language;
            let question = filing::text_of(tx, &talk).await?;
            Ok(Some((talk, lang, question)))
        })
        .await?;
    let Some((talk, lang, question)) = found.filter(|(talk, ..)| talk.state.step == Step::Answers) else {
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    };
    let search = Search {
        text: question.chars().take(QUESTION).collect(),
        language: Some(lang.code().to_owned()),
        limit: (talk.state.page + 1) * PAGE + 1,
        ..Search::default()
    };
    let hits = match app.index.search(&search).await {
        Ok(hits) => Some(hits),
        Err(error) if claimed.attempts >= PATIENCE => {
            tracing::warn!(%error, "the search engine is away; a question goes to a person");
            None
        }
        Err(error) => return Err(error.into()),
    };
    app.db
        .write(async |tx| {
            let conversation = conversations::lock(tx, talk.conversation_id).await?;
            let scene = Scene { app, conversation, bot: &talk.bot };
            let now = talks::get(tx, id).await?;
            // Asked something else meanwhile, or turned the page: that has a job of its own.
            let is_same =
                |now: &Talk| now.state.words == talk.state.words && now.state.page == talk.state.page;
            if let Some(mut now) = now.filter(is_same) {
                show(&scene, tx, &mut now, hits.as_deref()).await?;
            }
            queue::done(tx, claimed).await
        })
        .await
}

async fn show(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk, hits: Option<&[Hit]>) -> Result<()> {
    let page = talk.state.page;
    let all = hits.unwrap_or_default();
    let here: Vec<&Hit> = all.iter().skip(page * PAGE).take(PAGE).collect();
    // Who said that it did not help looks at the same page again.
    talk.state.is_unanswered = all.is_empty() || talk.state.is_not_helped;
    talk.state.articles = here.iter().map(|hit| (hit.slug.clone(), hit.language.clone())).collect();
    talks::keep(tx, talk).await?;
    if here.is_empty() && page == 0 {
        let key = if hits.is_some() { "dialogue-no-answer" } else { "dialogue-search-away" };
        let rows = vec![
            vec![scene.button("dialogue-hand-over", talk, Deed::HandOver)],
            vec![scene.wish("dialogue-menu", Wish::Menu)],
        ];
        return scene.say(tx, &scene.text(key), Some(&Keyboard::Under(rows))).await;
    }
    let mut lines = vec![scene.text("dialogue-answers")];
    let mut rows: Vec<Vec<Button>> = Vec::new();
    for (at, hit) in here.iter().enumerate() {
        lines.push(format!(
            "{}. {}\n{}",
            page * PAGE + at + 1,
            hit.title,
            knowledge_base::written(&hit.spoken)
        ));
        let label = format!("{}. {}", page * PAGE + at + 1, hit.title);
        rows.push(vec![Button::new(&label, Press::Talk(talk.id, Deed::Article(at)).code())]);
    }
    let mut turn = Vec::new();
    if page > 0 {
        turn.push(scene.button("dialogue-back", talk, Deed::Page(page - 1)));
    }
    if all.len() > (page + 1) * PAGE && page + 1 < PAGES {
        turn.push(scene.button("dialogue-more", talk, Deed::Page(page + 1)));
    }
    if !turn.is_empty() {
        rows.push(turn);
    }
    rows.push(vec![scene.button("dialogue-hand-over", talk, Deed::HandOver)]);
    scene.say(tx, &lines.join("\n\n"), Some(&Keyboard::Under(rows))).await
}

/// An article in full, and whether it helped.
pub async fn article(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk, at: usize) -> Result<Outcome> {
    let found = match talk.state.articles.get(at) {
        Some((slug, language)) => articles::by_slug(tx, language, slug).await?,
        None => None,
    };
    let Some(article) = found else {
        scene.say(tx, &scene.text("dialogue-article-gone"), None).await?;
        return Ok(Outcome::Noted);
    };
    let link = scene.app.link(&format!("/help/{}", article.slug));
    let text = format!("{}\n\n{}\n\n{link}", article.title, article.plain_text());
    let rows = vec![
        vec![
            scene.button("dialogue-helped", talk, Deed::Helped),
            scene.button("dialogue-not-helped", talk, Deed::NotHelped),
        ],
        vec![scene.button("dialogue-back", talk, Deed::GoOn)],
    ];
    scene
        .say(tx, &format!("{text}\n\n{}", scene.text("dialogue-did-it-help")), Some(&Keyboard::Under(rows)))
        .await?;
    Ok(Outcome::Noted)
}

/// The page as it was, or what was asked before there is one; what they sent meanwhile stays.
pub async fn again(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    if talk.state.step == Step::Answers {
        return look_up(tx, talk).await;
    }
    ask(scene, tx, talk).await
}

pub async fn helped(scene: &Scene<'_>, tx: &mut Tx, talk: &Talk) -> Result<Outcome> {
    talks::end(tx, talk.id).await?;
    scene.say(tx, &scene.text("dialogue-glad"), Some(&menu::menu(scene))).await?;
    Ok(Outcome::Noted)
}

/// From now on it is a question without an answer: it goes to a person, now or after a while.
pub async fn not_helped(scene: &Scene<'_>, tx: &mut Tx, talk: &mut Talk) -> Result<Outcome> {
    (talk.state.is_unanswered, talk.state.is_not_helped) = (true, true);
    talks::keep(tx, talk).await?;
    let rows = vec![
        vec![scene.button("dialogue-hand-over", talk, Deed::HandOver)],
        vec![scene.button("dialogue-back", talk, Deed::GoOn), scene.wish("dialogue-menu", Wish::Menu)],
    ];
    scene.say(tx, &scene.text("dialogue-sorry"), Some(&Keyboard::Under(rows))).await?;
    Ok(Outcome::Noted)
}
