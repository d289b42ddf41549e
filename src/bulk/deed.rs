//! What can be done to many tickets at once. This file alone calls the verbs; it asks of each ticket what
//! the form on the ticket's page asks.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Outcome, Pick};
use crate::agencies;
use crate::app::App;
use crate::auth::{self, Staff};
use crate::cases;
use crate::clock::Millis;
use crate::conversations;
use crate::db::Tx;
use crate::error::{Result, invalid, not_found};
use crate::ids::{AgencyId, CategoryId, MacroId, StaffId, TicketId, codes};
use crate::letters;
use crate::macros::Work;
use crate::outbox;
use crate::relations::{self, Kind};
use crate::tickets::life::{Need, Refusal, Stage, Step};
use crate::tickets::{self, Taken, Ticket, TicketNumber};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deed {
    /// To a colleague, or back into the queue.
    Assign {
        to: Option<StaffId>,
    },
    Refer {
        agency: AgencyId,
        reason: String,
    },
    Category {
        category: CategoryId,
    },
    /// To a colleague, or back into the queue, with a note that they must read.
    HandOver {
        to: Option<StaffId>,
        note: String,
    },
    /// What a macro said when it was used.
    Macro {
        #[serde(rename = "macro")]
        id: MacroId,
        title: String,
        work: Work,
    },
    /// A step of the life, other than referring.
    Step {
        step: Step,
        refusal: Option<Refusal>,
        reason: String,
    },
    /// Into one report, or below it.
    Gather {
        how: How,
        /// Digits of its number.
        main: String,
    },
}

codes! {
    /// How a report comes to its main one.
    How {
        Merge = "merge",
        Child = "child",
    }
}

/// How a ticket was, as far as a deed changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    pub stage: Option<Stage>,
    pub assignee: Option<StaffId>,
    pub agency: Option<AgencyId>,
    pub category: Option<CategoryId>,
    /// It was put aside until then.
    pub asleep_until: Option<Millis>,
    pub parent: Option<TicketId>,
}

impl Before {
    async fn of(tx: &mut Tx, ticket: &Ticket) -> Result<Self> {
        let asleep = tickets::asleep(tx, ticket.id).await?;
        Ok(Self {
            asleep_until: asleep.map(|sleep| sleep.until),
            stage: Some(ticket.stage),
            assignee: ticket.assignee_id,
            agency: Some(ticket.agency_id),
            category: Some(ticket.category_id),
            parent: None,
        })
    }
}

impl Deed {
    /// `assign`, `refer`, `category`, `status` or `gather`: the name of the form.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Assign { .. } | Self::HandOver { .. } => "assign",
            Self::Macro { .. } => "macro",
            Self::Refer { .. } => "refer",
            Self::Category { .. } => "category",
            Self::Step { .. } => "status",
            Self::Gather { .. } => "gather",
        }
    }

    /// Does it tell citizens something that cannot be unsaid?
    pub async fn tells_citizens(&self, tx: &mut Tx) -> Result<bool> {
        match self {
            Self::Step { step, refusal, .. } => letters::tells(tx, *step, *refusal).await,
            Self::Refer { .. } => letters::tells(tx, Step::Refer, None).await,
            Self::Macro { work, .. } => work.tells_citizens(tx).await,
            Self::Gather { how, .. } => Ok(*how == How::Merge),
            // What was new is verified by it.
            Self::Assign { to: Some(_) } => letters::tells(tx, Step::Verify, None).await,
            Self::Assign { to: None } | Self::Category { .. } | Self::HandOver { .. } => Ok(false),
        }
    }

    /// Does it make sense at all, for whichever ticket?
    pub(super) async fn check(&self, tx: &mut Tx, by: &Staff) -> Result<()> {
        match self {
            Self::Assign { to: Some(to) } | Self::HandOver { to: Some(to), .. } => {
                let colleague = auth::get(tx, *to).await?;
                let is_fit = colleague.is_active && colleague.role.works_on_tickets();
                if is_fit || *to == by.id { Ok(()) } else { Err(invalid("assignee", "bulk-assignee")) }
            }
            Self::Refer { agency, reason } => {
                if !agencies::agency(tx, *agency).await?.is_active {
                    return Err(invalid("agency", "agency-needed"));
                }
                if reason.is_empty() { Err(invalid("refer-reason", "reason-needed")) } else { Ok(()) }
            }
            Self::Category { category } => {
                let category = agencies::category(tx, *category).await?;
                if category.is_active { Ok(()) } else { Err(invalid("category", "bulk-category")) }
            }
            Self::Step { step, reason, .. } if step.rule().need != Need::Nothing && reason.is_empty() => {
                Err(invalid("status-reason", "reason-needed"))
            }
            Self::Assign { to: None }
            | Self::HandOver { to: None, .. }
            | Self::Macro { .. }
            | Self::Step { .. } => Ok(()),
            Self::Gather { main, .. } => main_of(tx, by, main).await.map(|_| ()),
        }
    }

    /// Does it to one ticket. Returns how the ticket was, and its version now.
    pub(super) async fn do_to(
        &self,
        tx: &mut Tx,
        app: &App,
        by: &Staff,
        pick: &Pick,
    ) -> Result<(Outcome, Before, i64)> {
        let ticket = tickets::visible(tx, by.id, pick.ticket).await?;
        let (id, zone) = (ticket.id, &app.zone);
        let mut before = Before::of(tx, &ticket).await?;
        if self.is_so(&ticket) {
            return Ok((Outcome::Same, before, ticket.version));
        }
        if !matches!(self, Self::Assign { .. } | Self::Category { .. } | Self::HandOver { .. }) {
            // The conversation before the ticket: everybody locks in this order.
            conversations::answer_through(tx, id).await?;
        }
        // From here on the ticket is ours, as it was when we looked.
        tickets::unchanged(tx, id, ticket.version).await?;
        match self {
            Self::Assign { to: None } => {
                tickets::release(tx, id, by.id).await?;
            }
            Self::HandOver { to, note } => {
                if !note.is_empty() {
                    tickets::leave(tx, id, by.id, note).await?;
                }
                match to {
                    Some(to) => give(tx, by, &ticket, *to, pick.seen).await?,
                    None => tickets::release(tx, id, by.id).await.map(|_| ())?,
                }
            }
            Self::Macro { work, .. } => super::work::apply(tx, app, by, &ticket, work).await?,
            Self::Assign { to: Some(to) } => {
                give(tx, by, &ticket, *to, pick.seen).await?;
                outbox::looked_at(tx, zone, id, by.id).await?;
            }
            Self::Refer { agency, reason } => {
                let to = agencies::agency(tx, *agency).await?;
                let taken = Taken::by(by.role, Step::Refer, reason);
                outbox::refer(tx, zone, id, &to, Some(by.id), &taken).await?;
            }
            Self::Category { category } => {
                let to = agencies::category(tx, *category).await?;
                tickets::reclassify(tx, id, &to, Some(by.id)).await?;
            }
            Self::Step { step, refusal, reason } => {
                let taken = Taken { refusal: *refusal, ..Taken::by(by.role, *step, reason) };
                outbox::decide(tx, zone, id, by.id, &taken).await?;
            }
            Self::Gather { how, main } => {
                let main = main_of(tx, by, main).await?;
                before.parent = relations::above(tx, Kind::Child, id).await?.map(|link| link.other_id);
                match how {
                    How::Merge => cases::merge(tx, zone, by, id, main).await?,
                    How::Child => cases::attach(tx, by, id, main).await?,
                };
            }
        }
        Ok((Outcome::Done, before, version(tx, id).await?))
    }

    fn is_so(&self, ticket: &Ticket) -> bool {
        match self {
            Self::Assign { to } | Self::HandOver { to, .. } => ticket.assignee_id == *to,
            // Each part decides by itself.
            Self::Macro { .. } | Self::Gather { .. } => false,
            Self::Refer { agency, .. } => ticket.agency_id == *agency,
            Self::Category { category } => ticket.category_id == *category,
            Self::Step { step, .. } => ticket.stage == step.rule().to,
        }
    }

    /// Sets one ticket back to how it was. What was said stays said; who heard that it was over hears that it is open again.
    pub(super) async fn take_back(
        &self,
        tx: &mut Tx,
        zone: &TimeZone,
        by: &Staff,
        ticket: &Ticket,
        before: &Before,
    ) -> Result<()> {
        self.set_back(tx, zone, by, ticket, before).await?;
        // Other hands, another agency, an end: all of them woke it.
        tickets::sleep_on(tx, ticket.id, before.asleep_until, by.id).await
    }

    async fn set_back(
        &self,
        tx: &mut Tx,
        zone: &TimeZone,
        by: &Staff,
        ticket: &Ticket,
        before: &Before,
    ) -> Result<()> {
        let id = ticket.id;
        match self {
            Self::Assign { .. } | Self::HandOver { .. } => {
                if matches!(self, Self::HandOver { .. }) {
                    tickets::take_back_notes(tx, id, by.id).await?;
                }
                match before.assignee {
                    Some(to) => give(tx, by, ticket, to, ticket.assignee_id).await,
                    None => tickets::release(tx, id, by.id).await.map(|_| ()),
                }
            }
            Self::Macro { .. } => super::work::take_back(tx, zone, by, ticket, before).await,
            Self::Refer { .. } => outbox::take_referral_back(tx, zone, id, by.id).await.map(|_| ()),
            Self::Category { .. } => {
                let category = before.category.ok_or_else(|| not_found("category"))?;
                let back = agencies::category(tx, category).await?;
                tickets::reclassify(tx, id, &back, Some(by.id)).await.map(|_| ())
            }
            Self::Step { .. } => {
                // Nothing becomes unseen again: what was new is verified.
                let back = before.stage.filter(|was| *was != Stage::Submitted).unwrap_or(Stage::Verified);
                outbox::set_back(tx, zone, id, back, by.id).await.map(|_| ())
            }
            Self::Gather { how: How::Merge, .. } => cases::unmerge(tx, zone, by, id).await,
            Self::Gather { how: How::Child, .. } => match before.parent {
                Some(parent) => cases::attach(tx, by, id, parent).await.map(|_| ()),
                None => match relations::above(tx, Kind::Child, id).await? {
                    Some(link) => cases::take_apart(tx, by, link.id).await,
                    None => Ok(()),
                },
            },
        }
    }
}

/// To somebody whom the ticket's page would offer.
pub(super) async fn give(
    tx: &mut Tx,
    by: &Staff,
    ticket: &Ticket,
    to: StaffId,
    seen: Option<StaffId>,
) -> Result<()> {
    let colleagues = auth::assignable(tx, ticket.agency_id).await?;
    let colleague = colleagues.into_iter().find(|colleague| colleague.id == to);
    let colleague = colleague.ok_or_else(|| invalid("assignee", "assignee-cannot-see"))?;
    tickets::assign(tx, ticket.id, (colleague.id, &colleague.name), by.id, seen).await?;
    Ok(())
}

/// The report that the others come to, if whoever does it may see it.
async fn main_of(tx: &mut Tx, by: &Staff, digits: &str) -> Result<TicketId> {
    let number = TicketNumber::parse(digits).map_err(|_| invalid("main", "relations-number"))?;
    let found = tickets::visible_by_number(tx, by.id, &number).await?;
    Ok(found.ok_or_else(|| invalid("main", "relations-unknown"))?.id)
}

async fn version(tx: &mut Tx, id: TicketId) -> Result<i64> {
    Ok(tickets::get(tx, id).await?.version)
}
