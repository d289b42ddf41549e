//! Everything the telephone says, in Indonesian and English.
//!
//! Written for the ear: short sentences, the action first or last, never in brackets. Numbers are read
//! digit by digit, in groups with a pause between them.

mod english;
mod indonesian;

use serde::{Deserialize, Serialize};

use super::Keys;
use super::flow::Settings;

/// The language of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "id")]
    Indonesian,
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// `id` or `en`, as everywhere in the house.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Indonesian, Self::English].into_iter().find(|language| language.code() == code)
    }

    /// The one the menu offers with key 9.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Indonesian => Self::English,
            Self::English => Self::Indonesian,
        }
    }
}

/// Something to be said; [`Prompt::text`] gives the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    EmergencyFirst,
    /// Said in the language it offers.
    OtherLanguage,
    Welcome,
    MenuChoices,
    NotUnderstood,
    NothingPressed,
    /// After too many tries, before the recording.
    LeaveMessage,
    Record,
    RecordEmergency,
    NothingRecorded,
    TypeCallback,
    NumberIncomplete,
    ThanksRecorded,
    ThanksCallback,
    ThanksEmergency,
    /// The number as the house writes it: digits, hyphens between groups.
    TicketNumber {
        number: String,
        again: bool,
    },
    TicketPin {
        pin: Keys,
        again: bool,
    },
    HowToFollow,
    Goodbye,
    /// Neither a voice nor a number: where else we can be reached.
    GoodbyeUnheard,
    GoodbyeEmergency,
    /// The ticket could not be opened.
    NotSaved,
    TypeNumber,
    Mistyped,
    TypePin,
    PinHasSixDigits,
    /// Never says whether the number or the PIN was wrong.
    NoMatch,
    StatusUnavailable,
    StatusChoices,
    /// Titles, for the keys 1, 2, 3…
    Topics(Vec<String>),
    NoTopics,
    ArticleChoices,
    Connecting,
    AgentsBusy,
    EmergencyDial,
    EmergencyAfter,
    EmergencyFailed,
    /// A text of the house: an article, where a ticket stands.
    Free(String),
}

impl Prompt {
    /// The words. `112` stands there as a number; a renderer has it read digit by digit.
    pub fn text(&self, language: Language, settings: &Settings) -> String {
        match language {
            Language::Indonesian => indonesian::text(self, settings),
            Language::English => english::text(self, settings),
        }
    }
}

/// Most digits read in one breath.
const BREATH: usize = 4;

/// Digits for the ear: `2611-000042-7` becomes `2, 6, 1, 1. 0, 0, 0. 0, 4, 2. 7`. The groups are the
/// writer's own; one that is too long for a breath is read in threes.
pub fn spell(digits: &str) -> String {
    let mut groups: Vec<String> = Vec::new();
    for group in digits.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()) {
        let breath = if group.len() > BREATH { 3 } else { BREATH };
        for part in group.as_bytes().chunks(breath) {
            let spoken: Vec<String> = part.iter().map(|digit| char::from(*digit).to_string()).collect();
            groups.push(spoken.join(", "));
        }
    }
    groups.join(". ")
}

/// Minutes of a recording, rounded down but never none.
fn minutes(settings: &Settings) -> u32 {
    (settings.record_seconds / 60).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_in_breaths() {
        assert_eq!(spell("2611-000042-7"), "2, 6, 1, 1. 0, 0, 0. 0, 4, 2. 7");
        assert_eq!(spell("123456"), "1, 2, 3. 4, 5, 6");
        assert_eq!(spell("12"), "1, 2");
        assert_eq!(spell("x"), "");
    }

    #[test]
    fn the_emergency_line_is_the_agreed_one() {
        let settings = Settings::new("Hotline", |_| true);
        assert_eq!(
            Prompt::EmergencyFirst.text(Language::Indonesian, &settings),
            "Untuk keadaan darurat, tekan 5 atau hubungi 112."
        );
    }
}
