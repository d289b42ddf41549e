//! What a button says to us, and what a command asks for. Telegram carries 64 bytes: a verb, sometimes something
//! behind it, and before it the unfinished thing it is about, so that yesterday's button does nothing today.

use crate::ids::{CategoryId, TalkId, TicketId};
use crate::texts::Lang;

/// What stands behind the slash: in Indonesian, in English, and the key of what it does.
pub const COMMANDS: [(&str, &str, &str); 8] = [
    ("lapor", "report", "dialogue-command-report"),
    ("status", "status", "dialogue-command-status"),
    ("tanya", "ask", "dialogue-command-question"),
    ("petugas", "agent", "dialogue-command-agent"),
    ("bahasa", "language", "dialogue-command-language"),
    ("batal", "cancel", "dialogue-command-cancel"),
    ("hapus", "erase", "dialogue-command-erase"),
    ("menu", "menu", "dialogue-command-menu"),
];

/// What a citizen wants of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Menu,
    Report,
    Status,
    Question,
    Agent,
    Erase,
    Cancel,
    Language(Option<Lang>),
}

/// A button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Wish(Wish),
    /// Yes, erase my data.
    EraseYes,
    /// How this report of theirs stands.
    Ticket(TicketId),
    /// A report of theirs by number and PIN.
    Number,
    /// 1 to 5 for what was done about a report.
    Rate(TicketId, i64),
    /// About the unfinished thing.
    Talk(TalkId, Deed),
}

/// What a button does to the unfinished thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Topic(CategoryId),
    /// Show topics: all at the top, or those below one.
    Topics(Option<CategoryId>, usize),
    /// We choose.
    AnyTopic,
    NoPicture,
    Named,
    Unnamed,
    Follow(TicketId),
    NotSame,
    Send,
    OtherTopic,
    OtherPlace,
    /// The place that a photo of theirs says.
    PhotoPlace,
    /// Where they left off.
    GoOn,
    /// It is dropped.
    Cancel,
    /// Begin anew: what was said is dropped.
    Anew(AfterAnew),
    /// The article at this place.
    Article(usize),
    Page(usize),
    Helped,
    NotHelped,
    /// The question goes to a person.
    HandOver,
}

/// What is begun instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterAnew {
    Report,
    Question,
}

/// As Telegram lets commands be called.
fn is_name(command: &str) -> bool {
    (1..=32).contains(&command.len()) && command.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Wish {
    /// What a command asks for, and what stands behind it. None: it is no command of ours.
    pub fn of_command(text: &str) -> Option<(Self, &str)> {
        let text = text.trim();
        let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let command = head.strip_prefix('/')?.split('@').next()?.to_ascii_lowercase();
        let wish = match command.as_str() {
            "menu" | "help" | "bantuan" => Self::Menu,
            "lapor" | "report" => Self::Report,
            "tanya" | "ask" => Self::Question,
            "petugas" | "agent" => Self::Agent,
            "hapus" | "erase" | "berhenti" | "stop" => Self::Erase,
            "batal" | "cancel" => Self::Cancel,
            "bahasa" | "language" => Self::Language(None),
            // One word that another bot may know is no report: here is what this one can do.
            other if rest.is_empty() && is_name(other) => Self::Menu,
            _ => return None,
        };
        Some((wish, rest.trim()))
    }

    fn code(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Report => "report",
            Self::Status => "status",
            Self::Question => "question",
            Self::Agent => "agent",
            Self::Erase => "erase",
            Self::Cancel => "cancel",
            Self::Language(None) => "language",
            Self::Language(Some(Lang::Id)) => "language:id",
            Self::Language(Some(Lang::En)) => "language:en",
        }
    }
}

impl Press {
    /// As it stands on a button.
    pub fn code(self) -> String {
        match self {
            Self::Wish(wish) => wish.code().to_owned(),
            Self::EraseYes => "erase-yes".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Ticket(id) => format!("ticket:{id}"),
            Self::Rate(id, score) => format!("rate:{id}:{score}"),
            Self::Talk(id, deed) => format!("{:x}.{}", id.0, deed.code()),
        }
    }

    /// None: no button of ours, or of another age.
    pub fn parse(data: &str) -> Option<Self> {
        if let Some((talk, deed)) = data.split_once('.') {
            let id = i64::from_str_radix(talk, 16).ok()?;
            return Some(Self::Talk(TalkId(id), Deed::parse(deed)?));
        }
        let (verb, rest) = data.split_once(':').unwrap_or((data, ""));
        Some(match verb {
            "menu" => Self::Wish(Wish::Menu),
            "report" => Self::Wish(Wish::Report),
            "status" => Self::Wish(Wish::Status),
            "question" => Self::Wish(Wish::Question),
            "agent" => Self::Wish(Wish::Agent),
            "erase" => Self::Wish(Wish::Erase),
            "cancel" => Self::Wish(Wish::Cancel),
            "language" => Self::Wish(Wish::Language(Lang::parse(rest))),
            "erase-yes" => Self::EraseYes,
            "number" => Self::Number,
            "ticket" => Self::Ticket(rest.parse().ok()?),
            "rate" => {
                let (id, score) = rest.split_once(':')?;
                let score = score.parse().ok().filter(|score| (1..=5).contains(score))?;
                Self::Rate(id.parse().ok()?, score)
            }
            _ => return None,
        })
    }
}

impl Deed {
    fn code(self) -> String {
        match self {
            Self::Topic(id) => format!("topic:{id}"),
            Self::Topics(None, page) => format!("topics::{page}"),
            Self::Topics(Some(id), page) => format!("topics:{id}:{page}"),
            Self::AnyTopic => "any".to_owned(),
            Self::NoPicture => "no-picture".to_owned(),
            Self::Named => "named".to_owned(),
            Self::Unnamed => "unnamed".to_owned(),
            Self::Follow(id) => format!("follow:{id}"),
            Self::NotSame => "not-same".to_owned(),
            Self::Send => "send".to_owned(),
            Self::OtherTopic => "other-topic".to_owned(),
            Self::OtherPlace => "other-place".to_owned(),
            Self::PhotoPlace => "photo-place".to_owned(),
            Self::GoOn => "go-on".to_owned(),
            Self::Cancel => "cancel".to_owned(),
            Self::Anew(AfterAnew::Report) => "anew:report".to_owned(),
            Self::Anew(AfterAnew::Question) => "anew:question".to_owned(),
            Self::Article(at) => format!("article:{at}"),
            Self::Page(page) => format!("page:{page}"),
            Self::Helped => "helped".to_owned(),
            Self::NotHelped => "not-helped".to_owned(),
            Self::HandOver => "hand-over".to_owned(),
        }
    }

    fn parse(code: &str) -> Option<Self> {
        let (verb, rest) = code.split_once(':').unwrap_or((code, ""));
        Some(match verb {
            "topic" => Self::Topic(rest.parse().ok()?),
            "topics" => {
                let (id, page) = rest.split_once(':')?;
                let above = if id.is_empty() { None } else { Some(id.parse().ok()?) };
                Self::Topics(above, page.parse().ok()?)
            }
            "any" => Self::AnyTopic,
            "no-picture" => Self::NoPicture,
            "named" => Self::Named,
            "unnamed" => Self::Unnamed,
            "follow" => Self::Follow(rest.parse().ok()?),
            "not-same" => Self::NotSame,
            "send" => Self::Send,
            "other-topic" => Self::OtherTopic,
            "other-place" => Self::OtherPlace,
            "photo-place" => Self::PhotoPlace,
            "go-on" => Self::GoOn,
            "cancel" => Self::Cancel,
            "anew" => Self::Anew(match rest {
                "report" => AfterAnew::Report,
                "question" => AfterAnew::Question,
                _ => return None,
            }),
            "article" => Self::Article(rest.parse().ok()?),
            "page" => Self::Page(rest.parse().ok()?),
            "helped" => Self::Helped,
            "not-helped" => Self::NotHelped,
            "hand-over" => Self::HandOver,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_is_understood_again_and_fits() {
        let (talk, big) = (TalkId(i64::MAX), i64::MAX);
        let deeds = [
            Deed::Topic(CategoryId(big)),
            Deed::Topics(None, 0),
            Deed::Topics(Some(CategoryId(big)), 99),
            Deed::AnyTopic,
            Deed::NoPicture,
            Deed::Named,
            Deed::Unnamed,
            Deed::Follow(TicketId(big)),
            Deed::NotSame,
            Deed::Send,
            Deed::OtherTopic,
            Deed::OtherPlace,
            Deed::PhotoPlace,
            Deed::GoOn,
            Deed::Cancel,
            Deed::Anew(AfterAnew::Report),
            Deed::Anew(AfterAnew::Question),
            Deed::Article(4),
            Deed::Page(7),
            Deed::Helped,
            Deed::NotHelped,
            Deed::HandOver,
        ];
        let wishes = [
            Wish::Menu,
            Wish::Report,
            Wish::Status,
            Wish::Question,
            Wish::Agent,
            Wish::Erase,
            Wish::Cancel,
            Wish::Language(None),
            Wish::Language(Some(Lang::En)),
        ];
        let others =
            [Press::EraseYes, Press::Number, Press::Ticket(TicketId(big)), Press::Rate(TicketId(big), 5)];
        let all = deeds.map(|deed| Press::Talk(talk, deed)).into_iter();
        for press in all.chain(wishes.map(Press::Wish)).chain(others) {
            let code = press.code();
            assert!((1..=64).contains(&code.len()), "{code}");
            assert_eq!(Press::parse(&code), Some(press), "{code}");
        }
    }

    #[test]
    fn nothing_else_is_a_button() {
        for data in
            ["", "puas:5", "x.send", "1.", "1.topic:", "1.topics:5", "rate:1:6", "rate:1", "1.anew:x", "🙂"]
        {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }

    #[test]
    fn commands_in_both_languages() {
        assert_eq!(Wish::of_command("/lapor"), Some((Wish::Report, "")));
        assert_eq!(Wish::of_command(" /Report@kota_bot jalan rusak"), Some((Wish::Report, "jalan rusak")));
        assert_eq!(Wish::of_command("/cancel"), Some((Wish::Cancel, "")));
        assert_eq!(Wish::of_command("/stop"), Some((Wish::Erase, "")));
        assert_eq!(Wish::of_command("/settings@kota_bot"), Some((Wish::Menu, "")));
        for text in ["lapor", "/jalan rusak", "/", "/jalan/rusak", "", "tolong /lapor"] {
            assert_eq!(Wish::of_command(text), None, "{text}");
        }
    }
}
