//! What stands around a ticket besides what was said: that it is put aside, what the one before left to be read,
//! the macros for it, and the walk one is on.

use super::chrome::{Choice, Names};
use super::macro_words::{self, Titles};
use super::macros as pages;
use super::rows::Ask;
use super::work::{self, Bar};
use crate::answers::Answer;
use crate::app::App;
use crate::auth::Staff;
use crate::bulk;
use crate::db::Tx;
use crate::drafts::reply;
use crate::error::{Error, Result};
use crate::ids::{HandoverId, MacroId};
use crate::macros::Macro;
use crate::people::Veil;
use crate::shared;
use crate::tickets::{self, Class, Cursor, Ticket};
use crate::web::Shell;

/// Macros offered beside a ticket; all of them stand on their own page.
const OFFERED: usize = 30;

#[derive(Debug, Default)]
pub struct Beside {
    /// Until when it is put aside.
    pub asleep: Option<String>,
    /// It may be put aside.
    pub may_rest: bool,
    pub rests: Vec<Choice>,
    pub notes: Vec<Note>,
    pub macros: Vec<Offer>,
    pub preview: Option<Preview>,
    pub walk: Option<Bar>,
    /// The query of this page without what was done on it.
    pub here: String,
    /// The same on a walk, else empty: forms carry it in their address.
    pub stay: String,
    /// The query of the list one came from, and the place of this ticket in it.
    pub list: String,
    pub place: String,
    /// What was typed on another machine, and whether as a note.
    pub kept: Option<(String, bool)>,
    /// It stands in the reply box.
    pub is_kept: bool,
}

/// A hand-over note.
#[derive(Debug)]
pub struct Note {
    pub id: HandoverId,
    pub by: String,
    pub when: String,
    pub body: String,
    pub may_read: bool,
}

#[derive(Debug)]
pub struct Offer {
    pub id: MacroId,
    pub title: String,
    pub does: String,
    /// Where one sees what it would do to this ticket.
    pub preview: String,
}

/// What a macro would do to this ticket.
#[derive(Debug)]
pub struct Preview {
    pub id: MacroId,
    pub title: String,
    pub lines: Vec<String>,
    /// What the citizen would read.
    pub words: Option<String>,
}

/// What the address asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub ask: &'a Ask,
    /// The macro to look at.
    pub preview: &'a str,
    /// The number of the walk.
    pub work: &'a str,
    /// Where the ticket stood in the list; None: where it stands now.
    pub place: Option<Cursor>,
}

pub async fn load(
    tx: &mut Tx,
    app: &App,
    (shell, staff): (&Shell, &Staff),
    names: &Names,
    ticket: &Ticket,
    wanted: Wanted<'_>,
    veil: Option<&Veil>,
) -> Result<Beside> {
    let t = shell.t;
    let asleep = tickets::asleep(tx, ticket.id).await?;
    let notes = tickets::unread(tx, ticket.id).await?;
    let offered: Vec<Macro> = shared::for_ticket(tx, staff.id, ticket.agency_id).await?;
    let titles: Titles = if offered.iter().any(|one| one.work.answer.is_some()) {
        let canned: Vec<Answer> = shared::for_ticket(tx, staff.id, ticket.agency_id).await?;
        canned.into_iter().map(|answer| (answer.id, answer.title)).collect()
    } else {
        Titles::new()
    };
    let chosen = offered.iter().find(|one| one.id.to_string() == wanted.preview);
    let preview = match chosen {
        Some(one) => Some(preview(tx, app, (shell, staff), names, ticket, one, &titles).await?),
        None => None,
    };
    let (n, place) = (work::number(wanted.work), wanted.place.unwrap_or_else(|| work::place(ticket)));
    let walk = match n {
        Some(n) => Some(work::bar(tx, t, staff.id, wanted.ask, place, n).await?),
        None => None,
    };
    let here = work::query(wanted.ask, n);
    let offer = |one: &Macro| Offer {
        id: one.id,
        title: one.title.clone(),
        does: macro_words::lines(t, names, &titles, &one.work).join(" · "),
        preview: format!("/desk/{}{}", ticket.id, work::and(&here, &format!("macro={}", one.id))),
    };
    let macros = offered.iter().take(OFFERED).map(offer).collect();
    Ok(Beside {
        asleep: asleep.map(|sleep| shell.moment(&sleep.until)),
        may_rest: ticket.is_open && ticket.class != Class::Emergency,
        rests: pages::rests(t, ""),
        notes: notes
            .into_iter()
            .map(|note| Note {
                id: note.id,
                may_read: tickets::may_read(ticket, &note, staff.id),
                by: note.by_name,
                when: shell.ago(&note.at),
                body: Veil::read(veil, note.body),
            })
            .collect(),
        macros,
        preview,
        stay: if walk.is_some() { here.clone() } else { String::new() },
        walk,
        here,
        list: wanted.ask.carry(None),
        place: place.to_string(),
        kept: reply::of(tx, staff.id, ticket.id).await?,
        is_kept: false,
    })
}

async fn preview(
    tx: &mut Tx,
    app: &App,
    (shell, staff): (&Shell, &Staff),
    names: &Names,
    ticket: &Ticket,
    one: &Macro,
    titles: &Titles,
) -> Result<Preview> {
    let t = shell.t;
    let words = match one.work.answer {
        Some(answer) => match bulk::words(tx, app, staff, ticket, answer).await {
            Ok(words) => Some(words),
            Err(Error::Problem(problem)) => {
                Some(t.say(&format!("desk-problem-{}", problem.code)).into_owned())
            }
            Err(error) => return Err(error),
        },
        None => None,
    };
    Ok(Preview {
        id: one.id,
        title: one.title.clone(),
        lines: macro_words::lines(t, names, titles, &one.work),
        words,
    })
}
