//! Two reports are one: the newer ends in the main one, its citizen is told once and follows the main one, and
//! what they write reaches its desk. It can be taken back.

use channels::Identity;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{may_meet, note};
use crate::audit;
use crate::auth::Staff;
use crate::clock::{DAY, Millis};
use crate::contacts;
use crate::conversations::{self, NewMessage};
use crate::db::Tx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::follows::{self, State};
use crate::ids::{ContactId, TicketId};
use crate::outbox::{self, Joined};
use crate::people;
use crate::relations::{self, Before, Hung, Kind};
use crate::texts::Lang;
use crate::tickets::life::{Actor, Stage, Step};
use crate::tickets::{self, Ticket};

/// A merge can be taken back for so long.
pub const UNDO: Millis = 30 * DAY;

/// Merges a report into another, or into what that one was merged into. Whoever does it must see all of them.
/// Returns the main report.
pub async fn merge(
    tx: &mut Tx,
    zone: &TimeZone,
    by: &Staff,
    id: TicketId,
    into: TicketId,
) -> Result<TicketId> {
    let theirs = tickets::visible(tx, by.id, id).await?.contact_id;
    let asked = tickets::visible(tx, by.id, into).await?;
    let main = relations::main_of(tx, asked.id).await?;
    if main == id {
        return Err(invalid("main", "relations-same"));
    }
    // The contact, who follows from now on, before the conversation, that before the ticket, and tickets by their age:
    // everybody locks in this order.
    contacts::hold(tx, theirs).await?;
    conversations::answer_through(tx, id).await?;
    tickets::lock_both(tx, id, main).await?;
    let ticket = tickets::visible(tx, by.id, id).await?;
    let main = tickets::visible(tx, by.id, main).await?;
    may_be_merged(by, &ticket, &main)?;
    if relations::main_of(tx, main.id).await? != main.id {
        return Err(conflict("the main ticket was merged a moment ago"));
    }
    let was_parent = loosen(tx, &ticket, &main).await?.then_some(Hung::Of(main.id));
    // What hung below this one hangs below the main one, so that there are no chains.
    let moved = relations::move_below(tx, ticket.id, main.id).await?;
    follows::move_on(tx, ticket.id, main.id).await?;
    let hides = ticket.is_anonymous || main.is_anonymous;
    let followed = if ticket.contact_id != main.contact_id || hides {
        let follower = follower(tx, &ticket).await?;
        follows::join(tx, main.id, follower, ticket.id, ticket.language).await?
    } else {
        None
    };
    let before = Before { stage: Some(ticket.stage), moved, was_parent, followed };
    relations::link(tx, Kind::Merged, ticket.id, main.id, Some(by.id), before).await?;
    tickets::set_followed(tx, main.id).await?;
    tickets::merge(tx, zone, ticket.id, by.id).await?;
    note(tx, ticket.id, Some(by.id), "merged-into", Some(&main)).await?;
    note(tx, main.id, Some(by.id), "merged-here", Some(&ticket)).await?;
    tickets::touch(tx, main.id).await?;
    outbox::merged(tx, zone, &ticket).await?;
    let detail =
        json!({ "before": { "stage": ticket.stage }, "after": { "stage": Stage::Merged, "main": main.id } });
    audit::record(tx, Some(by.id), "ticket-merged", ("ticket", ticket.id), detail).await?;
    Ok(main.id)
}

/// As whom the citizen of a merged report follows the main one. Who hides follows as somebody whom nothing else is
/// known of, or the number of followers would say whether they follow already, or are the main one's citizen.
async fn follower(tx: &mut Tx, ticket: &Ticket) -> Result<ContactId> {
    if ticket.is_anonymous {
        contacts::identify(tx, &Identity::Unknown, None, ticket.language).await
    } else {
        Ok(ticket.contact_id)
    }
}

/// The main report hangs below nothing that would hang below it, and below no other one if anything hangs below
/// the report that comes to it. True: it hung below that one, and does no more.
async fn loosen(tx: &mut Tx, ticket: &Ticket, main: &Ticket) -> Result<bool> {
    match relations::above(tx, Kind::Child, main.id).await? {
        Some(up) if up.other_id == ticket.id => {
            relations::unlink(tx, up.id).await?;
            Ok(true)
        }
        Some(_) if relations::below(tx, ticket.id).await?.children > 0 => {
            Err(invalid("main", "relations-main-below"))
        }
        _ => Ok(false),
    }
}

fn may_be_merged(by: &Staff, ticket: &Ticket, main: &Ticket) -> Result<()> {
    if ticket.stage == Stage::Merged {
        return Err(invalid("main", "relations-merged-already"));
    }
    if Step::Merge.obstacle(ticket.stage, Actor::System).is_some() {
        return Err(invalid("main", "relations-over"));
    }
    if matches!(main.stage, Stage::Closed | Stage::Rejected) {
        return Err(invalid("main", "relations-main-over"));
    }
    may_meet(by, ticket, main)
}

/// The two were not one after all: the report stands where it stood, what hung below it is with it again, and
/// its citizen follows the other no more.
pub async fn unmerge(tx: &mut Tx, zone: &TimeZone, by: &Staff, id: TicketId) -> Result<()> {
    let ticket = tickets::visible(tx, by.id, id).await?;
    let link = relations::above(tx, Kind::Merged, id).await?.ok_or_else(|| not_found("merge"))?;
    let main = tickets::visible(tx, by.id, link.other_id).await?;
    if tx.now() - link.at > UNDO {
        return Err(invalid("main", "relations-unmerge-late"));
    }
    conversations::answer_through(tx, id).await?;
    tickets::lock_both(tx, id, main.id).await?;
    // Pressed twice, or by two at once: the second finds nothing to take back, or another main report.
    let now = relations::above(tx, Kind::Merged, id).await?;
    let link = now.filter(|now| now.id == link.id && now.other_id == main.id);
    let link = link.ok_or_else(|| conflict("somebody else took this merge back or went on with it"))?;
    relations::unlink(tx, link.id).await?;
    follow_no_more(tx, &ticket, &main, link.before.0.followed).await?;
    follows::move_back(tx, main.id, id).await?;
    for via in relations::move_back(tx, &link.before.0.moved, main.id, id).await? {
        follows::carry(tx, main.id, via, id).await?;
    }
    if link.before.0.was_parent.is_some_and(|below| below.is(main.id))
        && relations::above(tx, Kind::Child, main.id).await?.is_none()
        && relations::below(tx, main.id).await?.children == 0
    {
        relations::link(tx, Kind::Child, main.id, id, Some(by.id), Before::default()).await?;
    }
    let apart = tickets::unmerge(tx, zone, id, link.before.0.stage, by.id).await?;
    note(tx, id, Some(by.id), "unmerged", Some(&main)).await?;
    note(tx, main.id, Some(by.id), "unmerged-here", Some(&ticket)).await?;
    tickets::touch(tx, main.id).await?;
    outbox::unmerged(tx, zone, &apart).await?;
    let detail = json!({ "before": { "stage": Stage::Merged, "main": main.id }, "after": { "stage": link.before.0.stage } });
    audit::record(tx, Some(by.id), "ticket-unmerged", ("ticket", id), detail).await?;
    Ok(())
}

/// The report that came apart is none by which its citizen follows the main one. Where they have another one
/// there, they go on by that; where they followed before, as then.
async fn follow_no_more(tx: &mut Tx, ticket: &Ticket, main: &Ticket, before: Option<State>) -> Result<()> {
    // Who hides follows by each report apart: nothing may tell that two are of one.
    let next =
        if ticket.is_anonymous { None } else { relations::merged_of(tx, main.id, ticket.contact_id).await? };
    match next {
        Some(next) => {
            if follows::go_on_by(tx, main.id, ticket.id, next.ticket_id).await? && before.is_some() {
                relations::set_before(tx, next.id, Before { followed: before, ..next.before.0 }).await?;
            }
            Ok(())
        }
        None => follows::leave(tx, ticket.id, before).await,
    }
}

/// The citizen wrote about a report of theirs, in a conversation that the caller holds: it is with us again. None
/// when it is over, or when it was merged and the main report is over: then the words are a new matter.
pub async fn joined(
    tx: &mut Tx,
    zone: &TimeZone,
    id: TicketId,
    words: &str,
    disputes: bool,
) -> Result<Option<Joined>> {
    // Conversations before tickets. The one that is answered through may be another than the one they wrote in: a
    // chat that they chose, or the main report's.
    let main = relations::main_of(tx, id).await?;
    conversations::answer_through(tx, id).await?;
    if main != id {
        outbox::answer_conversation(tx, main).await?;
        tickets::lock_both(tx, id, main).await?;
    }
    let Some(joined) = outbox::join(tx, zone, id, disputes).await? else { return Ok(None) };
    if joined.ticket.stage != Stage::Merged {
        return Ok(Some(joined));
    }
    // It goes on in its main ticket, whose desk must read this.
    Ok(wrote(tx, zone, &joined.ticket, words, disputes).await?.then_some(joined))
}

/// The citizen of a merged report wrote: the words stay in their own thread and reach the main report's desk as a
/// note. False when the main report is over: then they are a new matter.
async fn wrote(tx: &mut Tx, zone: &TimeZone, ticket: &Ticket, words: &str, disputes: bool) -> Result<bool> {
    let main = relations::main_of(tx, ticket.id).await?;
    if main == ticket.id {
        return Ok(true);
    }
    let Some(back) = outbox::join(tx, zone, main, disputes).await? else { return Ok(false) };
    let main = &back.ticket;
    // Anonymous or not: the desk learns the number and the words, never who. There it is read under the veil of
    // the main report's citizen, or under none: what must be covered is covered here.
    let words: String = words.chars().take(NOTE).collect();
    let words = people::covered(tx, ticket, None, &words).await?;
    let (number, said) = (ticket.number.to_string(), words.clone());
    let text = Lang::Id.with2("relations-note-wrote", ("number", number), ("words", said));
    let conversation = outbox::answer_conversation(tx, main.id).await?;
    conversations::append(tx, conversation.id, Some(main.id), &NewMessage::relayed(&text)).await?;
    note(tx, main.id, None, "merged-wrote", Some(ticket)).await?;
    back.tell_of_other(tx, zone, &words).await?;
    Ok(true)
}

/// Characters of the citizen's words in the note; the thread of their report has all.
const NOTE: usize = 4_000;
