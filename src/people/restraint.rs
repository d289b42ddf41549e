//! What a running limit means: the message is stored, put last, and the citizen is told once why, until when,
//! and how to disagree. Emergencies and other channels are as ever.

use channels::Channel;
use fluent_bundle::FluentArgs;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::agencies;
use crate::app::App;
use crate::auth::{self, Right, Staff};
use crate::contacts;
use crate::conversations::{self, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::{Result, conflict, invalid};
use crate::ids::{ContactId, LimitId, StaffId};
use crate::notices;
use crate::nuisance::{self, Limit};
use crate::outbox;
use crate::routing;
use crate::texts::Lang;
use crate::tickets::{self, Class, NewTicket, Pin, Ticket, owner};
use crate::when;

/// Characters of an appeal.
const APPEAL: usize = 5_000;

/// The limit this ticket's message falls under, if any. Nothing about an emergency is ever limited.
pub async fn under(
    tx: &mut Tx,
    contact: ContactId,
    channel: Channel,
    ticket: &Ticket,
) -> Result<Option<Limit>> {
    if ticket.class == Class::Emergency {
        return Ok(None);
    }
    nuisance::running_on(tx, contact, channel).await
}

/// The message came while its citizen is under a limit: the ticket is marked and put last, and they are told,
/// the first time.
pub async fn restrain(
    app: &App,
    tx: &mut Tx,
    limit: &Limit,
    ticket: &Ticket,
    conversation: &Conversation,
    is_new: bool,
) -> Result<()> {
    if is_new {
        nuisance::mark_limited(tx, ticket, limit.id).await?;
        owner::put_last(tx, ticket.id).await?;
    }
    // A telephone carries no message of ours: whoever opens the call's ticket reads it out (`spoken`).
    let is_spoken = limit.channel() == Channel::Voice && !outbox::leaves(tx, conversation).await?;
    if limit.told_at.is_none() && !is_spoken && nuisance::told(tx, limit.id).await? {
        let text = notice(app, limit, conversation);
        outbox::say(tx, conversation, &text).await?;
    }
    Ok(())
}

/// The limit under which the citizen of this call's ticket is on the telephone. None where it would tell a member of
/// staff whose an anonymous ticket is.
pub async fn on_call(tx: &mut Tx, staff: &Staff, ticket: &Ticket) -> Result<Option<Limit>> {
    if ticket.channel() != Channel::Voice {
        return Ok(None);
    }
    let Some(limit) = under(tx, ticket.contact_id, Channel::Voice, ticket).await? else { return Ok(None) };
    Ok(may_know(tx, staff, &limit).await?.then_some(limit))
}

/// The same for one that they were told of and that may have ended since.
pub async fn of_call(tx: &mut Tx, staff: &Staff, ticket: &Ticket, id: LimitId) -> Result<Option<Limit>> {
    let limit = nuisance::limit(tx, id).await?;
    let is_theirs = limit.contact_id == ticket.contact_id
        && limit.ends_at.is_some()
        && (limit.channel(), ticket.channel()) == (Channel::Voice, Channel::Voice);
    Ok((is_theirs && may_know(tx, staff, &limit).await?).then_some(limit))
}

async fn may_know(tx: &mut Tx, staff: &Staff, limit: &Limit) -> Result<bool> {
    Ok(staff.role.sees_identity() || !tickets::get(tx, limit.ticket_id).await?.is_anonymous)
}

/// What the caller is told of it: the same as in writing, as somebody says it.
pub fn spoken(limit: &Limit, zone: &TimeZone, lang: Lang) -> String {
    let why = lang.say(&format!("people-kind-citizen-{}", limit.kind)).into_owned();
    let until = when::moment(limit.ends_at.unwrap_or_default(), zone, lang);
    lang.with2("people-limit-spoken", ("why", why), ("until", until)).into_owned()
}

/// What a caller hears behind the number of a report that came under a limit, in every call. How to object is written on
/// the page of the report, which they reach with that number.
pub async fn told_in_call(app: &App, tx: &mut Tx, ticket: &Ticket, lang: Lang) -> Result<Option<String>> {
    let Some(id) = nuisance::limited_by(tx, ticket.id).await? else { return Ok(None) };
    let limit = nuisance::limit(tx, id).await?;
    let is_first = nuisance::told(tx, id).await?;
    // What they hear leads to this report's page, so it is written on each. Where it leaves by mail, once is enough.
    if let Some(conversation) = conversations::answer_through(tx, ticket.id).await?
        && (is_first || !outbox::leaves(tx, &conversation).await?)
    {
        outbox::say(tx, &conversation, &notice(app, &limit, &conversation)).await?;
    }
    let why = lang.say(&format!("people-kind-citizen-{}", limit.kind)).into_owned();
    let until = when::moment(limit.ends_at.unwrap_or_default(), &app.zone, lang);
    Ok(Some(lang.with2("people-limit-heard", ("why", why), ("until", until)).into_owned()))
}

fn notice(app: &App, limit: &Limit, conversation: &Conversation) -> String {
    let lang = conversation.language;
    let mut args = FluentArgs::new();
    args.set("why", lang.say(&format!("people-kind-citizen-{}", limit.kind)).into_owned());
    args.set("until", when::moment(limit.ends_at.unwrap_or_default(), &app.zone, lang));
    args.set("link", app.link(&format!("/appeal/{}", token(app, limit.id))));
    lang.with_args("people-limit-notice", Some(&args)).into_owned()
}

/// The citizen hears that a limit was lifted, if they had heard of it and no other one goes on, on the conversation it
/// was about.
pub async fn told_lifted(tx: &mut Tx, limit: &Limit) -> Result<()> {
    let other = nuisance::running_on(tx, limit.contact_id, limit.channel()).await?;
    if limit.told_at.is_none() || other.is_some() {
        return Ok(());
    }
    let Some(conversation) = conversations::answer_through(tx, limit.ticket_id).await? else { return Ok(()) };
    let text = conversation.language.say("people-limit-lifted-message");
    outbox::say(tx, &conversation, &text).await?;
    Ok(())
}

/// Names a limit in an address; only we can make one.
pub fn token(app: &App, limit: LimitId) -> String {
    let digest = app.secret.digest("appeal", &limit.to_string());
    format!("{limit}-{}", &digest[..32])
}

/// The limit a token names.
fn limit_of(app: &App, text: &str) -> Option<LimitId> {
    let (id, _) = text.split_once('-')?;
    let id: LimitId = id.parse().ok()?;
    (token(app, id) == text).then_some(id)
}

/// The limit behind the address of an appeal.
pub async fn named(app: &App, tx: &mut Tx, token: &str) -> Result<Option<Limit>> {
    match limit_of(app, token) {
        Some(id) => nuisance::limit(tx, id).await.map(Some),
        None => Ok(None),
    }
}

/// The citizen disagrees: a confidential ticket at the top, which its officers, coordinators and supervisors read
/// and no agent, and which those who judge are told of. Whoever hid before hides here, too. `by`: who of the staff wrote
/// it down for a caller.
pub async fn appeal(
    app: &App,
    tx: &mut Tx,
    limit: &Limit,
    words: &str,
    by: Option<StaffId>,
) -> Result<(Ticket, Pin)> {
    let words: String = words.trim().chars().take(APPEAL).collect();
    if words.is_empty() {
        return Err(invalid("text", "people-appeal-needed"));
    }
    // The contact before the limit, as whoever merges contacts locks. Sent twice, or from two windows at once: the
    // second finds the first.
    let contact = contacts::hold(tx, limit.contact_id).await?;
    let limit = nuisance::hold(tx, limit.id).await?;
    if limit.appeal_id.is_some() {
        return Err(conflict("an appeal was made already"));
    }
    let labelled = tickets::get(tx, limit.ticket_id).await?;
    let lang = labelled.language;
    let category = routing::category_or_other(tx, None).await?;
    let root = agencies::root(tx).await?;
    let subject = lang.with("people-appeal-subject", "number", labelled.number.to_string());
    let new = NewTicket {
        category: &category,
        agency: Some(root.id),
        class: Some(Class::Complaint),
        subject: &subject,
        body: &words,
        channel: Channel::Form,
        language: lang,
        contact,
        area: None,
        place: None,
        coordinates: None,
        is_anonymous: labelled.is_anonymous,
        is_confidential: true,
    };
    let (ticket, pin) = super::open(app, tx, &new, None).await?;
    let conversation = conversations::form_of(tx, ticket.id, contact, lang).await?;
    let said = NewMessage {
        direction: conversations::Direction::In,
        state: conversations::State::Received,
        is_automatic: false,
        ..NewMessage::note(&words, None)
    };
    conversations::append(tx, conversation.id, Some(ticket.id), &said).await?;
    nuisance::appealed(tx, limit.id, ticket.id, by).await?;
    for judge in auth::those_who(tx, labelled.agency_id, Right::JudgeNuisance).await? {
        let data = json!({ "limit": limit.id });
        notices::tell(tx, judge.id, notices::Kind::Escalated, Some(ticket.id), None, data).await?;
    }
    Ok((ticket, pin))
}
