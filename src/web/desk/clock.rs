//! Why a ticket is due when it is due: each promise with what it was counted from, what was left out, and
//! the service level behind it. And how heavy the matter is, where service levels ask for that.

use actix_web::{HttpResponse, web};
use askama::Template;
use askama::filters::HtmlSafe;
use fluent_bundle::FluentArgs;
use serde::Deserialize;

use super::allowance::{amount, level_name};
use super::chrome::{Choice, Names};
use super::parts::{self, Badge, Icon};
use super::{Agent, ticket_id};
use crate::app::App;
use crate::error::{Result, invalid};
use crate::sla::{self, Book, Clocks, Moved, Reading, Rung, Skipped, State, Tier, WaitingFor, Why};
use crate::texts::Lang;
use crate::tickets::{self, Entry, Ticket};
use crate::web::{Form, Shell, see_other};

/// The panel beside a ticket.
#[derive(Debug, Template)]
#[template(path = "web/desk/clock.html")]
pub struct Clock {
    t: Lang,
    promises: Vec<Promise>,
    /// Weights to choose from; empty where no service level asks.
    tiers: Vec<Choice>,
    action: String,
    csrf: String,
    /// Whom to call about it.
    contact: Option<String>,
}
impl HtmlSafe for Clock {}

/// One clock, and the reckoning behind it.
#[derive(Debug)]
struct Promise {
    code: &'static str,
    title: String,
    icon: Icon,
    look: &'static str,
    state: String,
    lines: Vec<String>,
    /// It runs: the reckoning is shown at once.
    is_open: bool,
}

/// Up to whom a ticket was handed.
pub fn escalated(t: Lang, rung: Rung) -> Badge {
    let to = t.say(&format!("rung-{rung}"));
    parts::look("failed", "warning", t.with("sla-escalated-to", "to", to).into_owned())
}

/// The same in a line of the queue, where there is little room.
pub fn handed_up(t: Lang) -> Badge {
    parts::look("failed", "warning", t.say("sla-escalated").into_owned())
}

impl Clock {
    pub fn new(shell: &Shell, names: &Names, ticket: &Ticket, book: &Book, history: &[Entry]) -> Self {
        let clocks = tickets::clocks(book, ticket, history, shell.now);
        let teller = Teller { shell, names, book };
        let promises = clocks.as_ref().map(|clocks| teller.promises(ticket, clocks)).unwrap_or_default();
        let mut tiers: Vec<Choice> = book
            .tiers()
            .into_iter()
            .map(|tier| Choice {
                is_chosen: ticket.tier.as_deref() == Some(tier.code()),
                value: tier.code().to_owned(),
                word: tier.code().to_owned(),
            })
            .collect();
        if !tiers.is_empty() || ticket.tier.is_some() {
            let word = shell.t.say("sla-tier-none").into_owned();
            tiers.insert(0, Choice { value: String::new(), word, is_chosen: ticket.tier.is_none() });
        }
        Self {
            t: shell.t,
            promises,
            tiers,
            action: format!("/desk/{}/tier", ticket.id),
            csrf: shell.csrf.clone(),
            contact: None,
        }
    }

    /// With whom to call, once the ticket was handed up.
    pub fn asking(self, contact: Option<&str>) -> Self {
        let contact =
            contact.map(|contact| self.t.with("sla-escalation-contact", "who", contact).into_owned());
        Self { contact, ..self }
    }
}

struct Teller<'a> {
    shell: &'a Shell,
    names: &'a Names,
    book: &'a Book,
}

impl Teller<'_> {
    fn promises(&self, ticket: &Ticket, clocks: &Clocks) -> Vec<Promise> {
        let told = clocks.current().into_iter().filter(|reading| reading.state != State::Unset);
        told.map(|reading| self.promise(ticket, reading)).collect()
    }

    fn promise(&self, ticket: &Ticket, reading: &Reading) -> Promise {
        let t = self.shell.t;
        let (look, icon) = match reading.state {
            State::Unset | State::NotStarted | State::Running => ("ok", "clock"),
            State::Paused => ("paused", "pause"),
            State::Met | State::Dropped => ("done", "check"),
            State::Breached => ("late", "warning"),
        };
        let at = reading.ended_at.or(reading.due_at()).or(reading.due_if_resumed());
        let mut args = FluentArgs::new();
        args.set("at", at.map_or_else(String::new, |at| self.shell.moment(&at)));
        let key = match (reading.state, reading.ended_at) {
            (State::Breached, Some(_)) => "sla-state-done-late".to_owned(),
            (state, _) => format!("sla-state-{state}"),
        };
        let why = reading.why(self.shell.now);
        let waits = why.is_none() && reading.state == State::NotStarted;
        let mut lines = why.map(|why| self.lines(&why, reading)).unwrap_or_default();
        if waits && let Some(allowance) = reading.allowance() {
            lines.push(t.with("sla-from-verified", "amount", amount(t, allowance)).into_owned());
        }
        Promise {
            code: reading.clock.code(),
            title: t.say(&format!("clock-{}", reading.clock)).into_owned(),
            icon: parts::icon(icon),
            look,
            state: t.with_args(&key, Some(&args)).into_owned(),
            lines,
            is_open: ticket.is_open && reading.is_running() && ticket.next_clock == Some(reading.clock),
        }
    }

    fn lines(&self, why: &Why, reading: &Reading) -> Vec<String> {
        let (t, moment) = (self.shell.t, |at: &i64| self.shell.moment(at));
        let began = if reading.round > 1 {
            "sla-began-again"
        } else if reading.clock == sla::ClockKind::FirstAnswer {
            "sla-began-verified"
        } else {
            "sla-began"
        };
        let mut lines = vec![t.with(began, "at", moment(&why.arrived)).into_owned()];
        if let Some(moved) = &why.moved {
            lines.push(
                t.with2("sla-moved", ("at", moment(&why.counted_from)), ("why", moved_words(t, moved)))
                    .into(),
            );
        }
        lines.push(t.with("sla-allowed", "amount", amount(t, why.allowance)).into_owned());
        lines.extend(why.skipped.iter().map(|skipped| self.skipped(skipped)));
        if why.more > 0 {
            lines.push(t.with("sla-more", "n", why.more).into_owned());
        }
        if let Some(level) = why.policy.and_then(|policy| self.book.level(policy)) {
            let version = ("version", level.rule.policy.version);
            let name = level_name(t, level, |id| self.names.agency(id), |id| self.names.category(id));
            let own = reading.clock == sla::ClockKind::Resolve && level.rule.grants.resolve.is_none();
            let key = if own { "sla-level-category" } else { "sla-level" };
            lines.push(t.with2(key, ("name", name), version).into_owned());
        }
        lines
    }

    fn skipped(&self, skipped: &Skipped) -> String {
        let t = self.shell.t;
        let words = match skipped {
            Skipped::Nights { count } => t.with("sla-skipped-nights", "n", *count),
            Skipped::Breaks { count, minutes } => {
                t.with2("sla-skipped-breaks", ("n", *count), ("minutes", *minutes))
            }
            Skipped::FreeDays { count } => t.with("sla-skipped-free-days", "n", *count),
            Skipped::Closed { from, to, name, .. } if from == to => {
                t.with2("sla-skipped-closed", ("date", day(t, *from)), ("name", name.as_str()))
            }
            Skipped::Closed { from, to, name, .. } => {
                let dates = format!("{} – {}", day(t, *from), day(t, *to));
                t.with2("sla-skipped-closed", ("date", dates), ("name", name.as_str()))
            }
            Skipped::Paused(pause) => {
                let mut args = FluentArgs::new();
                args.set("from", self.shell.short(&pause.from));
                args.set("to", pause.to.map_or_else(String::new, |to| self.shell.short(&to)));
                args.set("reason", pause.reason.clone());
                let whom = match pause.waiting_for {
                    WaitingFor::Citizen => "citizen",
                    WaitingFor::ThirdParty => "third-party",
                };
                let mut words = t.with_args(&format!("sla-skipped-paused-{whom}"), Some(&args)).into_owned();
                if !pause.reason.is_empty() {
                    words.push_str(": ");
                    words.push_str(&pause.reason);
                }
                return words;
            }
        };
        words.into_owned()
    }
}

fn day(t: Lang, date: jiff::civil::Date) -> String {
    let month: String = t.say(&format!("month-{}", date.month())).chars().take(3).collect();
    format!("{} {month} {}", date.day(), date.year())
}

fn moved_words(t: Lang, moved: &Moved) -> String {
    let words = match moved {
        Moved::BeforeOpening => t.say("sla-moved-before-opening"),
        Moved::Break => t.say("sla-moved-break"),
        Moved::AfterClosing => t.say("sla-moved-after-closing"),
        Moved::FreeDay => t.say("sla-moved-free-day"),
        Moved::Closed { name } => t.with("sla-moved-closed", "name", name.as_str()),
    };
    words.into_owned()
}

#[derive(Deserialize)]
pub struct Weight {
    #[serde(default)]
    tier: String,
}

/// Says how heavy a matter is.
pub async fn weigh(
    app: web::Data<App>,
    agent: Agent,
    path: web::Path<String>,
    form: Form<Weight>,
) -> Result<HttpResponse> {
    let (id, by) = (ticket_id(&path)?, agent.staff.id);
    let code = form.0.tier.trim();
    let tier = match code {
        "" => None,
        code => Some(Tier::new(code).map_err(|_| invalid("tier", "tier-unreadable"))?),
    };
    app.db
        .write(async |tx| {
            tickets::visible(tx, by, id).await?;
            if let Some(tier) = &tier
                && !sla::book(tx).await?.tiers().contains(tier)
            {
                return Err(invalid("tier", "tier-unreadable"));
            }
            tickets::weigh(tx, id, tier.as_ref(), by).await
        })
        .await?;
    Ok(see_other(&format!("/desk/{id}#clock")))
}
