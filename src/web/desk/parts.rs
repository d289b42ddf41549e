//! Small pieces of the desk's pages: icons, badges, due times.

use askama::Template;
use askama::filters::HtmlSafe;
use channels::Channel;

use crate::clock::Millis;
use crate::relations::Seen;
use crate::sla::{self, ClockKind, Standing};
use crate::texts::Lang;
use crate::tickets::life::Stage;
use crate::tickets::{Class, Row, Status, Ticket};
use crate::web::Shell;
use crate::when;

/// An icon of our set; the word beside it says the same.
#[derive(Clone, Copy, Debug, Template)]
#[template(
    source = r##"<svg class="icon" aria-hidden="true"><use href="/assets/icons.svg#i-{{ self.0 }}"></use></svg>"##,
    ext = "html"
)]
pub struct Icon(pub &'static str);
impl HtmlSafe for Icon {}

pub const fn icon(name: &'static str) -> Icon {
    Icon(name)
}

/// State in colour, icon and word.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<span class="badge badge--{{ look }}">{{ icon }}{{ word }}</span>"#, ext = "html")]
pub struct Badge {
    look: &'static str,
    icon: Icon,
    word: String,
}
impl HtmlSafe for Badge {}

/// How long there is, with the exact moment for mouse and screen reader.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<span class="due due--{{ look }}">{{ icon }}<time datetime="{{ machine }}" title="{{ exact }}">{{ words }}</time><span class="visually-hidden">{{ exact }}</span></span>"#,
    ext = "html"
)]
pub struct Due {
    look: &'static str,
    icon: Icon,
    words: String,
    machine: String,
    exact: String,
}
impl HtmlSafe for Due {}

impl Due {
    /// Of one of the promises, by its name.
    pub fn of(self, t: Lang, clock: ClockKind) -> Self {
        let clock = t.say(&format!("clock-{clock}"));
        Self { words: t.with2("clock-due", ("clock", clock), ("due", self.words)).into_owned(), ..self }
    }
}

pub fn status(t: Lang, status: Status) -> Badge {
    let (look, name) = match status {
        Status::New => ("new", "dot"),
        Status::Open => ("open", "open"),
        Status::InProgress => ("progress", "half"),
        Status::Waiting => ("waiting", "pause"),
        Status::Resolved => ("resolved", "check"),
        Status::Closed => ("closed", "lock"),
        Status::Rejected => ("rejected", "cross"),
    };
    Badge { look, icon: Icon(name), word: status_word(t, status) }
}

/// As colleagues say it; citizens read `status-…`.
pub fn status_word(t: Lang, status: Status) -> String {
    t.say(&format!("desk-status-{}", status.code())).into_owned()
}

/// The finer word, in the look of its status.
pub fn stage(t: Lang, stage: Stage) -> Badge {
    Badge { word: stage_word(t, stage), ..status(t, stage.status()) }
}

pub fn stage_word(t: Lang, stage: Stage) -> String {
    t.say(&format!("desk-stage-{stage}")).into_owned()
}

pub fn class(t: Lang, class: Class) -> Badge {
    let (look, name) = match class {
        Class::Emergency => ("emergency", "emergency"),
        Class::Complaint => ("plain", "complaint"),
        Class::Aspiration => ("plain", "aspiration"),
        Class::Information => ("plain", "information"),
    };
    Badge { look, icon: Icon(name), word: class_word(t, class) }
}

pub fn class_word(t: Lang, class: Class) -> String {
    t.say(&format!("class-{}", class.code())).into_owned()
}

/// `priority` as in the table, 1 (highest) to 4.
pub fn priority(t: Lang, priority: i64) -> Badge {
    let (look, name) = match priority {
        1 => ("urgent", "high"),
        2 => ("high", "high"),
        3 => ("normal", "dot"),
        _ => ("low", "low"),
    };
    Badge { look, icon: Icon(name), word: t.say(&format!("priority-{priority}")).into_owned() }
}

/// Worth a badge of its own: confidential, anonymous.
pub fn plain(icon: &'static str, word: String) -> Badge {
    Badge { look: "plain", icon: Icon(icon), word }
}

/// A badge in the look of another.
pub fn look(look: &'static str, icon: &'static str, word: String) -> Badge {
    Badge { look, icon: Icon(icon), word }
}

pub const fn channel_icon(channel: Channel) -> Icon {
    Icon(match channel {
        Channel::Voice => "phone",
        Channel::Email => "mail",
        Channel::Telegram => "telegram",
        Channel::Chat => "chat",
        Channel::Form => "form",
        Channel::Api => "api",
    })
}

pub fn channel_word(t: Lang, channel: Channel) -> String {
    t.say(&format!("channel-{}", channel.code())).into_owned()
}

/// The due time of a ticket, or how it ended.
pub fn due(shell: &Shell, course: impl Into<Course>) -> Due {
    let Course { created_at, due_at, resolved_at, paused_at, is_refused } = course.into();
    if is_refused || resolved_at.is_some() && paused_at.is_some() {
        // Turned away, or closed while it waited for its citizen: neither in time nor late.
        let words = shell.t.say("desk-not-due").into_owned();
        return Due {
            look: "done",
            icon: Icon("cross"),
            words,
            machine: shell.machine(&due_at),
            exact: shell.moment(&due_at),
        };
    }
    let at = resolved_at.or(paused_at).unwrap_or(shell.now);
    let standing = sla::standing(created_at, due_at, at);
    let (look, name) = match (resolved_at, standing) {
        (Some(_), Standing::Late) => ("late", "check"),
        (Some(_), _) => ("done", "check"),
        (None, _) if paused_at.is_some() => ("paused", "pause"),
        (None, Standing::Fine) => ("ok", "clock"),
        (None, Standing::Soon) => ("soon", "clock"),
        (None, Standing::Late) => ("late", "warning"),
    };
    let words = match (resolved_at, standing) {
        (Some(_), Standing::Late) => when::due(due_at, at, shell.t),
        (Some(_), _) => shell.t.say("desk-in-time").into_owned(),
        // What was left when the clock stopped.
        (None, Standing::Fine | Standing::Soon) if paused_at.is_some() => {
            shell.t.with("sla-paused-left", "span", when::span(due_at - at, shell.t)).into_owned()
        }
        (None, _) => when::due(due_at, at, shell.t),
    };
    Due { look, icon: Icon(name), words, machine: shell.machine(&due_at), exact: shell.moment(&due_at) }
}

/// What a due time is told from.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    pub created_at: Millis,
    pub due_at: Millis,
    pub resolved_at: Option<Millis>,
    pub paused_at: Option<Millis>,
    /// Turned away.
    pub is_refused: bool,
}

impl From<&Ticket> for Course {
    fn from(ticket: &Ticket) -> Self {
        Self {
            created_at: ticket.created_at,
            due_at: ticket.due_at,
            resolved_at: ticket.resolved_at,
            paused_at: ticket.paused_at,
            is_refused: ticket.stage == Stage::Rejected,
        }
    }
}

impl From<&Row> for Course {
    fn from(row: &Row) -> Self {
        Self {
            created_at: row.created_at,
            due_at: row.due_at,
            resolved_at: row.resolved_at,
            paused_at: row.paused_at,
            is_refused: row.status == Status::Rejected,
        }
    }
}

impl From<&Seen> for Course {
    fn from(seen: &Seen) -> Self {
        Self {
            created_at: seen.created_at,
            due_at: seen.due_at,
            resolved_at: seen.resolved_at,
            paused_at: seen.paused_at,
            is_refused: seen.stage == Stage::Rejected,
        }
    }
}

/// A key or several, parted by spaces, and `desk-key-<means>`.
type Key = (&'static str, &'static str);

/// The sheet on `?`: `desk-keys-<room>`, and what each key does there. The keys themselves stand in the
/// templates (`data-hotkey`) and in `hotkeys.js`, `bulk.js` and `answer-pick.js`.
pub const KEYS: [(&str, &[Key]); 4] = [
    (
        "everywhere",
        &[
            ("?", "sheet"),
            ("/", "search"),
            ("g", "next"),
            ("1 … 9", "saved"),
            ("q", "back"),
            ("b", "notices"),
            ("!", "duty"),
            ("Esc", "leave"),
        ],
    ),
    (
        "queue",
        &[("j k", "walk"), ("Enter", "open"), ("x", "tick"), ("X", "tick-all"), ("u", "undo"), ("w", "work")],
    ),
    (
        "ticket",
        &[
            ("t", "take"),
            ("a", "assign"),
            ("s", "status"),
            ("e", "refer"),
            ("c", "category"),
            ("m", "macro"),
            ("z", "aside"),
            ("h", "handover"),
            ("w", "skip"),
        ],
    ),
    (
        "writing",
        &[
            ("r n", "write"),
            ("/", "answer"),
            ("@", "mention"),
            ("Ctrl Enter", "send"),
            ("Ctrl Shift Enter", "send-next"),
        ],
    ),
];

/// Up to two letters for the round sign beside a name.
pub fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric())).take(2).collect()
}

/// `240 kB`, `1,2 MB`.
pub fn size(t: Lang, bytes: i64) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", (bytes / 1_000).max(1));
    }
    let comma = if t == Lang::Id { ',' } else { '.' };
    format!("{}{comma}{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_shrink_to_two_letters() {
        assert_eq!(initials("Siti (Bu) Rahma Dewi"), "SB");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("Ümit"), "Ü");
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(size(Lang::Id, 12), "1 kB");
        assert_eq!(size(Lang::Id, 1_260_000), "1,2 MB");
        assert_eq!(size(Lang::En, 240_500), "240 kB");
    }

    #[test]
    fn pieces_escape_what_they_show() {
        let badge = plain("lock", "<b>".into()).to_string();
        assert!(badge.contains("#i-lock") && badge.contains("&#60;b&#62;"), "{badge}");
        assert!(!badge.contains("&#60;svg"), "the icon inside is markup: {badge}");
    }
}
