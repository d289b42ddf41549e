//! Lines of the queue, and the address that says which ones.

use channels::Channel;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::chrome::Names;
use super::parts::{self, Badge, Course, Due, Icon};
use crate::ids::{SavedViewId, TicketId};
use crate::sla::{self, ClockKind, Standing};
use crate::tickets::{Class, Cursor, Filter, Row, Status, View};
use crate::web::Shell;
use crate::when;

/// What the address of a list asks for. Nonsense in a field is as good as nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    pub view: String,
    pub agency: String,
    pub status: String,
    pub channel: String,
    pub category: String,
    pub class: String,
    /// Who holds it.
    pub assignee: String,
    /// `1`: only what was handed up.
    pub escalated: String,
    pub after: String,
    /// The saved view this list is.
    pub saved: String,
    /// What was typed into the search box.
    pub q: String,
}

impl Ask {
    pub fn view(&self) -> View {
        View::parse(&self.view).unwrap_or(View::Open)
    }

    pub fn filter(&self) -> Filter {
        Filter {
            agency: self.agency.parse().ok(),
            status: Status::parse(&self.status),
            channel: Channel::parse(&self.channel),
            category: self.category.parse().ok(),
            class: Class::parse(&self.class),
            assignee: self.assignee.parse().ok(),
            is_escalated: self.escalated == "1",
        }
    }

    pub fn cursor(&self) -> Option<Cursor> {
        Cursor::parse(&self.after)
    }

    pub fn saved(&self) -> Option<SavedViewId> {
        self.saved.parse().ok()
    }

    /// From the query of an address, with or without its question mark.
    pub fn of(query: &str) -> Self {
        serde_urlencoded::from_str(query.trim_start_matches('?')).unwrap_or_default()
    }

    /// The list itself, without place in it and without a name.
    pub fn bare(&self) -> Self {
        Self { after: String::new(), saved: String::new(), q: String::new(), ..self.clone() }
    }

    pub fn is_narrowed(&self) -> bool {
        self.filter() != Filter::default()
    }

    /// The query of an address that shows the same list, empty or beginning with `?`.
    pub fn carry(&self, after: Option<Cursor>) -> String {
        let filter = self.filter();
        let fields = [
            // Written out also where it is the one that comes by itself: a desk may open with another.
            ("view", View::parse(&self.view).map(|view| view.code().to_owned())),
            ("agency", filter.agency.map(|id| id.to_string())),
            ("status", filter.status.map(|status| status.code().to_owned())),
            ("channel", filter.channel.map(|channel| channel.code().to_owned())),
            ("category", filter.category.map(|id| id.to_string())),
            ("class", filter.class.map(|class| class.code().to_owned())),
            ("assignee", filter.assignee.map(|id| id.to_string())),
            ("escalated", filter.is_escalated.then(|| "1".to_owned())),
            ("saved", self.saved().map(|id| id.to_string())),
            ("after", after.map(|cursor| cursor.to_string())),
        ];
        let mut query = Serializer::new(String::new());
        for (name, value) in fields {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// A line of the queue, ready for the page.
#[derive(Debug)]
pub struct Line {
    pub id: TicketId,
    pub number: String,
    pub href: String,
    pub channel: Icon,
    pub channel_word: String,
    pub who: String,
    pub what: String,
    pub badge: Badge,
    pub place: String,
    pub due: Due,
    /// Initials and name of who works on it.
    pub assignee: Option<(String, String)>,
    pub age: String,
    pub machine: String,
    /// The exact moment it came.
    pub opened: String,
    pub is_new: bool,
    /// Said in words where it is one.
    pub emergency: Option<Badge>,
    /// It was handed up because the time ran out.
    pub escalated: Option<Badge>,
    pub is_confidential: bool,
    /// Until when it is put aside.
    pub asleep: Option<String>,
    pub is_current: bool,
    /// Value of the box that ticks it: the ticket and who is shown as holding it. None beside a ticket.
    pub pick: Option<String>,
}

/// Lines for the rows; `carry` keeps the list beside an opened ticket the same.
pub fn lines(
    shell: &Shell,
    names: &Names,
    rows: &[Row],
    carry: &str,
    current: Option<TicketId>,
) -> Vec<Line> {
    rows.iter().map(|row| line(shell, names, row, carry, current)).collect()
}

fn line(shell: &Shell, names: &Names, row: &Row, carry: &str, current: Option<TicketId>) -> Line {
    let t = shell.t;
    let channel = Channel::parse(&row.channel).unwrap_or(Channel::Api);
    let who = match (&row.contact, row.is_anonymous) {
        (_, true) => t.say("desk-anonymous").into_owned(),
        (Some(name), false) => name.clone(),
        (None, false) => t.say("desk-unnamed").into_owned(),
    };
    let place = [row.number.to_string(), names.agency(row.agency_id), names.category(row.category_id)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    Line {
        id: row.id,
        href: format!("/desk/{}{carry}", row.id),
        channel: parts::channel_icon(channel),
        channel_word: parts::channel_word(t, channel),
        who,
        what: if row.subject.is_empty() {
            t.say("desk-no-subject").into_owned()
        } else {
            row.subject.clone()
        },
        badge: parts::status(t, row.status),
        place,
        due: promise(shell, row).unwrap_or_else(|| parts::due(shell, row)),
        assignee: row.assignee.as_ref().map(|name| (parts::initials(name), name.clone())),
        age: when::span(shell.now - row.created_at, t),
        machine: shell.machine(&row.created_at),
        opened: shell.moment(&row.created_at),
        is_new: row.status == Status::New,
        escalated: row.escalated.map(|_| super::clock::handed_up(t)),
        emergency: (row.class == Class::Emergency).then(|| parts::class(t, row.class)),
        is_confidential: row.is_confidential,
        asleep: row
            .asleep_until
            .map(|until| t.with("sleep-until", "until", shell.short(&until)).into_owned()),
        is_current: current == Some(row.id),
        pick: current.is_none().then(|| super::bulk::pick(row.id, row.assignee_id)),
        number: row.number.to_string(),
    }
}

/// A promise before the end (that somebody looks at it, that the citizen hears from us), where it is more pressing
/// than the end itself.
fn promise(shell: &Shell, row: &Row) -> Option<Due> {
    let (clock, at) = row.next_clock.zip(row.next_due_at)?;
    let is_pressing = sla::standing(row.created_at, at, shell.now) != Standing::Fine;
    (clock != ClockKind::Resolve && is_pressing && at < row.due_at && shell.now <= row.due_at).then(|| {
        let course = Course { due_at: at, resolved_at: None, paused_at: None, ..Course::from(row) };
        parts::due(shell, course).of(shell.t, clock)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_only_what_means_something() {
        let ask = Ask {
            view: "mine".into(),
            agency: "7".into(),
            status: "<script>".into(),
            class: "emergency".into(),
            assignee: "9".into(),
            ..Ask::default()
        };
        assert_eq!(ask.carry(None), "?view=mine&agency=7&class=emergency&assignee=9");
        assert_eq!(Ask::default().carry(None), "");
        assert_eq!(Ask::of("?view=open&saved=3&q=x").carry(None), "?view=open&saved=3");
        assert_eq!(Ask::of("view=late&saved=3&after=1.2.3").bare().carry(None), "?view=late");
        let cursor = Cursor::parse("1.5.9");
        assert_eq!(Ask::default().carry(cursor), "?after=1.5.9");
    }
}
