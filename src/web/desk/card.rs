//! What staff know of the citizen beside their ticket: how often they come, how to serve them, what they agreed
//! to, who else they may be, and how they behaved.

use askama::Template;
use askama::filters::HtmlSafe;

use super::chrome::Choice;
use super::parts;
use super::spoken::Spoken;
use super::ticket::Trouble;
use crate::auth::{self, Right, Staff};
use crate::contacts::{self, ConsentKind, Contact, KnownAs, Merge};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ContactId, StaffId, TicketId};
use crate::nuisance::{self, Kind, Limit, Mark, Verdict};
use crate::people::{Tier, Veil};
use crate::texts::Lang;
use crate::tickets::{self, Ticket, owner};
use crate::web::Shell;

/// Labels shown beside a ticket.
const MARKS: i64 = 5;

#[derive(Debug, Template)]
#[template(path = "web/desk/card.html")]
pub struct Card {
    shell: Shell,
    ticket: TicketId,
    may_merge: bool,
    may_erase: bool,
    /// None: the reader may not know who it is.
    known: Option<Known>,
    is_anonymous: bool,
    marks: Vec<MarkLine>,
    kinds: Vec<Choice>,
    /// The ticket came under a limit.
    is_limited: bool,
    trouble: Trouble,
    /// The walk that its forms carry in their address.
    stay: String,
}
impl HtmlSafe for Card {}

/// What only those read who may know the citizen.
#[derive(Debug)]
struct Known {
    tier: Tier,
    tier_words: String,
    /// Tickets of theirs that the reader does not see.
    elsewhere: i64,
    note: String,
    languages: Vec<Choice>,
    consents: Vec<ConsentLine>,
    alike: Vec<AlikeLine>,
    merge: Option<MergeLine>,
    limits: Vec<String>,
    /// They are on the telephone under a limit.
    call: Option<Spoken>,
    /// Silent calls within a day.
    silent: i64,
    /// The day on which everything that tells who they are was erased.
    erased: Option<String>,
}

#[derive(Debug)]
struct ConsentLine {
    kind: ConsentKind,
    word: String,
    /// None: never asked.
    is_given: Option<bool>,
    about: String,
}

#[derive(Debug)]
struct AlikeLine {
    id: ContactId,
    words: String,
}

#[derive(Debug)]
struct MergeLine {
    id: crate::ids::MergeId,
    words: String,
    reason: String,
}

#[derive(Debug)]
struct MarkLine {
    word: String,
    state: String,
    about: String,
    note: String,
}

/// A limit that follows from an anonymous ticket is told to those only who may know whose that is. One that was not
/// right holds nothing back any more.
async fn came_limited(tx: &mut Tx, staff: &Staff, ticket: TicketId) -> Result<bool> {
    let Some(id) = nuisance::limited_by(tx, ticket).await? else { return Ok(false) };
    let limit = nuisance::limit(tx, id).await?;
    if limit.verdict == Some(Verdict::Upheld) {
        return Ok(false);
    }
    let labelled = limit.ticket_id;
    Ok(staff.role.sees_identity() || !tickets::get(tx, labelled).await?.is_anonymous)
}

impl Card {
    pub async fn load(
        tx: &mut Tx,
        shell: &Shell,
        staff: &Staff,
        ticket: &Ticket,
        veil: Option<&Veil>,
    ) -> Result<Self> {
        let (t, veiled) = (shell.t, veil.is_some());
        let known = if veiled { None } else { Some(Known::load(tx, shell, staff, ticket).await?) };
        let mut marks = nuisance::marks_on(tx, ticket.id, MARKS).await?;
        if !veiled {
            let others = nuisance::marks_of(tx, staff.id, ticket.contact_id, MARKS).await?;
            marks.extend(others.into_iter().filter(|mark| mark.ticket_id != ticket.id));
            marks.truncate(MARKS as usize);
        }
        let mut lines = Vec::with_capacity(marks.len());
        for mark in &marks {
            lines.push(line(tx, shell, mark, veil).await?);
        }
        let is_limited = !veiled && came_limited(tx, staff, ticket.id).await?;
        Ok(Self {
            ticket: ticket.id,
            may_merge: staff.role.may(Right::MergeContacts),
            may_erase: staff.role.may(Right::EraseContacts) && auth::is_whole_house(tx, staff.id).await?,
            known,
            is_anonymous: ticket.is_anonymous,
            marks: lines,
            kinds: choices(
                Kind::ALL.iter().map(|kind| (kind.code(), t.say(&format!("people-kind-{kind}")), false)),
            ),
            is_limited,
            trouble: Trouble::default(),
            stay: String::new(),
            shell: shell.clone(),
        })
    }

    /// With a form that must be mended.
    pub fn mend(&mut self, trouble: &Trouble) {
        self.trouble.clone_from(trouble);
    }

    /// On a walk.
    pub fn stay(&mut self, walk: &str) {
        walk.clone_into(&mut self.stay);
    }

    /// Is this the form to mend? It stands open then.
    fn at(&self, form: &str) -> bool {
        self.trouble.form == form
    }

    /// What to do about it.
    fn remedy(&self) -> String {
        self.shell.t.say(&format!("desk-problem-{}", self.trouble.code)).into_owned()
    }
}

fn choices<'a>(all: impl Iterator<Item = (&'a str, std::borrow::Cow<'static, str>, bool)>) -> Vec<Choice> {
    all.map(|(value, word, is_chosen)| Choice { value: value.to_owned(), word: word.into_owned(), is_chosen })
        .collect()
}

impl Known {
    async fn load(tx: &mut Tx, shell: &Shell, staff: &Staff, ticket: &Ticket) -> Result<Self> {
        let t = shell.t;
        let contact = contacts::get(tx, ticket.contact_id).await?;
        let often = owner::often(tx, staff.id, contact.id).await?;
        let tier = Tier::of(&often);
        let may_merge = staff.role.may(Right::MergeContacts);
        let languages =
            Lang::ALL.iter().map(|lang| (lang.code(), lang.say("language-name"), *lang == contact.language));
        let limits = nuisance::of_contact(tx, contact.id).await?;
        Ok(Self {
            tier,
            tier_words: t
                .with2(&format!("people-tier-{tier}"), ("all", often.all), ("year", often.year))
                .into_owned(),
            elsewhere: often.all - often.seen,
            note: contact.serve_note.clone().unwrap_or_default(),
            languages: choices(languages),
            consents: consents(tx, shell, contact.id).await?,
            alike: if may_merge { alike(tx, t, contact.id).await? } else { Vec::new() },
            merge: if may_merge { merged(tx, shell, contact.id).await? } else { None },
            limits: limits.iter().map(|limit| limit_words(shell, limit)).collect(),
            call: Spoken::load(tx, shell, staff, ticket).await?,
            silent: nuisance::silent_lately(tx, contact.id).await?,
            erased: contact.erased_at.map(|at| shell.moment(&at)),
        })
    }
}

fn limit_words(shell: &Shell, limit: &Limit) -> String {
    let until = limit.ends_at.map(|at| shell.moment(&at)).unwrap_or_default();
    let channel = parts::channel_word(shell.t, limit.channel());
    shell.t.with2("people-limit-runs", ("channel", channel), ("until", until)).into_owned()
}

/// The newest word on each kind.
async fn consents(tx: &mut Tx, shell: &Shell, id: ContactId) -> Result<Vec<ConsentLine>> {
    let t = shell.t;
    let said = contacts::consents(tx, id).await?;
    let mut lines = Vec::with_capacity(ConsentKind::ALL.len());
    for kind in ConsentKind::ALL {
        let last = said.iter().find(|consent| consent.kind == *kind);
        let about = match last {
            Some(last) => {
                let who = name(tx, last.staff_id).await?;
                format!("{} · {} · {who}", shell.short(&last.at), last.how)
            }
            None => String::new(),
        };
        lines.push(ConsentLine {
            kind: *kind,
            word: t.say(&format!("people-consent-{kind}")).into_owned(),
            is_given: last.map(|last| last.is_given),
            about,
        });
    }
    Ok(lines)
}

async fn name(tx: &mut Tx, id: StaffId) -> Result<String> {
    Ok(auth::get(tx, id).await?.name)
}

/// How somebody is known, in one line.
async fn known_line(tx: &mut Tx, t: Lang, contact: &Contact) -> Result<String> {
    let mut parts = vec![contact.name.clone().unwrap_or_else(|| t.say("desk-unnamed").into_owned())];
    let known = contacts::identities(tx, contact.id).await?;
    // A visitor's token opens their chat: it is shown to nobody.
    let shown = known.into_iter().filter(|known| known.kind != "visitor");
    parts.extend(shown.take(3).map(|KnownAs { value, .. }| value));
    Ok(parts.join(" · "))
}

async fn alike(tx: &mut Tx, t: Lang, id: ContactId) -> Result<Vec<AlikeLine>> {
    let mut lines = Vec::new();
    for other in contacts::alike_of(tx, id).await? {
        let contact = contacts::get(tx, other.other_id).await?;
        let who = known_line(tx, t, &contact).await?;
        let why = t.say(&format!("desk-known-{}", other.kind));
        let words = t.with2("people-alike", ("who", who), ("why", why)).into_owned();
        lines.push(AlikeLine { id: contact.id, words });
    }
    Ok(lines)
}

async fn merged(tx: &mut Tx, shell: &Shell, id: ContactId) -> Result<Option<MergeLine>> {
    let Some(Merge { id, at, staff_id, reason, gone_id, .. }) = contacts::last_merge(tx, id).await? else {
        return Ok(None);
    };
    let who = name(tx, staff_id).await?;
    let gone =
        contacts::get(tx, gone_id).await?.name.unwrap_or_else(|| shell.t.say("desk-unnamed").into_owned());
    let about = format!("{} · {who}", shell.short(&at));
    let words = shell.t.with2("people-merged", ("who", gone), ("about", about)).into_owned();
    Ok(Some(MergeLine { id, words, reason }))
}

async fn line(tx: &mut Tx, shell: &Shell, mark: &Mark, veil: Option<&Veil>) -> Result<MarkLine> {
    let t = shell.t;
    let who = name(tx, mark.staff_id).await?;
    Ok(MarkLine {
        word: t.say(&format!("people-kind-{}", mark.kind)).into_owned(),
        state: t.say(&format!("people-mark-{}", mark.state)).into_owned(),
        about: format!("{} · {} · {who}", mark.number, shell.short(&mark.at)),
        note: Veil::read(veil, mark.note.clone()),
    })
}

/// The contact behind a ticket that the reader sees, named by its number.
pub async fn contact_of(tx: &mut Tx, staff: &Staff, number: &str) -> Result<Option<ContactId>> {
    let Ok(number) = tickets::TicketNumber::parse(number) else { return Ok(None) };
    Ok(tickets::visible_by_number(tx, staff.id, &number).await?.map(|ticket| ticket.contact_id))
}
