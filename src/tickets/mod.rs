//! Tickets: one matter of one citizen, from the first word to the verdict.
//!
//! Every change goes through a verb here; a verb locks the row, changes it, moves the sums
//! ([`rollup`]), writes the history and tells the live feed, all in the caller's transaction.

pub mod alike;
mod back;
mod change;
mod clocks;
mod count;
mod familiar;
mod followed;
mod handover;
mod here;
mod history;
mod hold;
mod lapse;
pub mod life;
mod list;
mod merge;
mod next;
mod number;
pub mod owner;
mod past;
mod pin;
mod place;
pub mod public;
pub mod rollup;
mod sleep;
mod slip;
mod step;
mod store;
mod stranded;
mod support;
pub mod times;
pub mod whereabouts;

pub use back::{Referral, complete_until, may_dispute_closed, referral, take_referral_back};
pub use change::{
    answered, assign, decline, join, put_back_at, rate, rating, reclassify, refer, release, renew_pin,
    said_with, take, take_if_possible, touch, weigh, worded,
};
pub use clocks::{clocks, next_promise, open_behind, reckon_all, ringing, rings};
pub use count::{Count, Reach, count};
pub use followed::{PAUSE, set_followed};
pub use handover::{
    Handover, leave, may_read, read, take_back as take_back_notes, take_back_one as take_back_note, unread,
};
pub use here::{Doing, Present, gone, here, is_news, others, sweep};
pub use history::{Entry, EventKind, happened, happened_beside, history, newest_of, record};
pub use hold::unchanged;
pub use lapse::{SILENT, Silent, lapse, silent};
pub use list::{Cursor, Filter, Row, View, list, of_citizen, of_contact};
pub use merge::{lock, lock_both, merge, unmerge};
pub use next::{Load, hand_out, is_any_free, is_emergency_free, load_of, take_next};
pub use number::{NotANumber, TicketNumber, draw_numbers};
pub use past::{Life, tell};
pub use pin::Pin;
pub use place::{forget_photo_place, is_photo_place, locate, place_by_photo};
pub use sleep::{Rest, Sleep, asleep, put_aside, sleep_on, wake, wake_if_due};
pub use slip::{Slip, slip};
pub use step::{DISPUTE, Taken};
pub use stranded::{gone_holders, let_go, stranded};
pub use support::{
    LONGEST as LONGEST_SUPPORT, Support, ask_support, finish_support, supported_by, supports,
    withdraw_support,
};

use std::collections::HashMap;

use channels::Channel;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sqlx::types::Json;

use crate::agencies::Category;
use crate::bus::Event;
use crate::clock::Millis;
use crate::db::Tx;
use crate::duty;
use crate::error::{Result, forbidden, not_found};
use crate::ids::{AgencyId, CategoryId, ContactId, StaffId, TicketId, codes};
use crate::secret::Secret;
use crate::sla::{self, Alarms, ClockKind, Rung};
use crate::texts::Lang;
use life::{Refusal, Stage};

codes! {
    /// What kind of matter it is (the classes of SP4N-LAPOR!, and emergencies).
    Class {
        Complaint = "complaint",
        /// A wish or proposal.
        Aspiration = "aspiration",
        /// A question.
        Information = "information",
        Emergency = "emergency",
    }
}

codes! {
    /// Where a ticket stands.
    Status {
        /// Nobody has looked at it.
        New = "new",
        /// Somebody looked; no work yet.
        Open = "open",
        InProgress = "in_progress",
        /// The citizen must answer first.
        Waiting = "waiting",
        /// Done in our eyes; the citizen may disagree.
        Resolved = "resolved",
        Closed = "closed",
        /// Not ours to handle, with a reason.
        Rejected = "rejected",
    }
}

impl Status {
    /// Somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::InProgress | Self::Waiting)
    }
}

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Ticket {
    pub id: TicketId,
    pub number: TicketNumber,
    pin_hash: String,
    pub class: Class,
    /// Where it is in its life.
    pub stage: Stage,
    /// The coarse word for the stage.
    pub status: Status,
    pub is_open: bool,
    /// 0 for emergencies, else 1: the first key of the queue.
    pub rank: i64,
    /// 1 (highest) to 4.
    pub priority: i64,
    pub category_id: CategoryId,
    pub agency_id: AgencyId,
    pub area_code: Option<String>,
    pub place: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub subject: String,
    pub body: String,
    channel: String,
    pub language: Lang,
    pub is_anonymous: bool,
    pub is_confidential: bool,
    pub contact_id: ContactId,
    pub assignee_id: Option<StaffId>,
    pub created_at: Millis,
    /// Days since 1970-01-01 in local time: the day it counts for in trends.
    pub created_day: i64,
    pub updated_at: Millis,
    pub due_at: Millis,
    pub first_response_at: Option<Millis>,
    pub resolved_at: Option<Millis>,
    pub resolved_day: Option<i64>,
    pub version: i64,
    /// The agency that referred it here.
    pub referred_by: Option<AgencyId>,
    /// Why it was turned away.
    pub refusal: Option<Refusal>,
    /// How heavy it is, when somebody weighed it.
    pub tier: Option<String>,
    /// Since when the clock stands because others must act. One that is closed like that goes on saying so: nobody
    /// answered us, and it is no result of ours.
    pub paused_at: Option<Millis>,
    /// What is due next.
    pub next_clock: Option<ClockKind>,
    pub next_due_at: Option<Millis>,
    /// When somebody must be told.
    pub next_alarm_at: Option<Millis>,
    /// Up to whom it was handed.
    pub escalated: Option<Rung>,
    alarms: Option<Json<Alarms>>,
    /// Others than its citizen are told of its stages.
    pub is_followed: bool,
}

impl Ticket {
    /// The channel the first message came by.
    pub fn channel(&self) -> Channel {
        // The column is only written from `Channel::code`.
        Channel::parse(&self.channel).unwrap_or(Channel::Api)
    }

    /// The text with this ticket's PIN masked wherever it stands.
    pub fn without_pin(&self, secret: &Secret, text: &str, mask: &str) -> String {
        let is_digit = |c: char| c.is_ascii_digit();
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_digit) {
            let end = rest[start..].find(|c| !is_digit(c)).map_or(rest.len(), |length| start + length);
            masked.push_str(&rest[..start]);
            let run = &rest[start..end];
            let is_pin = Pin::parse(run).is_some_and(|pin| pin.matches(secret, &self.number, &self.pin_hash));
            masked.push_str(if is_pin { mask } else { run });
            rest = &rest[end..];
        }
        masked.push_str(rest);
        masked
    }

    /// Another one with each PIN; what the PIN is cannot be told from it.
    pub fn pin_mark(&self, secret: &Secret) -> String {
        secret.digest("track-pin", &self.pin_hash)
    }

    /// It was closed while it waited for its citizen.
    fn is_unanswered(&self) -> bool {
        self.stage == Stage::Closed && self.paused_at.is_some()
    }

    /// It was over before this house knew it (an imported letter): no day of ours counts its end.
    fn is_of_before(&self) -> bool {
        self.resolved_at.is_some() && self.resolved_day.is_none()
    }
}

/// A ticket about to be opened. Agency, class, priority and due time follow from the category unless
/// said otherwise.
#[derive(Clone, Debug)]
pub struct NewTicket<'a> {
    pub category: &'a Category,
    pub agency: Option<AgencyId>,
    pub class: Option<Class>,
    pub subject: &'a str,
    pub body: &'a str,
    pub channel: Channel,
    pub language: Lang,
    pub contact: ContactId,
    pub area: Option<&'a str>,
    pub place: Option<&'a str>,
    pub coordinates: Option<(f64, f64)>,
    pub is_anonymous: bool,
    pub is_confidential: bool,
}

/// Characters of a subject; longer ones are cut, the body has it all.
const SUBJECT: usize = 140;

/// Opens a ticket and returns it with the PIN that is told to the citizen once.
pub async fn open(
    tx: &mut Tx,
    secret: &Secret,
    zone: &TimeZone,
    new: &NewTicket<'_>,
) -> Result<(Ticket, Pin)> {
    let number = number::draw(tx, zone, tx.now()).await?;
    let (mut ticket, pin) = fresh(tx, secret, zone, number, new);
    clocks::start(tx, &mut ticket).await?;
    store::insert(tx, &ticket).await?;
    public::begin(tx, &ticket, new.category.is_public).await?;
    rollup::shift(tx, None, &ticket).await?;
    record(tx, ticket.id, None, EventKind::Opened, opened(&ticket)).await?;
    duty::stir(tx, ticket.agency_id).await?;
    tx.publish(Event::Ticket { id: ticket.id, agency: ticket.agency_id });
    Ok((ticket, pin))
}

/// What the history says first.
fn opened(ticket: &Ticket) -> Value {
    json!({ "channel": ticket.channel })
}

/// The row of a new ticket, not stored yet.
fn fresh(
    tx: &Tx,
    secret: &Secret,
    zone: &TimeZone,
    number: TicketNumber,
    new: &NewTicket<'_>,
) -> (Ticket, Pin) {
    let now = tx.now();
    let class = new.class.unwrap_or(new.category.class);
    let emergency = class == Class::Emergency;
    let pin = Pin::random();
    let ticket = Ticket {
        id: TicketId(tx.id()),
        pin_hash: pin.digest(secret, &number),
        number,
        class,
        stage: Stage::Submitted,
        status: Status::New,
        is_open: true,
        rank: i64::from(!emergency),
        priority: if emergency { 1 } else { new.category.priority },
        category_id: new.category.id,
        agency_id: new.agency.unwrap_or(new.category.agency_id),
        area_code: new.area.map(str::to_owned),
        place: new.place.map(str::to_owned),
        latitude: new.coordinates.map(|(latitude, _)| latitude),
        longitude: new.coordinates.map(|(_, longitude)| longitude),
        subject: subject(new.subject, new.body),
        body: new.body.to_owned(),
        channel: new.channel.code().to_owned(),
        language: new.language,
        is_anonymous: new.is_anonymous,
        is_confidential: new.is_confidential,
        contact_id: new.contact,
        assignee_id: None,
        created_at: now,
        created_day: local_day(now, zone),
        updated_at: now,
        due_at: sla::due_at(new.category, now),
        first_response_at: None,
        resolved_at: None,
        resolved_day: None,
        version: 1,
        referred_by: None,
        refusal: None,
        tier: None,
        paused_at: None,
        next_clock: None,
        next_due_at: None,
        next_alarm_at: None,
        escalated: None,
        alarms: None,
        is_followed: false,
    };
    (ticket, pin)
}

/// The given subject, or the first words of the body.
fn subject(subject: &str, body: &str) -> String {
    let line = [subject, body]
        .into_iter()
        .find_map(|text| text.lines().map(str::trim).find(|line| !line.is_empty()))
        .unwrap_or_default();
    if line.chars().count() <= SUBJECT {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT - 1).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

/// Days since 1970-01-01 in local time.
pub fn local_day(at: Millis, zone: &TimeZone) -> i64 {
    let offset = number::local(at, zone).offset().seconds();
    (at + i64::from(offset) * 1_000).div_euclid(crate::clock::DAY)
}

/// For the program itself. Pages and APIs ask [`visible`].
pub async fn get(tx: &mut Tx, id: TicketId) -> Result<Ticket> {
    store::get(tx, id).await?.ok_or_else(|| not_found("ticket"))
}

/// [`get`], for ids that somebody outside gave us.
pub async fn find(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>> {
    store::get(tx, id).await
}

/// The ticket, if this member of staff may work on it: one of their agencies is responsible. Every verb asks
/// this; whoever only supports hears why not.
pub async fn visible(tx: &mut Tx, viewer: StaffId, id: TicketId) -> Result<Ticket> {
    if let Some(ticket) = store::visible(tx, viewer, id).await? {
        return Ok(ticket);
    }
    match store::readable(tx, viewer, id).await? {
        Some(_) => Err(forbidden("your agency supports here; the one that is responsible does this")),
        None => Err(not_found("ticket")),
    }
}

/// The numbers of these tickets, in one query; the caller knows that they may be read.
pub async fn numbers(tx: &mut Tx, ids: &[TicketId]) -> Result<HashMap<TicketId, TicketNumber>> {
    store::numbers(tx, ids).await
}

/// Those of these tickets that this member of staff may work on, in one query.
pub async fn visible_among(
    tx: &mut Tx,
    viewer: StaffId,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, Ticket>> {
    Ok(store::visible_among(tx, viewer, ids).await?.into_iter().map(|ticket| (ticket.id, ticket)).collect())
}

/// The ticket, if this member of staff may read it: one of their agencies is responsible or supports. For
/// pages, files and notes.
pub async fn readable(tx: &mut Tx, viewer: StaffId, id: TicketId) -> Result<Ticket> {
    store::readable(tx, viewer, id).await?.ok_or_else(|| not_found("ticket"))
}

/// The ticket with this number, whoever may see it: for the house itself, which shows nobody anything of it.
pub async fn by_number(tx: &mut Tx, number: &TicketNumber) -> Result<Option<Ticket>> {
    store::by_number(tx, number).await
}

/// The ticket with this number, if this member of staff may read it.
pub async fn visible_by_number(
    tx: &mut Tx,
    viewer: StaffId,
    number: &TicketNumber,
) -> Result<Option<Ticket>> {
    store::visible_by_number(tx, viewer, number).await
}

/// The ticket for somebody who knows number and PIN. Takes as long and says the same whether the
/// number is unknown or the PIN wrong; the caller limits how often it may be tried.
pub async fn by_number_and_pin(
    tx: &mut Tx,
    secret: &Secret,
    number: &TicketNumber,
    pin: &Pin,
) -> Result<Option<Ticket>> {
    let found = store::by_number(tx, number).await?;
    let stored = found.as_ref().map_or("", |ticket| ticket.pin_hash.as_str());
    let matches = pin.matches(secret, number, stored);
    Ok(found.filter(|_| matches))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_short_and_never_cuts_a_word() {
        assert_eq!(subject("", "\n  Air mati\nsejak pagi"), "Air mati");
        let long = subject("", &"kata ".repeat(60));
        assert!(long.ends_with("kata…") && long.chars().count() <= SUBJECT, "{long}");
        assert_eq!(subject("", ""), "");
    }
}
