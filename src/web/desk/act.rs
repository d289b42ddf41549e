//! What staff do with a ticket besides writing. Each verb first asks whether they may see it.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::mend::mend;
use super::{Agent, ticket_id};
use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::clock::Millis;
use crate::conversations::{self, Direction, State};
use crate::error::{Result, bad_request, invalid, not_found};
use crate::ids::{HandoverId, MessageId, StaffId, TicketId};
use crate::outbox;
use crate::tickets::life::{Refusal, Step};
use crate::tickets::{self, Taken};
use crate::web::{Form, see_other};

/// Characters of a reason.
const LONGEST: usize = 2_000;

/// What was typed, as browsers count it: a line break is one character there, and two on the way.
fn typed(reason: &str) -> String {
    reason.trim().replace("\r\n", "\n")
}

/// Nothing is cut off in silence.
fn fits(reason: &str) -> Result<()> {
    if reason.chars().count() > LONGEST { Err(invalid("reason", "reason-long")) } else { Ok(()) }
}

/// Back to the ticket, saying what was done and how it was before.
fn done(id: TicketId, what: &str, was: impl std::fmt::Display) -> HttpResponse {
    see_other(&format!("/desk/{id}?done={what}&was={was}"))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ToStep {
    /// A step of the life; `reject:why`; `take_back`, or `refer_back` for a referral.
    step: String,
    reason: String,
}

/// Another step in the life of the ticket.
pub async fn take_step(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToStep>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Form(ToStep { step: chosen, reason }) = form;
    let (reason, me) = (typed(&reason), agent.staff.id);
    if chosen == "take_back" {
        app.db
            .write(async |tx| {
                tickets::visible(tx, me, id).await?;
                outbox::take_back(tx, &app.zone, id, me).await
            })
            .await?;
        return Ok(see_other(&format!("/desk/{id}")));
    }
    if chosen == "refer_back" {
        // Whoever referred it may not see it any more: the verb asks whose referral it was.
        let back = app.db.write(async |tx| outbox::take_referral_back(tx, &app.zone, id, me).await).await;
        return match back {
            Ok(_) => Ok(see_other(&format!("/desk/{id}"))),
            Err(error) => mend(&app, agent, id, error, ("refer", String::new(), String::new())).await,
        };
    }
    let (code, refusal) = chosen.split_once(':').unwrap_or((&chosen, ""));
    // Referring has a form of its own: it needs an agency.
    let step = Step::parse(code).filter(|step| *step != Step::Refer);
    let step = step.ok_or_else(|| bad_request("no such step"))?;
    let taken = Taken { refusal: Refusal::parse(refusal), ..Taken::by(agent.staff.role, step, &reason) };
    let moved = app
        .db
        .write(async |tx| {
            tickets::visible(tx, me, id).await?;
            fits(&reason)?;
            if step == Step::Decline {
                let after = outbox::decline(tx, &app.zone, id, Some(me), &taken).await?;
                let stays = tickets::readable(tx, me, id).await.is_ok();
                return Ok((!stays).then_some(after.number));
            }
            outbox::decide(tx, &app.zone, id, me, &taken).await?;
            Ok(None)
        })
        .await;
    match moved {
        Ok(Some(number)) => Ok(see_other(&format!("/desk?referred={}", number.digits()))),
        Ok(None) => Ok(done(id, "step", step)),
        Err(error) => mend(&app, agent, id, error, ("step", reason, chosen)).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ToStaff {
    /// `me`, an id, or nothing: back into the queue.
    to: String,
    /// Who the page showed, so that nobody takes from somebody without having seen it.
    seen: String,
    /// What whoever has it next must read first.
    handover: String,
    /// When an assignment is taken back: the note that was left with it.
    note: String,
    /// The same: until when the ticket was put aside before, and its version since (`until.version`).
    asleep: String,
}

impl ToStaff {
    fn slept(&self) -> Option<(Millis, i64)> {
        let (until, version) = self.asleep.split_once('.')?;
        Some((until.parse().ok()?, version.parse().ok()?))
    }
}

pub async fn assign(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToStaff>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let (note, slept) = (form.0.note.parse().ok().map(HandoverId), form.0.slept());
    let Form(ToStaff { to, seen, handover, .. }) = form;
    let handover = typed(&handover);
    let seen: Option<StaffId> = seen.parse().ok();
    let me = agent.staff.id;
    let given = app
        .db
        .write(async |tx| {
            let before = tickets::visible(tx, me, id).await?;
            fits(&handover)?;
            let asleep = tickets::asleep(tx, id).await?;
            let was = before.assignee_id.map(|id| id.to_string()).unwrap_or_default();
            let left = if handover.is_empty() {
                String::new()
            } else {
                format!("&note={}", tickets::leave(tx, id, me, &handover).await?)
            };
            if let Some(note) = note {
                tickets::take_back_note(tx, id, note, me).await?;
            }
            // Whatever happened since (a word of the citizen) keeps it awake.
            let until = slept.filter(|(_, version)| *version == before.version).map(|(until, _)| until);
            if to.is_empty() {
                tickets::release(tx, id, me).await?;
                tickets::sleep_on(tx, id, until, me).await?;
            } else {
                let gone = || invalid("assignee", "assignee-cannot-see");
                let to: StaffId = if to == "me" { me } else { to.parse().map_err(|_| gone())? };
                let colleagues = auth::assignable(tx, before.agency_id).await?;
                let colleague = colleagues.into_iter().find(|colleague| colleague.id == to);
                let colleague = colleague.ok_or_else(gone)?;
                tickets::assign(tx, id, (colleague.id, &colleague.name), me, seen).await?;
                tickets::sleep_on(tx, id, until, me).await?;
                outbox::looked_at(tx, &app.zone, id, me).await?;
            }
            let woken = match asleep {
                Some(sleep) => {
                    format!("&asleep={}.{}", sleep.until, tickets::get(tx, id).await?.version)
                }
                None => String::new(),
            };
            Ok(format!("{was}{left}{woken}"))
        })
        .await;
    match given {
        Ok(back) => Ok(done(id, "assign", back)),
        Err(error) => mend(&app, agent, id, error, ("assign", handover, to)).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ToAgency {
    agency: String,
    reason: String,
}

/// To any agency, also one whose tickets one does not see: then the ticket leaves one's reach.
pub async fn refer(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToAgency>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let Form(ToAgency { agency, reason }) = form;
    let reason = typed(&reason);
    let me = agent.staff.id;
    let referred = app
        .db
        .write(async |tx| {
            let before = tickets::visible(tx, me, id).await?;
            fits(&reason)?;
            // Closed since the page was read counts as none chosen.
            let needed = || invalid("agency", "agency-needed");
            let to = agencies::agency(tx, agency.parse().map_err(|_| needed())?).await?;
            if !to.is_active {
                return Err(needed());
            }
            let taken = Taken::by(agent.staff.role, Step::Refer, &reason);
            outbox::refer(tx, &app.zone, id, &to, Some(me), &taken).await?;
            let stays = tickets::readable(tx, me, id).await.is_ok();
            Ok((before, stays))
        })
        .await;
    match referred {
        Ok((before, true)) => Ok(done(id, "refer", before.agency_id)),
        Ok((before, false)) => Ok(see_other(&format!("/desk?referred={}", before.number.digits()))),
        Err(error) => mend(&app, agent, id, error, ("refer", reason, agency)).await,
    }
}

#[derive(Deserialize)]
pub struct ToCategory {
    category: String,
}

pub async fn reclassify(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<ToCategory>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let to = form.0.category.parse().map_err(|_| not_found("category"))?;
    let was = app
        .db
        .write(async |tx| {
            let before = tickets::visible(tx, agent.staff.id, id).await?;
            let to = agencies::category(tx, to).await?;
            // Its own stays offered although it was closed: chosen again, nothing changes.
            if !to.is_active && to.id != before.category_id {
                return Err(not_found("category"));
            }
            tickets::reclassify(tx, id, &to, Some(agent.staff.id)).await?;
            Ok(before.category_id)
        })
        .await?;
    Ok(done(id, "category", was))
}

#[derive(Deserialize)]
pub struct Again {
    message: String,
}

/// A message that did not arrive is tried once more.
pub async fn resend(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Again>,
) -> Result<HttpResponse> {
    let id = ticket_id(&path)?;
    let message = form.0.message.parse::<i64>().map(MessageId).map_err(|_| not_found("message"))?;
    app.db
        .write(async |tx| {
            tickets::visible(tx, agent.staff.id, id).await?;
            let message = conversations::message(tx, message).await?;
            if message.ticket_id != Some(id) || message.direction != Direction::Out {
                return Err(not_found("message"));
            }
            // Clicked twice: it is on its way already.
            if message.state == State::Failed {
                outbox::resend(tx, &app.secret, id, &message).await?;
            }
            Ok(())
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}")))
}
