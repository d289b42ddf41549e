//! What the tables say for one page, read in one transaction; everything that people wrote is under the reader's veil.

use std::sync::Arc;

use channels::Channel;

use super::{BESIDE, Visit};
use crate::agency_mail;
use crate::app::App;
use crate::auth::{self, Staff};
use crate::conversations;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TicketId;
use crate::outbox;
use crate::people::Veil;
use crate::sla::{self, Book};
use crate::tickets::{self, Row, Ticket};
use crate::web::Shell;
use crate::web::desk::beside::{self, Beside, Wanted};
use crate::web::desk::chrome::{self, Choice, Names, Views};
use crate::web::desk::lost::{self, Ahead};
use crate::web::desk::others::{self, Others};
use crate::web::desk::person::{self, Facts, Person};
use crate::web::desk::relations::{self, Panel};
use crate::web::desk::support::{self, Panel as SupportPanel};
use crate::web::desk::thread::{self, Told};
use crate::web::desk::{here, insert};

pub struct Found {
    pub ticket: Ticket,
    pub names: Names,
    /// The list beside it.
    pub rows: Vec<Row>,
    pub views: Views,
    pub told: Told,
    pub person: Person,
    pub facts: Facts,
    pub assignee: Option<Staff>,
    pub colleagues: Vec<Staff>,
    /// By which an answer goes.
    pub channel: Channel,
    pub answers: Vec<Choice>,
    pub here: String,
    pub beside: Beside,
    pub book: Arc<Book>,
    pub related: Panel,
    pub support: SupportPanel,
    /// What was just done told nobody and can be taken back.
    pub is_quiet: bool,
    pub ahead: Option<Ahead>,
    pub others: Others,
    /// Whom to call about it, once it was handed up.
    pub escalation: Option<String>,
}

impl Found {
    pub async fn load(
        tx: &mut Tx,
        app: &App,
        (shell, staff): (&Shell, &Staff),
        id: TicketId,
        visit: &Visit,
    ) -> Result<Self> {
        let t = shell.t;
        let (ask, composer) = (&visit.ask, &visit.composer);
        let mut ticket = tickets::readable(tx, staff.id, id).await?;
        let names = Names::load(tx, t).await?;
        let rows = tickets::list(tx, staff.id, ask.view(), &ask.filter(), ask.cursor(), BESIDE).await?;
        let views = chrome::views(tx, t, staff.id, Some(ask)).await?;
        let mut told = thread::load(tx, &ticket, visit.extra.stretch()).await?;
        // One veil over everything on the page that people wrote.
        let veil = Veil::over(tx, t, staff, &ticket).await?;
        let veil = veil.as_ref();
        if let Some(veil) = veil {
            told.cover(veil);
            veil.ticket(&mut ticket);
        }
        let mut person = person::load(tx, shell, staff, &ticket, veil).await?;
        person.card.mend(&visit.trouble);
        let facts = person::facts(tx, shell, &names, &ticket, &told).await?;
        let assignee = match ticket.assignee_id {
            Some(id) => Some(auth::get(tx, id).await?),
            None => None,
        };
        let colleagues = auth::assignable(tx, ticket.agency_id).await?;
        let through = conversations::shown_through(tx, ticket.id).await?;
        let way = (veil.is_some(), composer.via.as_str());
        let ahead = lost::ahead(tx, shell, &ticket, through.as_ref(), way).await?;
        let ticked = (veil.is_some(), composer.copies.as_deref());
        let others = others::load(tx, &ticket, through.as_ref(), ticked).await?;
        let channel = through.map_or(Channel::Api, |conversation| conversation.channel());
        let answers = insert::choices(tx, t, staff, &ticket, &composer.answer).await?;
        let here = here::words(t, &tickets::others(tx, id, staff.id).await?);
        let extra = &visit.extra;
        let wanted = Wanted { ask, preview: &extra.preview, work: &extra.work, place: visit.place };
        let beside = beside::load(tx, app, (shell, staff), &names, &ticket, wanted, veil).await?;
        person.card.stay(&beside.stay);
        let related = relations::load(tx, shell, staff, &ticket, veil, visit.is_glance).await?;
        let asked = visit.trouble.chosen.parse().ok().filter(|_| visit.trouble.at("support"));
        let support = support::load(tx, shell, &names, staff, &ticket, asked, veil).await?;
        let is_quiet = match visit.extra.done.as_str() {
            "step" => outbox::slip(tx, ticket.id, staff.id).await?.is_some(),
            "refer" => outbox::referral(tx, ticket.id, staff.id).await?.is_some(),
            _ => false,
        };
        let book = sla::book(tx).await?;
        let escalation = match ticket.escalated {
            Some(_) => agency_mail::settings(tx, ticket.agency_id).await?.escalation_contact(),
            None => None,
        };
        Ok(Self {
            ticket,
            names,
            rows,
            views,
            told,
            person,
            facts,
            assignee,
            colleagues,
            channel,
            answers,
            here,
            beside,
            book,
            related,
            support,
            is_quiet,
            ahead,
            others,
            escalation,
        })
    }
}
