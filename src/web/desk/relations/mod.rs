//! What a ticket has to do with others: what looks the same, what it was merged into, its children and their
//! common answer, who follows, and what everybody may read.

mod act;
mod list;

pub use act::{apart, gather, join, publish, split, tell, unmerge};
pub use list::{alike, children};

use super::parts::{self, Badge, Due};
use crate::auth::{Right, Staff};
use crate::cases::{self, alike::Like};
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::follows;
use crate::ids::{LinkId, MessageId, ToldId};
use crate::people::Veil;
use crate::relations::{self, Below, Kind, Seen};
use crate::tickets::Ticket;
use crate::tickets::life::Stage;
use crate::tickets::public::{self, Face};
use crate::told;
use crate::web::Shell;
use crate::web::number::percent;

/// Reports of one kind in the panel; a page of their own has all.
const SHOWN: i64 = 6;
/// What looks the same, in the panel.
const ALIKE: usize = 3;
/// Answers to many in the panel.
const ANSWERS: i64 = 3;

/// Everything the panel shows.
#[derive(Debug, Default)]
pub struct Panel {
    /// What it was merged into.
    pub main: Option<Shown>,
    /// The merge can be taken back still.
    pub can_unmerge: bool,
    pub parent: Option<Shown>,
    pub children: Vec<Shown>,
    pub merged: Vec<Shown>,
    /// Parts of it, what it is a part of, and what should be seen beside it.
    pub others: Vec<Shown>,
    /// All that hang below it, seen or not.
    pub below: Below,
    pub followers: i64,
    pub answers: Vec<Answer>,
    pub face: Face,
    pub alike: Vec<Near>,
    /// The first words of the citizen: they cannot be split off.
    pub first: Option<MessageId>,
}

/// Another report, as far as the reader may see it.
#[derive(Debug)]
pub struct Shown {
    pub link: LinkId,
    /// How it belongs here, where the heading does not say it.
    pub note: String,
    pub href: String,
    pub number: String,
    pub subject: String,
    pub stage: Badge,
    pub due: Due,
    /// Can be taken apart here.
    pub is_loose: bool,
}

/// Something told to many.
#[derive(Debug)]
pub struct Answer {
    pub id: ToldId,
    pub when: String,
    pub machine: String,
    pub body: String,
    /// How far it got, in words.
    pub progress: String,
    pub is_done: bool,
}

/// A report that looks the same.
#[derive(Debug)]
pub struct Near {
    pub pick: String,
    pub href: String,
    pub number: String,
    pub subject: String,
    pub stage: Badge,
    /// How like it is, how far away, how long ago.
    pub why: String,
}

impl Panel {
    /// How many an answer to all would reach besides its own citizen.
    pub fn many(&self) -> i64 {
        self.below.children + self.followers
    }

    /// The first words stay; so do words that were no message.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    pub fn may_split(&self, message: &MessageId) -> bool {
        message.0 != 0 && self.first.is_some_and(|first| first != *message)
    }

    /// Reports that are not on this panel.
    pub fn more_children(&self) -> i64 {
        self.below.children - self.children.len() as i64
    }

    pub fn more_merged(&self) -> i64 {
        self.below.merged - self.merged.len() as i64
    }
}

/// `is_glance`: the page looks again by itself; what looks the same does not change by the second.
pub async fn load(
    tx: &mut Tx,
    shell: &Shell,
    staff: &Staff,
    ticket: &Ticket,
    veil: Option<&Veil>,
    is_glance: bool,
) -> Result<Panel> {
    let (me, id) = (staff.id, ticket.id);
    let mut panel = Panel {
        below: relations::below(tx, id).await?,
        followers: follows::count(tx, id).await?,
        face: public::face(tx, id).await?,
        first: conversations::first_words(tx, id).await?,
        ..Panel::default()
    };
    for seen in relations::seen_above(tx, me, id, 40).await? {
        let kind = seen.kind;
        let shown = show(shell, seen, true);
        match kind {
            Kind::Merged => panel.main = Some(shown),
            Kind::Child => panel.parent = Some(shown),
            Kind::Split | Kind::Related => panel.others.push(shown),
        }
    }
    for kind in Kind::ALL.iter().copied() {
        let below = relations::seen_below(tx, me, id, kind, LinkId(0), SHOWN).await?;
        let shown = below.into_iter().map(|seen| show(shell, seen, false));
        match kind {
            Kind::Merged => panel.merged.extend(shown),
            Kind::Child => panel.children.extend(shown),
            Kind::Split | Kind::Related => panel.others.extend(shown),
        }
    }
    if panel.main.is_some() {
        let link = relations::above(tx, Kind::Merged, id).await?;
        panel.can_unmerge = link.is_some_and(|link| shell.now - link.at <= cases::UNDO);
    }
    for told in told::of_ticket(tx, id, ANSWERS).await? {
        let progress = told::progress(tx, told.id).await?;
        let t = shell.t;
        let mut words =
            t.with2("desk-told-progress", ("n", progress.told), ("total", told.total.max(progress.told)));
        if progress.skipped > 0 {
            words = format!("{words} {}", t.with("desk-told-skipped", "n", progress.skipped)).into();
        }
        panel.answers.push(Answer {
            id: told.id,
            when: shell.short(&told.at),
            machine: shell.machine(&told.at),
            body: Veil::read(veil, told.body),
            progress: words.into_owned(),
            is_done: told.done_at.is_some(),
        });
    }
    if !is_glance && ticket.stage != Stage::Merged {
        let like = cases::alike::beside(tx, me, ticket, ALIKE).await?;
        panel.alike = like.into_iter().map(|like| near(shell, staff, like)).collect();
    }
    Ok(panel)
}

/// `is_up`: the link leads from this ticket to that one.
fn show(shell: &Shell, seen: Seen, is_up: bool) -> Shown {
    let note = match (seen.kind, is_up) {
        (Kind::Split, true) => shell.t.say("desk-relation-part-of").into_owned(),
        (Kind::Split, false) => shell.t.say("desk-relation-part").into_owned(),
        (Kind::Merged | Kind::Child | Kind::Related, _) => String::new(),
    };
    let due = parts::due(shell, &seen);
    Shown {
        link: seen.link_id,
        note,
        href: format!("/desk/{}", seen.ticket_id),
        number: seen.number.to_string(),
        subject: subject(shell, seen.subject),
        stage: parts::stage(shell.t, seen.stage),
        due,
        is_loose: matches!(seen.kind, Kind::Child | Kind::Related),
    }
}

fn subject(shell: &Shell, subject: String) -> String {
    if subject.is_empty() { shell.t.say("desk-no-subject").into_owned() } else { subject }
}

fn near(shell: &Shell, staff: &Staff, like: Like) -> Near {
    let t = shell.t;
    // As in every list: see `auth::TITLE`.
    let is_told = like.ticket.is_anonymous || staff.role.may(Right::SeeContact);
    let title = if is_told { like.ticket.subject } else { String::new() };
    let mut why = vec![t.with("desk-alike-percent", "share", percent(like.likeness, t)).into_owned()];
    if let Some(metres) = like.metres {
        why.push(t.with("desk-alike-metres", "m", (metres / 10.0).round() as i64 * 10).into_owned());
    }
    if like.below > 0 {
        why.push(t.with("desk-alike-below", "n", like.below).into_owned());
    }
    if like.is_theirs {
        why.push(t.say("desk-alike-theirs").into_owned());
    }
    why.push(shell.ago(&like.ticket.created_at));
    Near {
        pick: super::bulk::pick(like.ticket.id, None),
        href: format!("/desk/{}", like.ticket.id),
        number: like.ticket.number.to_string(),
        subject: subject(shell, title),
        stage: parts::stage(t, like.ticket.stage),
        why: why.join(" · "),
    }
}
