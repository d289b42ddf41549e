//! Learning from what staff filed: as a job, at night and when much was filed since.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::task::spawn_blocking;

use super::copies::ALIKE;
use super::lessons::Lessons;
use super::measure::{Measured, train};
use super::model::{FORMAT, Model};
use super::{Rules, store};
use crate::agencies;
use crate::app::App;
use crate::articles;
use crate::bus::Event;
use crate::clock::{HOUR, Millis};
use crate::db::Tx;
use crate::error::{Result, internal};
use crate::ids;
use crate::queue::{self, Claimed, Job};

/// Tickets that are learned from, the newest; and how many are looked at to find them.
const LEARNED: usize = 20_000;
const LOOKED_AT: usize = 100_000;
/// Tickets read at a time, each time in a transaction of its own.
const PAGE: i64 = 500;
/// A night's training begins in these hours of local time, unless the last was only so long ago.
const NIGHT: std::ops::Range<i8> = 2..5;
const REST: Millis = 20 * HOUR;
/// So many fresh decisions of staff do not wait for the night.
const MUCH: i64 = 200;
/// Characters of a paragraph of an article from which on it says something by itself.
const PARAGRAPH: usize = 80;

/// Plans a training; one that waits already is enough.
pub async fn ask(tx: &mut Tx) -> Result<()> {
    queue::enqueue_at(tx, &Job::LearnRouting {}, tx.now(), Some("learn-routing")).await
}

/// Plans a training when it is time for one. Called by the timetable.
pub async fn ask_if_due(tx: &mut Tx, zone: &TimeZone) -> Result<()> {
    let last = store::trained_at(tx).await?;
    let fresh = match last {
        Some(at) => store::filings_since(tx, ids::first(at + 1), MUCH).await?,
        None => 0,
    };
    if is_due(tx.now(), zone, last, fresh) { ask(tx).await } else { Ok(()) }
}

fn is_due(now: Millis, zone: &TimeZone, last: Option<Millis>, fresh: i64) -> bool {
    let Some(last) = last else { return true };
    let hour = jiff::Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone.clone()).hour();
    fresh >= MUCH || (NIGHT.contains(&hour) && now - last >= REST)
}

/// Does it: reads, trains beside the server's work, keeps what came of it, and tells every node.
pub async fn learn(app: &App, claimed: &Claimed) -> Result<()> {
    let lessons = gather(app).await?;
    let (model, measured) = apart(move || train(lessons)).await?;
    tracing::info!(
        tickets = measured.tickets,
        texts = measured.texts,
        first = measured.first,
        threshold = measured.threshold,
        "routing learned from filed tickets"
    );
    keep(app, claimed, model.as_ref(), &measured).await?;
    app.reload_learned().await
}

async fn keep(app: &App, claimed: &Claimed, model: Option<&Model>, measured: &Measured) -> Result<()> {
    let words = model.and_then(Model::write).unwrap_or_default();
    app.db
        .write(async |tx| {
            store::save(tx, FORMAT, &words, serde_json::json!(measured)).await?;
            tx.publish(Event::Learned);
            queue::done(tx, claimed).await
        })
        .await
}

/// Everything there is to learn from, newest first, within bounds.
async fn gather(app: &App) -> Result<Lessons> {
    let rules = app.rules();
    let mut lessons = Lessons::new(ALIKE);
    let told = app.db.read(async |tx| told(tx).await).await?;
    lessons = apart(move || {
        for (category, text) in &told {
            lessons.tell(category, text);
        }
        lessons
    })
    .await?;
    let (mut before, mut looked_at, mut learned) = (i64::MAX, 0, 0);
    while looked_at < LOOKED_AT && learned < LEARNED {
        let rows = app.db.read(async |tx| store::page(tx, before, PAGE).await).await?;
        let Some(last) = rows.last() else { break };
        before = last.id;
        looked_at += rows.len();
        learned += rows.iter().filter(|row| row.category.is_some()).count();
        let rules: Arc<Rules> = rules.clone();
        lessons = apart(move || {
            for row in rows {
                let Some(category) = row.category else { continue };
                let text = format!("{}\n{}", row.subject, row.body);
                lessons.add(row.id, &category, &text, rules.category(&text).as_deref());
            }
            lessons.rest();
            lessons
        })
        .await?;
    }
    Ok(lessons)
}

/// The house's own words about its categories.
async fn told(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let categories = agencies::categories(tx).await?;
    let mut told = Vec::new();
    for category in &categories {
        told.push((category.code.clone(), format!("{} {}", category.name_id, category.name_en)));
    }
    for language in ["id", "en"] {
        for article in articles::all(tx, language).await? {
            if categories.iter().any(|category| category.code == article.category) {
                told.extend(passages(&article).map(|text| (article.category.clone(), text)));
            }
        }
    }
    Ok(told)
}

/// An article in pieces about as long as what people write.
pub fn passages(article: &knowledge_base::Article) -> impl Iterator<Item = String> + '_ {
    let head = format!("{}\n{}\n{}", article.title, article.keywords.join("\n"), article.spoken);
    let long = article.body.split("\n\n").filter(|part| part.len() > PARAGRAPH).map(str::to_owned);
    std::iter::once(head).chain(long)
}

/// On a thread of its own: counting words must not hold up those who answer requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    spawn_blocking(work).await.map_err(|error| internal(format!("learning broke off: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY;

    #[test]
    fn at_night_or_when_much_was_filed() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        // Monday, 23 November 2026, 09:00 and 03:00 in Jakarta.
        let (morning, night) = (1_795_399_200_000, 1_795_399_200_000 - 6 * HOUR);
        assert!(is_due(morning, &zone, None, 0), "never trained");
        assert!(is_due(night, &zone, Some(night - DAY), 0));
        assert!(!is_due(night, &zone, Some(night - HOUR), MUCH - 1), "this night's is done");
        assert!(!is_due(morning, &zone, Some(morning - 2 * DAY), MUCH - 1));
        assert!(is_due(morning, &zone, Some(morning - HOUR), MUCH));
    }
}
