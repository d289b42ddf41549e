//! Writing and sending one letter to an agency.

use channels::email::{Copies, thread};
use channels::{Channel, Content, Identity, Outbound, Receipt, SendError};
use serde_json::json;

use super::{agency, agency_words, line};
use crate::agencies::{self, Agency};
use crate::agency_mail::{self, Deed, Kind, LINK_LIFE, Letter, LetterState};
use crate::app::App;
use crate::clock::{MINUTE, Millis, SECOND};
use crate::contacts;
use crate::conversations::{self, Attachment, Direction, FileState};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::AgencyLetterId;
use crate::letters::{self, Text};
use crate::notices;
use crate::people::{self, Cleaned, Veil};
use crate::queue::{self, Claimed};
use crate::template::Blanks;
use crate::texts::Lang;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, Ticket};
use crate::when;

/// Bytes of files in one letter: mailboxes of offices are small. What does not fit is named.
const FILES: i64 = 10 * 1024 * 1024;
/// Files of one letter.
const MOST_FILES: usize = 10;
/// A letter waits this long for the virus scanner; then it leaves without the file and says so.
const PATIENCE: Millis = 10 * MINUTE;

/// Everything a letter says.
struct Written {
    letter: Letter,
    ticket: Ticket,
    agency: Agency,
    lang: Lang,
    category: String,
    /// Whom it is from: nothing when they asked to stay unknown, and then nothing else here says it.
    citizen: Option<String>,
    area: Option<String>,
    files: Vec<Attachment>,
    /// Files that are left out.
    left_out: usize,
    /// Files that the virus scanner has not looked at yet.
    unchecked: usize,
    earlier: Vec<Letter>,
    /// Whom it is addressed to.
    to_name: String,
    /// The agency has nothing to do with it any more.
    is_over: bool,
}

impl Written {
    /// As it was named, with the area; places often name theirs.
    fn place(&self) -> String {
        let named = self.ticket.place.clone().filter(|place| !place.trim().is_empty());
        let area = self.area.clone().filter(|area| named.as_ref().is_none_or(|place| !place.contains(area)));
        named.into_iter().chain(area).collect::<Vec<_>>().join(", ")
    }
}

/// Runs a `TellAgency` job.
pub async fn tell_agency(app: &App, claimed: &Claimed, id: AgencyLetterId) -> Result<()> {
    match try_to(app, claimed, id).await {
        Err(error) if !matches!(error, Error::LeaseLost) && claimed.is_last => {
            give_up(app, claimed, id, &error.to_string()).await
        }
        other => other,
    }
}

async fn try_to(app: &App, claimed: &Claimed, id: AgencyLetterId) -> Result<()> {
    let written = app.db.read(async |tx| read(tx, id).await).await?;
    if written.letter.state != LetterState::Queued {
        return app.db.write(async |tx| queue::done(tx, claimed).await).await;
    }
    // Taken back before it left, or done meanwhile. That a step could not be taken is often because of that.
    if written.is_over && written.letter.refused.is_none() {
        return app
            .db
            .write(async |tx| {
                agency_mail::dropped(tx, id).await?;
                queue::done(tx, claimed).await
            })
            .await;
    }
    if written.unchecked > 0 && app.db.clock.now() - written.letter.created_at < PATIENCE {
        return app.db.write(async |tx| queue::wait_for(tx, claimed, 5 * SECOND).await).await;
    }
    let (files, kept_back) = attached(app, &written).await?;
    let told = app.db.read(async |tx| words(app, tx, &written, kept_back).await).await?;
    match send(app, &written, told, files).await? {
        Ok(_) => {
            app.db
                .write(async |tx| {
                    agency_mail::sent(tx, id).await?;
                    line::letter_went(app, tx, None).await?;
                    let what = if written.letter.refused.is_some() { "refused" } else { "sent" };
                    agency::happened(tx, &written.letter, what, "").await?;
                    tickets::touch(tx, written.letter.ticket_id).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
        Err(SendError::Later { reason, after_seconds }) if !claimed.is_last => {
            let after = after_seconds.map(queue::seconds);
            app.db.write(async |tx| queue::failed(tx, claimed, &reason, after, false).await).await
        }
        Err(error) => give_up(app, claimed, id, &error.to_string()).await,
    }
}

async fn give_up(app: &App, claimed: &Claimed, id: AgencyLetterId, error: &str) -> Result<()> {
    app.db
        .write(async |tx| {
            let letter = agency_mail::letter(tx, id).await?;
            lost(tx, &letter, error).await?;
            queue::done(tx, claimed).await
        })
        .await
}

/// The agency was not reached: the history says why, and whoever sent it there knows.
pub async fn lost(tx: &mut Tx, letter: &Letter, error: &str) -> Result<()> {
    let error: String = error.chars().take(500).collect();
    agency_mail::failed(tx, letter.id, &error).await?;
    agency::happened(tx, letter, "failed", &error).await?;
    let ticket = tickets::touch(tx, letter.ticket_id).await?;
    let data = json!({ "what": "failed" });
    agency_words::tell_colleague(tx, &ticket, notices::Kind::AgencyWrote, data).await
}

async fn read(tx: &mut Tx, id: AgencyLetterId) -> Result<Written> {
    let mut letter = agency_mail::letter(tx, id).await?;
    let mut ticket = tickets::get(tx, letter.ticket_id).await?;
    let agency = agencies::agency(tx, letter.agency_id).await?;
    let settings = agency_mail::settings(tx, agency.id).await?;
    let lang = settings.language;
    let escalated_to = settings.escalation_name.filter(|_| letter.kind == Kind::Escalated);
    let to_name = escalated_to.unwrap_or_else(|| agency.name(lang).to_owned());
    // Who wrote must not leave the house when they asked for it, or the matter is confidential: neither by name
    // nor in what they, or whoever sends it on, wrote.
    let citizen = if let Some(veil) = Veil::outside(tx, lang, &ticket).await? {
        veil.ticket(&mut ticket);
        letter.words = veil.text(&letter.words);
        None
    } else {
        Some(citizen(tx, &ticket).await?)
    };
    let category = agencies::category(tx, ticket.category_id).await?.name(lang).to_owned();
    let area = match &ticket.area_code {
        Some(code) => agencies::area(tx, code).await?.map(|area| area.name),
        None => None,
    };
    let has_files =
        letter.refused.is_none() && matches!(letter.kind, Kind::Referred | Kind::Reopened | Kind::Support);
    let (files, left_out, unchecked) = if has_files { files(tx, &ticket).await? } else { (Vec::new(), 0, 0) };
    let mut earlier = agency_mail::letters_of(tx, ticket.id).await?;
    earlier.retain(|other| {
        other.agency_id == letter.agency_id && other.id < letter.id && other.state == LetterState::Sent
    });
    let is_over = !ticket.is_open || !has_to_do(tx, &letter, &ticket).await?;
    Ok(Written {
        letter,
        ticket,
        agency,
        lang,
        category,
        citizen,
        area,
        files,
        left_out,
        unchecked,
        earlier,
        to_name,
        is_over,
    })
}

/// Is it still with them, or are they still asked to help?
async fn has_to_do(tx: &mut Tx, letter: &Letter, ticket: &Ticket) -> Result<bool> {
    if letter.kind != Kind::Support {
        return Ok(ticket.agency_id == letter.agency_id);
    }
    let supports = tickets::supports(tx, ticket.id).await?;
    Ok(supports.iter().any(|one| one.agency_id == letter.agency_id && one.done_at.is_none()))
}

async fn citizen(tx: &mut Tx, ticket: &Ticket) -> Result<String> {
    let contact = contacts::get(tx, ticket.contact_id).await?;
    let known = contacts::identities(tx, ticket.contact_id).await?;
    let ways = known.into_iter().filter(|known| matches!(known.kind.as_str(), "phone" | "email"));
    let parts: Vec<String> = contact.name.into_iter().chain(ways.map(|known| known.value)).collect();
    Ok(parts.join(", "))
}

/// What the citizen sent along, oldest first, as far as it fits; how many are too large, and how many wait for the
/// virus scanner.
async fn files(tx: &mut Tx, ticket: &Ticket) -> Result<(Vec<Attachment>, usize, usize)> {
    let messages = conversations::of_ticket(tx, ticket.id, 200).await?;
    let theirs = |file: &Attachment| {
        messages.iter().any(|message| message.id == file.message_id && message.direction == Direction::In)
    };
    let all = conversations::attachments(tx, ticket.id).await?;
    let (mut files, mut left_out, mut unchecked, mut room) = (Vec::new(), 0, 0, FILES);
    for file in all.into_iter().filter(theirs) {
        match file.state {
            FileState::Stored => {}
            FileState::Unchecked => {
                unchecked += 1;
                continue;
            }
            _ => continue,
        }
        let size = file.size.unwrap_or(FILES);
        if files.len() < MOST_FILES && size <= room {
            room -= size;
            files.push(file);
        } else {
            left_out += 1;
        }
    }
    Ok((files, left_out, unchecked))
}

async fn send(
    app: &App,
    written: &Written,
    (subject, text): (String, String),
    attachments: Vec<channels::Attachment>,
) -> Result<Result<Receipt, SendError>> {
    let way = match line::way_out(app, None).await {
        Ok(way) => way,
        Err(later) => return Ok(Err(later)),
    };
    let letter = &written.letter;
    let domain = app.config.mail_domain();
    let id = |letter: AgencyLetterId| {
        thread::letter_id(letter.0, &agency_mail::mark(&app.secret, letter), &domain)
    };
    let mark = agency_mail::mark(&app.secret, letter.id);
    let tagged = way.takes_tags(app).map(|address| thread::letter_address(letter.id.0, &mark, address));
    let outbound = Outbound {
        channel: Channel::Email,
        to: Identity::Email(letter.address.clone()),
        to_name: Some(written.to_name.clone()),
        thread_key: None,
        subject: Some(subject),
        text,
        attachments,
        message_id: id(letter.id),
        references: written.earlier.iter().rev().map(|earlier| id(earlier.id)).collect(),
        reply_to: tagged.clone(),
        return_path: tagged,
        // It may come back, and then we want to know; but two machines never talk.
        automatic: letter.refused.is_some(),
        unsubscribe: None,
        language: written.lang.code().to_owned(),
    };
    Ok(way.send(app, &outbound, &Copies::default(), letter.created_at).await)
}

/// The files, and how many stay here because they may tell who sent them. Of somebody who is not named they leave
/// without what cameras and programs wrote into them, and without the name they had.
async fn attached(app: &App, written: &Written) -> Result<(Vec<channels::Attachment>, usize)> {
    let (mut attached, mut kept_back) = (Vec::with_capacity(written.files.len()), 0);
    for file in &written.files {
        let Some(key) = &file.file_key else { continue };
        let (mut name, mut bytes) = (file.name.clone(), app.files.get(key).await?);
        if written.citizen.is_none() {
            let Cleaned::Bytes(clean) = people::clean(&bytes) else {
                kept_back += 1;
                continue;
            };
            (name, bytes) = (Veil::file_name(&file.id.to_string(), &file.media_type), clean);
        }
        let (media_type, content) = (file.media_type.clone(), Content::Bytes(bytes));
        attached.push(channels::Attachment { name, media_type, content });
    }
    Ok((attached, kept_back))
}

/// Which of the texts it is.
const fn text_of(letter: &Letter) -> Text {
    match (letter.refused, letter.kind) {
        (Some(_), _) => Text::AgencyRefused,
        (None, Kind::Referred) => Text::AgencyReferred,
        (None, Kind::Soon) => Text::AgencySoon,
        (None, Kind::Late) => Text::AgencyLate,
        (None, Kind::Escalated) => Text::AgencyEscalated,
        (None, Kind::Reopened) => Text::AgencyReopened,
        (None, Kind::Support) => Text::AgencySupport,
    }
}

/// Subject and plain words: what it is about, what we ask for, and how to say what becomes of it.
async fn words(app: &App, tx: &mut Tx, written: &Written, kept_back: usize) -> Result<(String, String)> {
    let Written { letter, ticket, agency, lang: t, category, .. } = written;
    let text = text_of(letter);
    let mut left_out = Vec::new();
    if written.left_out > 0 {
        left_out.push(t.with("agency-letter-left-out", "files", written.left_out).into_owned());
    }
    if written.unchecked > 0 {
        left_out.push(t.with("agency-letter-unchecked", "files", written.unchecked).into_owned());
    }
    if kept_back > 0 {
        left_out.push(t.with("agency-letter-kept-back", "kept", kept_back).into_owned());
    }
    let mut blanks = Blanks::from([
        ("number", ticket.number.to_string()),
        ("subject", ticket.subject.clone()),
        ("agency", agency.name(*t).to_owned()),
        ("city", app.config.city_name.clone()),
        ("category", category.clone()),
        ("place", written.place()),
        ("due", when::moment(ticket.due_at, &app.zone, *t)),
        ("today", when::date(tx.now(), &app.zone, *t)),
        ("facts", facts(app, written)),
        ("report", ticket.body.trim().to_owned()),
        ("left_out", left_out.join("\n\n")),
        ("words", letter.words.trim().to_owned()),
        ("ways", ways(app, written)),
    ]);
    let known = text.blanks();
    blanks.retain(|name, _| known.contains(name));
    letters::render_for_agency(tx, text, *t, agency.id, &blanks).await
}

fn facts(app: &App, written: &Written) -> String {
    let Written { ticket, lang: t, citizen, .. } = written;
    let spot = ticket.latitude.zip(ticket.longitude);
    let facts = [
        ("number", Some(ticket.number.to_string())),
        ("due", Some(when::moment(ticket.due_at, &app.zone, *t))),
        ("place", Some(written.place()).filter(|place| !place.is_empty())),
        ("spot", spot.map(|(latitude, longitude)| format!("{latitude:.5}, {longitude:.5}"))),
        ("from", Some(citizen.clone().unwrap_or_else(|| t.say("agency-letter-hidden").into_owned()))),
    ];
    let lines = facts.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("{}: {value}", t.say(&format!("agency-letter-fact-{name}"))))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How to say what becomes of it: a word to begin the answer with, or a link, for each step that can be taken
/// from here.
fn ways(app: &App, written: &Written) -> String {
    let Written { letter, ticket, lang: t, .. } = written;
    if letter.kind == Kind::Support {
        return t.say("agency-letter-help-ways").into_owned();
    }
    let until = letter.created_at + LINK_LIFE;
    let is_offered = ticket.stage == Stage::Referred;
    let can = |deed: &Deed| match deed {
        Deed::Accept => is_offered,
        Deed::Decline => is_offered && ticket.referred_by.is_some(),
        Deed::Answered => Step::Answer.rule().from.contains(&ticket.stage),
    };
    let offered: Vec<Deed> = Deed::ALL.iter().copied().filter(can).collect();
    if offered.is_empty() || ticket.agency_id != letter.agency_id {
        return t.say("agency-letter-no-ways").into_owned();
    }
    let mut parts = vec![t.say("agency-letter-how").into_owned()];
    for deed in offered {
        let link = app.link(&agency_mail::link(&app.secret, letter.id, deed, until));
        parts.push(format!("{}\n{link}", t.say(&format!("agency-letter-way-{deed}"))));
    }
    parts.push(t.say("agency-letter-end").into_owned());
    parts.join("\n\n")
}
