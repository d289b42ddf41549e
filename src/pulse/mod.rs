//! The pulse of each line into and out of the house: how much comes and leaves hour by hour, what is usual for
//! the hour, what waits and what failed, and an alarm when a line is silent for unusually long.
//!
//! A *line* is the code of a channel, or a single mailbox or bot where there are several ([`lines`]); everything is
//! keyed by that text alone. Counting is a job's: it counts the last hours anew from the newest messages, never the
//! whole table.

pub mod lines;
mod silence;
mod standing;
mod store;
mod troubled;

pub use silence::{History, Silence};
pub use standing::{Standing, State};

use channels::Channel;
use serde_json::json;

use crate::app::App;
use crate::auth;
use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::notices::{self, Kind};
use crate::queue::{self, Claimed, Job};

/// Between two counts.
pub const EVERY: Millis = 5 * MINUTE;
/// Hours of a week.
pub(super) const WEEK: i64 = 7 * 24;
/// Weeks that tell what is usual.
pub(super) const WEEKS: i64 = 8;
/// Hours that are kept.
const KEPT: i64 = (WEEKS + 1) * WEEK;
/// Hours that are counted anew: transactions end a little after their messages' times, and letters leave late.
const AGAIN: i64 = 2;
/// Hours counted in one transaction.
const PIECE: i64 = 24;

/// Hours since 1970.
pub const fn hour(at: Millis) -> i64 {
    at.div_euclid(HOUR)
}

/// Plans a count; of several nodes that do, one is enough.
pub async fn plan(db: &Db) -> Result<()> {
    db.write(async |tx| queue::enqueue_at(tx, &Job::Pulse {}, tx.now(), Some("pulse")).await).await
}

/// Runs a `Pulse` job: counts what came and left since, and tells of lines that are silent for unusually long.
pub async fn take(app: &App, claimed: &Claimed) -> Result<()> {
    let now = hour(app.db.clock.now());
    let counted = app.db.read(store::newest).await?;
    let mut from = counted.map_or(now - KEPT, |newest| newest - AGAIN).max(now - KEPT);
    while from <= now {
        app.db
            .write(async |tx| {
                store::count(tx, from, from + PIECE).await?;
                store::count_lines(tx, from, from + PIECE).await
            })
            .await?;
        from += PIECE;
    }
    app.db
        .write(async |tx| {
            watch(app, tx).await?;
            troubled::tell(app, tx).await?;
            store::forget(tx, now - KEPT).await?;
            queue::done(tx, claimed).await
        })
        .await
}

/// Tells those who tend the queues of the whole house of every line that has just been silent for too long, once a silence; a line
/// that speaks again is no longer silent.
async fn watch(app: &App, tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    let known = lines::known(app, tx).await?;
    for (line, last_in) in store::spoken(tx).await? {
        let of = known.iter().find(|of| of.line == line && of.is_on);
        // One that is switched off, or the only one of its kind, is silent with its channel or on purpose.
        if of.is_none() && Channel::parse(&line).is_none() {
            store::end_silence(tx, &line, now).await?;
            continue;
        }
        let history = store::history(tx, &line, hour(last_in) - WEEKS * WEEK).await?;
        let silence = Silence::of(&history, last_in, now);
        if !silence.is_some_and(|silence| silence.is_unusual()) {
            store::end_silence(tx, &line, last_in).await?;
        } else if store::begin_silence(tx, &line, last_in).await? {
            tracing::warn!(line, "a channel has been silent for unusually long");
            let channel = of.map_or(line.as_str(), |of| of.channel.code());
            let data = json!({ "line": channel, "name": of.map(|of| of.name.as_str()) });
            for staff in auth::tenders(tx).await? {
                notices::tell(tx, staff.id, Kind::Silent, None, None, data.clone()).await?;
            }
        }
    }
    Ok(())
}

/// How every channel is now.
pub async fn standings(tx: &mut Tx) -> Result<Vec<Standing>> {
    let now = hour(tx.now());
    let mut all = Vec::with_capacity(Channel::ALL.len());
    let (waiting, failed, rejects) =
        (store::waiting(tx).await?, store::failed(tx).await?, store::rejects(tx).await?);
    let of = |rows: &[(String, i64)], line: &str| {
        rows.iter().find(|(known, _)| known == line).map_or(0, |(_, count)| *count)
    };
    for channel in Channel::ALL {
        let line = channel.code();
        let history = store::history(tx, line, now - KEPT).await?;
        let (last_in, last_out) = store::last(tx, line).await?;
        let queued = waiting.iter().find(|(known, _, _)| known == line);
        let failed_of = failed.iter().find(|(known, _, _)| known == line);
        all.push(Standing {
            channel,
            last_in,
            last_out,
            queued: queued.map_or(0, |(_, count, _)| *count),
            oldest_queued: queued.map(|(_, _, oldest)| *oldest),
            failed_hour: failed_of.map_or(0, |(_, hour, _)| *hour),
            failed_day: failed_of.map_or(0, |(_, _, day)| *day),
            gone_lately: store::gone_since(tx, line, now - 1).await?,
            rejects: of(&rejects, line),
            letter_lag: if channel == Channel::Email { store::letter_lag(tx).await? } else { None },
            silent_since: store::silent_since(tx, line).await?,
            hours: (now - 23..=now)
                .map(|hour| (hour, history.came(hour), history.usual(hour, now)))
                .collect(),
        });
    }
    Ok(all)
}
