//! Writing and sending one letter to an agency.

use channels::email::thread;
use channels::{Channel, Content, Identity, Outbound, Receipt, SendError};
use fluent_bundle::FluentArgs;
use serde_json::json;

use super::{agency, agency_words};
use crate::agencies::{self, Agency};
use crate::agency_mail::{self, Deed, Kind, LINK_LIFE, Letter, LetterState};
use crate::app::App;
use crate::contacts;
use crate::conversations::{self, Attachment, Direction, FileState};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::AgencyLetterId;
use crate::notices;
use crate::queue::{self, Claimed, TRIES};
use crate::texts::Lang;
use crate::tickets::life::{Stage, Step};
use crate::tickets::{self, Ticket};
use crate::when;

/// Bytes of files in one letter: mailboxes of offices are small. What does not fit is named.
const FILES: i64 = 10 * 1024 * 1024;
/// Files of one letter.
const MOST_FILES: usize = 10;

/// Everything a letter says.
struct Written {
    letter: Letter,
    ticket: Ticket,
    agency: Agency,
    lang: Lang,
    /// Whom it is from: nothing when they asked to stay unknown.
    citizen: Option<String>,
    area: Option<String>,
    files: Vec<Attachment>,
    /// Files that are left out.
    left_out: usize,
    earlier: Vec<Letter>,
}

/// Runs a `TellAgency` job.
pub async fn tell_agency(app: &App, claimed: &Claimed, id: AgencyLetterId) -> Result<()> {
    match try_to(app, claimed, id).await {
        Err(error) if !matches!(error, Error::LeaseLost) && claimed.attempts >= TRIES => {
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
    // Taken back before it left, or done meanwhile.
    if written.ticket.agency_id != written.letter.agency_id || !written.ticket.is_open {
        return app
            .db
            .write(async |tx| {
                agency_mail::dropped(tx, id).await?;
                queue::done(tx, claimed).await
            })
            .await;
    }
    match send(app, &written).await? {
        Ok(_) => {
            app.db
                .write(async |tx| {
                    agency_mail::sent(tx, id).await?;
                    agency::happened(tx, &written.letter, "sent", "").await?;
                    tickets::touch(tx, written.letter.ticket_id).await?;
                    queue::done(tx, claimed).await
                })
                .await
        }
        Err(SendError::Later { reason, after_seconds }) if claimed.attempts < TRIES => {
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
    let letter = agency_mail::letter(tx, id).await?;
    let ticket = tickets::get(tx, letter.ticket_id).await?;
    let agency = agencies::agency(tx, letter.agency_id).await?;
    let lang = agency_mail::settings(tx, agency.id).await?.language;
    let citizen = if is_unnamed(&ticket) { None } else { Some(citizen(tx, &ticket).await?) };
    let area = match &ticket.area_code {
        Some(code) => agencies::area(tx, code).await?.map(|area| area.name),
        None => None,
    };
    let (files, left_out) = if matches!(letter.kind, Kind::Referred | Kind::Reopened) {
        files(tx, &ticket).await?
    } else {
        (Vec::new(), 0)
    };
    let mut earlier = agency_mail::letters_of(tx, ticket.id).await?;
    earlier.retain(|other| {
        other.agency_id == letter.agency_id && other.id < letter.id && other.state == LetterState::Sent
    });
    Ok(Written { letter, ticket, agency, lang, citizen, area, files, left_out, earlier })
}

/// Who wrote must not leave the house: they asked for it, or the matter is confidential.
fn is_unnamed(ticket: &Ticket) -> bool {
    ticket.is_anonymous || ticket.is_confidential
}

async fn citizen(tx: &mut Tx, ticket: &Ticket) -> Result<String> {
    let contact = contacts::get(tx, ticket.contact_id).await?;
    let known = contacts::identities(tx, ticket.contact_id).await?;
    let ways = known.into_iter().filter(|known| matches!(known.kind.as_str(), "phone" | "email"));
    let parts: Vec<String> = contact.name.into_iter().chain(ways.map(|known| known.value)).collect();
    Ok(parts.join(", "))
}

/// What the citizen sent along, oldest first, as far as it fits.
async fn files(tx: &mut Tx, ticket: &Ticket) -> Result<(Vec<Attachment>, usize)> {
    let messages = conversations::of_ticket(tx, ticket.id, 200).await?;
    let theirs = |file: &Attachment| {
        messages.iter().any(|message| message.id == file.message_id && message.direction == Direction::In)
    };
    let all = conversations::attachments(tx, ticket.id).await?;
    let (mut files, mut left_out, mut room) = (Vec::new(), 0, FILES);
    for file in all.into_iter().filter(|file| theirs(file) && file.state == FileState::Stored) {
        let size = file.size.unwrap_or(FILES);
        if files.len() < MOST_FILES && size <= room {
            room -= size;
            files.push(file);
        } else {
            left_out += 1;
        }
    }
    Ok((files, left_out))
}

async fn send(app: &App, written: &Written) -> Result<Result<Receipt, SendError>> {
    let Some(smtp) = &app.smtp else {
        let reason = "outgoing mail (smtp_url) is not configured".to_owned();
        return Ok(Err(SendError::Later { reason, after_seconds: None }));
    };
    let mut attachments = Vec::with_capacity(written.files.len());
    for file in &written.files {
        let Some(key) = &file.file_key else { continue };
        attachments.push(channels::Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            content: Content::Bytes(app.files.get(key).await?),
        });
    }
    let letter = &written.letter;
    let domain = app.config.mail_domain();
    let id = |letter: AgencyLetterId| {
        thread::letter_id(letter.0, &agency_mail::mark(&app.secret, letter), &domain)
    };
    let mark = agency_mail::mark(&app.secret, letter.id);
    let outbound = Outbound {
        channel: Channel::Email,
        to: Identity::Email(letter.address.clone()),
        to_name: Some(written.agency.name(written.lang).to_owned()),
        thread_key: None,
        subject: Some(subject(written)),
        text: words(app, written),
        attachments,
        message_id: id(letter.id),
        references: written.earlier.iter().rev().map(|earlier| id(earlier.id)).collect(),
        reply_to: Some(thread::letter_address(letter.id.0, &mark, &app.config.mail_from)),
        // It may come back, and then we want to know.
        automatic: false,
        language: written.lang.code().to_owned(),
    };
    Ok(smtp.send(&outbound, &app.sender(), app.db.clock.now()).await)
}

fn subject(written: &Written) -> String {
    let (t, ticket) = (written.lang, &written.ticket);
    let subject = format!("[{}] {}", ticket.number, ticket.subject);
    match written.letter.kind {
        Kind::Referred => subject,
        kind => format!("{}: {subject}", t.say(&format!("agency-letter-subject-{kind}"))),
    }
}

/// Plain words: what it is about, what we ask for, and the links.
fn words(app: &App, written: &Written) -> String {
    let Written { letter, ticket, agency, lang: t, .. } = written;
    let mut args = FluentArgs::new();
    args.set("number", ticket.number.to_string());
    args.set("agency", agency.name(*t).to_owned());
    args.set("city", app.config.city_name.clone());
    args.set("due", when::moment(ticket.due_at, &app.zone, *t));
    args.set("files", written.left_out);
    let say = |key: &str| t.with_args(key, Some(&args)).into_owned();
    let mut parts = vec![say(&format!("agency-letter-{}", letter.kind))];
    if !letter.words.is_empty() {
        let key = if letter.kind == Kind::Reopened { "agency-letter-said" } else { "agency-letter-why" };
        parts.push(format!("{}\n{}", say(key), letter.words));
    }
    parts.push(facts(app, written));
    parts.push(format!("{}\n{}", say("agency-letter-report"), ticket.body.trim()));
    if written.left_out > 0 {
        parts.push(say("agency-letter-left-out"));
    }
    if letter.kind != Kind::Escalated {
        parts.push(links(app, written, &say));
    }
    parts.push(say("agency-letter-end"));
    parts.join("\n\n")
}

fn facts(app: &App, written: &Written) -> String {
    let Written { ticket, lang: t, citizen, area, .. } = written;
    let named = ticket.place.clone().filter(|place| !place.trim().is_empty());
    // Places often name their area.
    let area = area.clone().filter(|area| named.as_ref().is_none_or(|place| !place.contains(area)));
    let place: Vec<String> = named.into_iter().chain(area).collect();
    let spot = ticket.latitude.zip(ticket.longitude);
    let facts = [
        ("number", Some(ticket.number.to_string())),
        ("due", Some(when::moment(ticket.due_at, &app.zone, *t))),
        ("place", Some(place.join(", ")).filter(|place| !place.is_empty())),
        ("spot", spot.map(|(latitude, longitude)| format!("{latitude:.5}, {longitude:.5}"))),
        ("from", Some(citizen.clone().unwrap_or_else(|| t.say("agency-letter-hidden").into_owned()))),
    ];
    let lines = facts.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("{}: {value}", t.say(&format!("agency-letter-fact-{name}"))))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A link for each step that can be taken from here.
fn links(app: &App, written: &Written, say: &impl Fn(&str) -> String) -> String {
    let Written { letter, ticket, .. } = written;
    let until = letter.created_at + LINK_LIFE;
    let mut lines = vec![say("agency-letter-how")];
    let is_offered = ticket.stage == Stage::Referred;
    for deed in Deed::ALL.iter().copied() {
        let can = match deed {
            Deed::Accept => is_offered,
            Deed::Decline => is_offered && ticket.referred_by.is_some(),
            Deed::Answered => Step::Answer.rule().from.contains(&ticket.stage),
        };
        if can {
            let link = app.link(&agency_mail::link(&app.secret, letter.id, deed, until));
            lines.push(format!("{}\n{link}", say(&format!("agency-letter-link-{deed}"))));
        }
    }
    lines.join("\n\n")
}
