//! What the audit recorded, in the reader's words: which field was what, and what it is now.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Number, Value};

use super::categories::due_words;
use crate::agencies::{Agency, Category};
use crate::audit::Entry;
use crate::auth::Staff;
use crate::ids::{StaffId, TicketId};
use crate::routing::rules::Rule;
use crate::sla::{Allowance, Unit};
use crate::texts::Lang;
use crate::tickets::TicketNumber;

/// Lines of one entry that are shown; the rest is counted.
const SHOWN: usize = 30;

/// Amounts, days and seats are below this, ids of tickets above.
const SMALL: i64 = 1 << 32;
/// Numbers of so many tickets are looked up for one page.
const ASKED: usize = 1_000;

/// A field that changed, or a fact that was noted.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    /// None: there was nothing to compare with.
    pub before: Option<String>,
    pub after: String,
}

/// Names of what entries speak of, in the reader's language.
#[derive(Debug)]
pub struct Names {
    t: Lang,
    staff: HashMap<StaffId, String>,
    /// By id and by code.
    agencies: HashMap<String, String>,
    categories: HashMap<String, String>,
    tickets: HashMap<TicketId, TicketNumber>,
    rules: HashMap<String, String>,
}

impl Names {
    pub fn new(t: Lang, staff: Vec<Staff>, agencies: Vec<Agency>, categories: Vec<Category>) -> Self {
        let mut names = Self {
            t,
            staff: staff.into_iter().map(|staff| (staff.id, staff.name)).collect(),
            agencies: HashMap::new(),
            categories: HashMap::new(),
            tickets: HashMap::new(),
            rules: HashMap::new(),
        };
        for agency in agencies {
            names.agencies.insert(agency.id.to_string(), agency.name(t).to_owned());
            names.agencies.insert(agency.code.clone(), agency.name(t).to_owned());
        }
        for category in categories {
            names.categories.insert(category.id.to_string(), category.name(t).to_owned());
            names.categories.insert(category.code.clone(), category.name(t).to_owned());
        }
        names
    }

    pub fn with_tickets(self, tickets: HashMap<TicketId, TicketNumber>) -> Self {
        Self { tickets, ..self }
    }

    pub fn with_rules(self, rules: Vec<Rule>) -> Self {
        Self { rules: rules.into_iter().map(|rule| (rule.id.to_string(), rule.name)).collect(), ..self }
    }

    pub fn who(&self, id: Option<StaffId>) -> String {
        let Some(id) = id else { return self.t.say("admin-system").into_owned() };
        self.staff.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Other rooms write actions of their own: their code is better than nothing.
    pub fn action(&self, action: &str) -> String {
        self.say("admin-action", action)
    }

    /// What something was done to, and where one can look at it.
    pub fn subject(&self, kind: &str, id: &str) -> (String, Option<String>) {
        let named = match kind {
            "ticket" => Some(self.ticket(id).unwrap_or_else(|| self.t.say("admin-look-ticket").into_owned())),
            "rule" => self.rules.get(id).cloned(),
            "staff" => id.parse().ok().and_then(|id| self.staff.get(&StaffId(id)).cloned()),
            "agency" | "calendar" => self.agencies.get(id).cloned(),
            "level" => Some(self.t.say("admin-subject-level").into_owned()),
            "category" => self.categories.get(id).cloned(),
            _ => None,
        };
        let href = match kind {
            "ticket" => Some(format!("/desk/{id}")),
            "staff" if named.is_some() => Some(format!("/admin/staff/{id}")),
            "agency" if named.is_some() => Some(format!("/admin/agencies/{id}")),
            "rule" => Some(format!("/admin/rules/{id}")),
            "category" if named.is_some() => Some(format!("/admin/categories/{id}")),
            "area" => Some("/admin/areas".to_owned()),
            "calendar" if named.is_some() => Some(format!("/admin/calendars/{id}")),
            "level" => Some(format!("/admin/levels/{id}")),
            _ => None,
        };
        let words = named.unwrap_or_else(|| match kind {
            // An address that nobody here has.
            "staff" => id.to_owned(),
            "area" => self.t.say("admin-areas").into_owned(),
            // Which one says the report beside it.
            "nuisance" | "limit" | "bulk" => self.say("admin-subject", kind),
            _ => format!("{} {id}", self.say("admin-subject", kind)),
        });
        (words, href)
    }

    /// What an entry notes, and how many lines were left out.
    pub fn lines(&self, entry: &Entry) -> (Vec<Line>, usize) {
        let nothing = Map::new();
        let detail = entry.detail.0.as_object().unwrap_or(&nothing);
        let part = |name: &str| detail.get(name).and_then(Value::as_object);
        let (before, after) = (part("before").unwrap_or(&nothing), part("after"));
        let mut lines: Vec<Line> = detail
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "before" | "after" | "file_key"))
            .map(|(name, value)| Line {
                label: self.label(name),
                before: None,
                after: self.value(name, value),
            })
            .collect();
        for (name, value) in after.into_iter().flatten() {
            let was = before.get(name);
            // Of something new, empty fields say nothing.
            if was.is_none() && is_empty(value) {
                continue;
            }
            let before = was.map(|was| self.value(name, was));
            lines.push(Line { label: self.label(name), before, after: self.value(name, value) });
        }
        let more = lines.len().saturating_sub(SHOWN);
        lines.truncate(SHOWN);
        (lines, more)
    }

    fn label(&self, name: &str) -> String {
        self.say("admin-field", name)
    }

    fn value(&self, name: &str, value: &Value) -> String {
        match (name, value) {
            (_, Value::Null) => self.t.say("admin-nothing").into_owned(),
            (_, Value::Bool(is_on)) => self.t.say(if *is_on { "admin-yes" } else { "admin-no" }).into_owned(),
            ("due_minutes", Value::Number(minutes)) => due_words(self.t, minutes.as_i64().unwrap_or(0)),
            ("priority" | "rule_to_priority", Value::Number(priority)) => {
                self.say("priority", &priority.to_string())
            }
            ("to" | "staff" | "assignee", Value::Number(id)) if self.colleague(id).is_some() => {
                self.colleague(id).unwrap_or_default()
            }
            ("agency" | "category", Value::Number(id)) => self.text(name, &id.to_string()),
            (_, Value::Array(values)) if values.is_empty() => self.t.say("admin-nothing").into_owned(),
            (_, Value::Array(values)) => {
                values.iter().map(|value| self.value(name, value)).collect::<Vec<_>>().join(", ")
            }
            (_, Value::Object(parts)) => {
                let told = parts.iter().filter(|(_, part)| !is_empty(part));
                let told =
                    told.map(|(name, part)| format!("{}: {}", self.label(name), self.value(name, part)));
                told.collect::<Vec<_>>().join("; ")
            }
            (_, Value::String(text)) => self.text(name, text),
            (_, other) => self.ticket(&other.to_string()).unwrap_or_else(|| other.to_string()),
        }
    }

    fn text(&self, name: &str, text: &str) -> String {
        let known = match name {
            "parent" | "agency" | "agencies" => self.agencies.get(text).cloned(),
            "parent_category" | "category" | "rule_category" | "rule_to_category" => {
                self.categories.get(text).cloned()
            }
            "verify" | "answer" | "resolve" | "step" => {
                Some(self.amount(text).unwrap_or_else(|| self.say("desk-step", text)))
            }
            "kind" => {
                let known = ["admin-kind", "people-kind", "people-consent"];
                let key = known.map(|kind| format!("{kind}-{text}")).into_iter().find(|key| self.t.has(key));
                key.map(|key| self.t.say(&key).into_owned())
            }
            "by" => Some(self.say("admin-by", text)),
            "how" => Some(self.say("admin-how", text)),
            "refusal" => Some(self.say("refusal", text)),
            "stage" => Some(self.say("desk-stage", text)),
            "day_kind" => Some(self.say("admin-day-kind", text)),
            "role" => Some(self.say("role", text)),
            "class" => Some(self.say("class", text)),
            "language" => Some(self.say("admin-language", text)),
            _ => None,
        };
        match known {
            Some(known) => known,
            None if text.is_empty() => self.t.say("admin-nothing").into_owned(),
            None => text.to_owned(),
        }
    }

    /// `3 working-days` as the audit keeps it.
    fn amount(&self, text: &str) -> Option<String> {
        let (amount, unit) = text.split_once(' ')?;
        let allowance = Allowance::new(Unit::parse(unit)?, amount.parse().ok()?).ok()?;
        Some(crate::web::desk::allowance::amount(self.t, allowance))
    }

    fn colleague(&self, id: &Number) -> Option<String> {
        self.staff.get(&StaffId(id.as_i64()?)).cloned()
    }

    fn ticket(&self, id: &str) -> Option<String> {
        self.tickets.get(&id.parse().ok()?).map(ToString::to_string)
    }

    fn say(&self, kind: &str, code: &str) -> String {
        let key = format!("{kind}-{code}");
        if self.t.has(&key) { self.t.say(&key).into_owned() } else { code.to_owned() }
    }
}

/// Tickets that these entries may speak of: what was done to one, and every number that may be an id.
pub fn tickets_in(entries: &[Entry]) -> Vec<TicketId> {
    fn ids(value: &Value, found: &mut HashSet<TicketId>) {
        match value {
            Value::Number(number) => found.extend(number.as_i64().filter(|id| *id > SMALL).map(TicketId)),
            Value::Array(values) => values.iter().for_each(|value| ids(value, found)),
            Value::Object(parts) => parts.values().for_each(|value| ids(value, found)),
            _ => {}
        }
    }
    let mut found = HashSet::new();
    for entry in entries {
        if entry.subject_kind == "ticket" {
            found.extend(entry.subject_id.parse::<TicketId>());
        }
        ids(&entry.detail.0, &mut found);
    }
    found.into_iter().take(ASKED).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(parts) => parts.values().all(is_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_told_field_by_field() {
        let names = Names::new(Lang::En, Vec::new(), Vec::new(), Vec::new());
        let detail = json!({
            "before": { "phone": null, "due_minutes": 4320, "role": "agent" },
            "after": { "phone": "112", "due_minutes": 240, "role": "supervisor" },
            "reason": "new rules",
        });
        let entry = Entry {
            id: 1,
            at: 0,
            staff_id: None,
            action: "agency-changed".into(),
            subject_kind: "agency".into(),
            subject_id: "9".into(),
            detail: sqlx::types::Json(detail),
        };
        let (lines, more) = names.lines(&entry);
        let told: Vec<(String, Option<String>, String)> =
            lines.into_iter().map(|line| (line.label, line.before, line.after)).collect();
        let line = |label: &str, before: Option<&str>, after: &str| {
            (label.to_owned(), before.map(str::to_owned), after.to_owned())
        };
        assert_eq!(
            told,
            [
                line("Reason", None, "new rules"),
                line("To be done within", Some("3 days"), "4 h"),
                line("Telephone", Some("nothing"), "112"),
                line("Role", Some("Agent"), "Supervisor"),
            ]
        );
        assert_eq!(more, 0);
    }

    #[test]
    fn tickets_are_told_by_their_numbers() {
        let main = 250_309_269_585_436_515;
        let entry = Entry {
            id: 1,
            at: 0,
            staff_id: None,
            action: "ticket-merged".into(),
            subject_kind: "ticket".into(),
            subject_id: (main + 1).to_string(),
            detail: sqlx::types::Json(json!({ "after": { "main": main, "stage": "merged", "sort": 12 } })),
        };
        let entries = [entry];
        let mut asked = tickets_in(&entries);
        asked.sort_unstable();
        assert_eq!(asked, [TicketId(main), TicketId(main + 1)]);
        let number = TicketNumber::parse("26110001181").expect("a number");
        let names = Names::new(Lang::En, Vec::new(), Vec::new(), Vec::new())
            .with_tickets([(TicketId(main), number)].into());
        let (lines, _) = names.lines(&entries[0]);
        let told: Vec<&str> = lines.iter().map(|line| line.after.as_str()).collect();
        assert_eq!(told, ["2611-000118-1", "12", "Merged"]);
    }
}
