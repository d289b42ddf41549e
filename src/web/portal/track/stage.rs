//! Where a report stands, as a short line of plain sentences: what happened, what happens next, by
//! when, who holds it. If we are late, it says so.

use std::collections::HashMap;

use crate::clock::Millis;
use crate::ids::AgencyId;
use crate::sla::ClockKind;
use crate::texts::Lang;
use crate::tickets::life::{self, Step};
use crate::tickets::{self, Entry, EventKind, Status, Ticket};
use crate::when;

/// Steps whose words are for the citizen, as the form that asks for them says.
const TOLD: [Step; 3] = [Step::AskCitizen, Step::Answer, Step::Reject];
/// Referrals that are shown; more are for the history at the desk.
const REFERRALS: usize = 3;

pub struct Stage {
    /// `is-done`, `is-now`, `is-late is-now` or `is-next`.
    pub class: &'static str,
    /// Name of the icon in the dot; empty for steps to come.
    pub icon: &'static str,
    pub title: String,
    pub at: Option<Millis>,
    pub text: String,
}

impl Stage {
    pub fn is_now(&self) -> bool {
        self.class.contains("is-now")
    }
}

pub struct Facts<'a> {
    pub ticket: &'a Ticket,
    pub history: &'a [Entry],
    /// Names of agencies in the reader's language.
    pub agencies: &'a HashMap<AgencyId, String>,
    pub now: Millis,
    pub zone: &'a jiff::tz::TimeZone,
    pub t: Lang,
}

impl Facts<'_> {
    fn agency(&self) -> &str {
        self.agencies.get(&self.ticket.agency_id).map_or("", String::as_str)
    }

    pub fn is_late(&self) -> bool {
        self.ticket.is_open && self.ticket.is_late(self.now)
    }

    /// When the ticket last came into this status.
    fn since(&self, status: Status) -> Option<Millis> {
        let came = |entry: &&Entry| entry.kind == EventKind::Status && entry.text("to") == status.code();
        self.history.iter().rev().find(came).map(|entry| entry.at)
    }

    /// What staff told the citizen when it last came into this status. The words of other steps are for colleagues.
    pub fn said(&self, status: Status) -> &str {
        let came = |entry: &&Entry| entry.kind == EventKind::Status && entry.text("to") == status.code();
        let last = self
            .history
            .iter()
            .rev()
            .find(came)
            .filter(|entry| Step::parse(entry.text("step")).is_some_and(|step| TOLD.contains(&step)));
        last.map_or("", |entry| entry.text("reason"))
    }

    /// Has it not been open again since it was last answered?
    fn stands(&self) -> bool {
        let opens = |entry: &&Entry| Status::parse(entry.text("to")).is_some_and(Status::is_open);
        let answers = |entry: &&Entry| entry.text("to") == Status::Resolved.code();
        let steps = || self.history.iter().rev().filter(|entry| entry.kind == EventKind::Status);
        steps().find(|entry| opens(entry) || answers(entry)).is_some_and(|entry| answers(&entry))
    }

    fn say(&self, key: &str) -> String {
        self.t.with(key, "agency", self.agency().to_owned()).into_owned()
    }

    fn done(&self, title: &str, at: Option<Millis>, text: String) -> Stage {
        Stage { class: "is-done", icon: "check", title: self.say(title), at, text }
    }

    fn now(&self, title: &str, text: String) -> Stage {
        let (class, icon) = if self.is_late() { ("is-late is-now", "warning") } else { ("is-now", "half") };
        Stage { class, icon, title: self.say(title), at: None, text }
    }

    fn next(&self, title: &str, text: String) -> Stage {
        Stage { class: "is-next", icon: "", title: self.say(title), at: None, text }
    }

    /// First sign that a person looked at it.
    fn looked_at(&self) -> Option<Millis> {
        let looked = |entry: &&Entry| {
            matches!(entry.kind, EventKind::Status | EventKind::Assigned | EventKind::Referred)
        };
        self.history.iter().find(looked).map(|entry| entry.at).or(self.ticket.first_response_at)
    }

    /// Nothing when that day is over: the page says on top that we are late.
    fn by_when(&self) -> String {
        if self.is_late() {
            return String::new();
        }
        let due = when::moment(self.ticket.due_at, self.zone, self.t);
        self.t.with("portal-by-when", "due", due).into_owned()
    }

    /// What they may expect before it is done: that somebody looked at it, that they hear from us.
    fn promised(&self, words: String) -> String {
        let Some((clock, due)) = tickets::next_promise(self.ticket) else { return words };
        if clock == ClockKind::Resolve || due < self.now {
            return words;
        }
        let due = when::moment(due, self.zone, self.t);
        let promise =
            self.t.with2(&format!("portal-promise-{clock}"), ("due", due), ("agency", self.agency()));
        format!("{words} {promise}")
    }

    pub fn stages(&self) -> Vec<Stage> {
        let ticket = self.ticket;
        let mut stages = vec![self.done("portal-stage-received", Some(ticket.created_at), String::new())];
        if ticket.status == Status::New {
            stages.push(self.now("portal-stage-looked", self.promised(self.say("portal-stage-looked-now"))));
            stages.push(self.next("portal-stage-work", String::new()));
            stages.push(self.next("portal-stage-resolved", self.by_when()));
            return stages;
        }
        stages.push(self.done("portal-stage-looked", self.looked_at(), String::new()));
        stages.extend(self.referrals());
        if ticket.stage == life::Stage::Merged {
            stages.push(self.now("portal-stage-merged", self.say("portal-stage-merged-now")));
            return stages;
        }
        match ticket.status {
            Status::New | Status::Open => {
                stages.push(self.now("portal-stage-work", self.promised(self.say("portal-stage-work-soon"))));
                stages.push(self.next("portal-stage-resolved", self.by_when()));
            }
            Status::InProgress => {
                stages.push(self.now("portal-stage-work", self.promised(self.say("portal-stage-work-now"))));
                stages.push(self.next("portal-stage-resolved", self.by_when()));
            }
            Status::Waiting if ticket.stage == life::Stage::WaitingOther => {
                stages
                    .push(self.now("portal-stage-waiting-other", self.say("portal-stage-waiting-other-now")));
                stages.push(self.next("portal-stage-resolved", self.say("portal-clock-stands")));
            }
            Status::Waiting => {
                stages.push(self.now("portal-stage-waiting", self.said(Status::Waiting).to_owned()));
                stages.push(self.next("portal-stage-resolved", self.say("portal-clock-stands")));
            }
            Status::Resolved | Status::Closed => {
                stages.push(self.done("portal-stage-work", None, self.say("portal-stage-work-done")));
                // An answer that was disputed is none: what came after it counts.
                let (at, answer) = match self.since(Status::Resolved).filter(|_| self.stands()) {
                    Some(at) => (Some(at), self.said(Status::Resolved).to_owned()),
                    None => (ticket.resolved_at, String::new()),
                };
                stages.push(self.done("portal-stage-resolved", at, answer));
            }
            Status::Rejected => stages.push(Stage {
                class: "is-late is-now",
                icon: "cross",
                title: self.say("portal-stage-rejected"),
                at: self.since(Status::Rejected),
                text: self.said(Status::Rejected).to_owned(),
            }),
        }
        stages
    }

    fn referrals(&self) -> Vec<Stage> {
        let referred = self.history.iter().filter(|entry| entry.kind == EventKind::Referred);
        let mut stages: Vec<Option<Stage>> = Vec::new();
        for entry in referred {
            // A slip of the hand never happened.
            if entry.data.0.get("taken_back").is_some() {
                stages.pop();
                continue;
            }
            let to = entry.number("to").map(AgencyId);
            stages.push(to.and_then(|to| self.agencies.get(&to)).map(|name| {
                let title = self.t.with("portal-stage-referred", "agency", name.as_str()).into_owned();
                let (class, icon) = ("is-done", "check");
                Stage { class, icon, title, at: Some(entry.at), text: String::new() }
            }));
        }
        let mut stages: Vec<Stage> = stages.into_iter().flatten().collect();
        stages.drain(..stages.len().saturating_sub(REFERRALS));
        stages
    }
}
