//! One ticket: what it is, what was said over all channels, who it is about, and what to do next.

mod found;
mod turning;
mod undo;

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use channels::{Channel, limits};
use serde::Deserialize;

use super::beside::Beside;
use super::chrome::{Choice, Views};
use super::clock::{self, Clock};
use super::looks_like::{self, LooksLike};
use super::lost::Ahead;
use super::meanwhile::{self, Meanwhile};
use super::mend::MOVED_ON;
use super::others::Others;
use super::parts::{self, Badge, Due};
use super::person::{Facts, Person};
use super::relations::Panel;
use super::rows::{self, Ask, Line};
use super::suggest::{self, Suggestions};
use super::support::Panel as SupportPanel;
use super::thread::{self, Item};
use super::work::Came;
use super::{Agent, notices, ticket_id};
use crate::app::App;
use crate::auth::{Role, Staff};
use crate::error::Result;
use crate::ids::{AgencyId, MessageId, TicketId};
use crate::people;
use crate::stretch::Stretch;
use crate::texts::Lang;
use crate::tickets::life::{Actor, Refusal, Stage, Step};
use crate::tickets::{Cursor, Ticket, TicketNumber};
use crate::web::{Shell, html, see_other};
use found::Found;
use turning::Turning;

/// Rows of the list beside a ticket.
const BESIDE: i64 = 30;
/// Files of one answer, and the bytes of each unless its way takes more (`super::compose`).
pub const FILES: usize = 5;
pub const FILE: usize = limits::ATTACHMENT;

#[derive(Template)]
#[template(path = "web/desk/ticket.html")]
pub struct TicketPage {
    shell: Shell,
    views: Views,
    view_title: String,
    lines: Vec<Line>,
    back: String,
    ticket: Ticket,
    badges: Vec<Badge>,
    due: Due,
    /// Why it is due when it is due.
    clock: Clock,
    assignee: Option<Staff>,
    is_mine: bool,
    /// Steps of the life that this person can take now.
    steps: Vec<Choice>,
    /// The agency must say yes or no.
    is_offered: bool,
    colleagues: Vec<Choice>,
    agencies: Vec<Choice>,
    categories: Vec<Choice>,
    items: Vec<Item>,
    turning: Turning,
    person: Person,
    facts: Facts,
    suggestions: Suggestions,
    composer: Composer,
    trouble: Trouble,
    undo: Option<undo::Undo>,
    looks_like: Option<LooksLike>,
    /// What it has to do with other tickets.
    related: Panel,
    /// Canned answers for this ticket.
    answers: Vec<Choice>,
    /// The newest answer of a colleague on this page.
    seen: MessageId,
    /// What colleagues answered while this one was being written.
    meanwhile: Vec<Meanwhile>,
    /// Who else is at this ticket, in words.
    here: String,
    beside: Beside,
    /// Agencies that help, and whether the reader's is one of them.
    support: SupportPanel,
    /// What is in the way of an answer.
    ahead: Option<Ahead>,
    /// Who else was in the citizen's letters.
    others: Others,
}

/// What is in the reply box.
#[derive(Clone, Debug, Default)]
pub struct Composer {
    pub is_note: bool,
    pub text: String,
    /// `stay`, `waiting` or `resolved`.
    pub then: String,
    /// Name under which the browser keeps what is typed.
    pub draft: String,
    /// Where the answer goes: "Telegram", "e-mail to …", or that it waits.
    pub way: String,
    /// Who was ticked for a copy; None: nothing was typed.
    pub copies: Option<Vec<String>>,
    /// The other way that was chosen, because the usual one leads nowhere.
    pub via: String,
    /// The canned answer that was chosen.
    pub answer: String,
    /// The newest answer of a colleague that the sender has seen, if the form said.
    pub seen: Option<MessageId>,
    /// Bytes of a file that a way of this answer takes; the server says which.
    pub most: usize,
}

/// A form that must be mended: which, why, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// `message`, `step`, `refer`, or empty when all is well.
    pub form: &'static str,
    /// `desk-problem-<code>`.
    pub code: &'static str,
    pub reason: String,
    pub chosen: String,
}

impl Trouble {
    /// Is there trouble with this form?
    fn at(&self, form: &str) -> bool {
        self.form == form
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Extra {
    /// Article whose words go into the reply.
    insert: String,
    /// What was just done: `step`, `assign`, `refer`, `category`.
    done: String,
    /// How it was before.
    was: String,
    /// A macro to look at before it is used.
    #[serde(rename = "macro")]
    preview: String,
    /// Which ticket of a walk through the list this is.
    work: String,
    /// The note for whoever has it next that was left with an assignment.
    note: String,
    /// Until when the ticket was put aside before an assignment woke it.
    asleep: String,
    /// Where the part of a long thread begins that is shown.
    until: String,
    since: String,
}

impl Extra {
    fn stretch(&self) -> Stretch {
        Stretch::parse(&self.until, &self.since)
    }
}

pub async fn show(
    app: web::Data<App>,
    agent: Agent,
    request: HttpRequest,
    path: web::Path<String>,
    ask: web::Query<Ask>,
    extra: web::Query<Extra>,
) -> Result<HttpResponse> {
    // Whoever types an address knows the ticket's number, which the search knows; an id is longer.
    if let Ok(number) = TicketNumber::parse(&path) {
        return Ok(see_other(&format!("/desk?q={}", number.digits())));
    }
    let (id, mut agent) = (ticket_id(&path)?, agent);
    // A look that the live feed asked for: the same reader still has the page open.
    let is_glance = request.headers().contains_key("X-Sahut-Live");
    if !is_glance {
        notices::opened(&app, &mut agent.shell, agent.staff.id, &path).await?;
    }
    let visit = Visit { ask: ask.into_inner(), extra: extra.into_inner(), is_glance, ..Visit::default() };
    visit.answer(&app, agent, id).await
}

/// Everything about this view of a ticket that is not in the tables.
#[derive(Default)]
pub struct Visit {
    pub ask: Ask,
    pub extra: Extra,
    pub composer: Composer,
    pub trouble: Trouble,
    pub is_glance: bool,
    /// Its place in the list, where a form says it; else it stands where it stands now.
    pub place: Option<Cursor>,
}

impl Visit {
    /// With this list beside it, and on a walk through it if there is a number.
    pub fn beside(ask: Ask, work: &str) -> Self {
        let extra = Extra { work: work.to_owned(), ..Extra::default() };
        Self { ask, extra, ..Self::default() }
    }

    /// The page again that somebody did something on, with its list and on their walk.
    pub fn again(came: &Came, id: TicketId) -> Self {
        if !came.is_at(id) {
            return Self::default();
        }
        let work = came.n.map(|n| n.to_string()).unwrap_or_default();
        Self::beside(came.ask.clone(), &work)
    }

    /// The page: 200, 422 when a form on it must be mended, or 409 when somebody else was faster.
    pub async fn answer(self, app: &App, agent: Agent, id: TicketId) -> Result<HttpResponse> {
        let status = match self.trouble.code {
            _ if self.trouble.form.is_empty() => StatusCode::OK,
            MOVED_ON => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        // On the heap: all that a page reads is much for one future.
        html(status, &Box::pin(self.page(app, agent, id)).await?)
    }

    async fn page(self, app: &App, agent: Agent, id: TicketId) -> Result<TicketPage> {
        let Agent { staff, shell, .. } = agent;
        let t = shell.t;
        let here = (&shell, &staff);
        let found = app.db.read(async |tx| Box::pin(Found::load(tx, app, here, id, &self)).await).await;
        let mut found = found?;
        let ticket = &found.ticket;
        // Whatever the request says of itself.
        if ticket.is_anonymous || ticket.is_confidential {
            app.db.write(async |tx| people::looked(tx, &staff, ticket, "").await).await?;
        }
        let carry = self.ask.carry(self.ask.cursor());
        let suggestions =
            if self.is_glance { Suggestions::Unasked } else { suggest::beside(app, ticket, &carry).await };
        let composer = self.composer(app, t, &mut found).await?;
        let Found { ticket, names, told, support, colleagues, assignee, views, .. } = &found;
        let quiet = (&self.extra, found.is_quiet);
        let undo = undo::of(&shell, names, ticket, assignee.as_ref(), colleagues, quiet);
        let chosen = if self.trouble.at("step") { self.trouble.chosen.as_str() } else { "" };
        let looks_like = looks_like::beside(app, t, names, ticket, &told.history);
        let seen = meanwhile::last_seen(told, staff.id);
        let meanwhile = match composer.seen {
            Some(before) if self.trouble.code == "answered-meanwhile" => {
                meanwhile::unseen(&shell, told, staff.id, before)
            }
            _ => Vec::new(),
        };
        let turning = Turning::new(&shell, told.pages(), &format!("/desk/{id}{carry}"), &self.extra);
        let agency = self.trouble.chosen.parse().ok().filter(|_| self.trouble.at("refer"));
        let mut agencies = names.agency_choices(t, None, agency);
        agencies.retain(|choice| choice.value != ticket.agency_id.to_string());
        let view_title = match &views.title {
            Some(name) => name.clone(),
            None => t.say(&format!("desk-view-{}", self.ask.view().code())).into_owned(),
        };
        Ok(TicketPage {
            seen,
            meanwhile,
            view_title,
            lines: rows::lines(&shell, names, &found.rows, &carry, Some(id)),
            back: format!("/desk{carry}"),
            badges: badges(&shell, ticket),
            due: parts::due(&shell, ticket),
            clock: Clock::new(&shell, names, ticket, &found.book, &told.history)
                .asking(found.escalation.as_deref()),
            is_mine: ticket.assignee_id == Some(staff.id) || !support.is_ours,
            steps: if support.is_ours { steps(t, ticket, staff.role, chosen) } else { Vec::new() },
            is_offered: ticket.stage == Stage::Referred && support.is_ours,
            colleagues: handed_to(t, ticket, colleagues),
            agencies,
            categories: names.category_choices(t, Some(ticket.category_id)),
            items: thread::items(&shell, &found.names, &found.ticket, &found.person.name, found.told),
            turning,
            suggestions,
            composer,
            trouble: self.trouble,
            undo,
            looks_like,
            views: found.views,
            answers: found.answers,
            here: found.here,
            beside: found.beside,
            support: found.support,
            ahead: found.ahead,
            others: found.others,
            assignee: found.assignee,
            person: found.person,
            facts: found.facts,
            related: found.related,
            ticket: found.ticket,
            shell,
        })
    }

    /// The reply box: what was typed, else what an article says, else what was kept.
    async fn composer(&self, app: &App, t: Lang, found: &mut Found) -> Result<Composer> {
        let ticket = &found.ticket;
        let mut composer = self.composer.clone();
        // Whoever only helps writes notes.
        composer.is_note |= !found.support.is_ours;
        composer.draft = format!("reply-{}", ticket.id);
        composer.way = t.say(&format!("desk-way-{}", found.channel.code())).into_owned();
        let may_chat = found.ahead.as_ref().is_some_and(Ahead::leads_to_a_chat);
        let is_chat = found.channel == Channel::Telegram || may_chat;
        composer.most = if is_chat { limits::TELEGRAM } else { FILE };
        if composer.text.is_empty()
            && let Some(words) = suggest::words(app, ticket, &self.extra.insert).await?
        {
            composer.text = words;
            // What was typed before stays under its own name and comes back.
            composer.draft = format!("reply-{}-{}", ticket.id, self.extra.insert);
        }
        if let Some((words, is_note)) = found.beside.kept.take().filter(|_| composer.text.is_empty()) {
            (composer.text, composer.is_note, found.beside.is_kept) = (words, is_note, true);
        }
        Ok(composer)
    }
}

/// Whom it can be handed to.
fn handed_to(t: Lang, ticket: &Ticket, colleagues: &[Staff]) -> Vec<Choice> {
    let choice = |colleague: &Staff| Choice {
        value: colleague.id.to_string(),
        word: format!("{} · {}", colleague.name, t.say(&format!("role-{}", colleague.role.code()))),
        is_chosen: ticket.assignee_id == Some(colleague.id),
    };
    colleagues.iter().map(choice).collect()
}

impl TicketPage {
    /// Id of whoever the page shows as working on it, for the check against a change meanwhile.
    fn seen(&self) -> String {
        self.ticket.assignee_id.map(|id| id.to_string()).unwrap_or_default()
    }

    /// Words that are in nobody's draft yet: the browser keeps them, too.
    fn keeps_draft(&self) -> bool {
        !self.composer.text.is_empty() && !self.beside.is_kept
    }

    /// Does the form that refers the ticket need mending in this way?
    fn refer_at(&self, code: &str) -> bool {
        self.trouble.at("refer") && self.trouble.code == code
    }

    /// The trouble with referring is not which agency.
    fn is_about_the_reason(&self) -> bool {
        self.trouble.at("refer") && !self.refer_at("agency-needed")
    }

    fn at_support(&self, form: &str, agency: AgencyId) -> bool {
        self.trouble.at(form) && self.trouble.chosen == agency.to_string()
    }

    fn title(&self) -> String {
        if self.ticket.subject.is_empty() {
            self.shell.t.say("desk-no-subject").into_owned()
        } else {
            self.ticket.subject.clone()
        }
    }
}

/// The steps a person can take now, in the order of the table; referring has a form of its own, and
/// rejecting is a choice for each reason.
fn steps(t: Lang, ticket: &Ticket, role: Role, chosen: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut offer = |value: String, word: Cow<'static, str>| {
        choices.push(Choice { is_chosen: value == chosen, value, word: word.into_owned() });
    };
    for step in Step::from_here(ticket.stage, Actor::Staff(role)) {
        match step {
            Step::Refer => {}
            // Accepting says it better.
            Step::Start if ticket.stage == Stage::Referred => {}
            Step::Decline if ticket.referred_by.is_none() => {}
            Step::Reject => {
                for refusal in Refusal::ALL {
                    let why = t.say(&format!("refusal-{refusal}"));
                    offer(format!("{step}:{refusal}"), t.with("desk-step-reject", "why", why));
                }
            }
            step => offer(step.to_string(), t.say(&format!("desk-step-{step}"))),
        }
    }
    choices
}

fn badges(shell: &Shell, ticket: &Ticket) -> Vec<Badge> {
    let t = shell.t;
    let mut badges = vec![parts::stage(t, ticket.stage), parts::class(t, ticket.class)];
    badges.push(parts::priority(t, ticket.priority));
    badges.extend(ticket.escalated.map(|rung| clock::escalated(t, rung)));
    if ticket.is_confidential {
        badges.push(parts::plain("lock", t.say("desk-confidential").into_owned()));
    }
    if ticket.is_anonymous {
        badges.push(parts::plain("mask", t.say("desk-anonymous").into_owned()));
    }
    badges
}
