//! The question of each node, asked first or asked again.

use super::{Ask, Gather, Node, Place, Recording, Report, Say, Settings, Step, TOPICS, Topic, Verb};
use crate::voice::Prompt;

/// Seconds to wait for a choice, and for a long number read from paper.
const CHOICE_SECONDS: u8 = 6;
const NUMBER_SECONDS: u8 = 10;
/// Two more than the digits: taken at the sixth, the `#` the prompt asks for would fall into the next
/// question and cut its first words off.
const PIN_KEYS: u8 = 8;
/// Silence that ends a recording; five seconds, the carriers' default, cuts off people who think.
const SILENCE_SECONDS: u32 = 8;
/// The emergency centre may take its time; a caller gives up on agents earlier.
const EMERGENCY_RING_SECONDS: u32 = 60;
const AGENT_RING_SECONDS: u32 = 30;
/// Longer titles make the menu unbearable, longer texts are hung up on.
const TITLE_CHARS: usize = 100;
const TEXT_CHARS: usize = 6000;

impl Place {
    /// Another node, with a fresh count of tries.
    pub(super) fn at(&self, node: Node) -> Self {
        Self { node, tries: 0, ..self.clone() }
    }

    pub(super) fn say(&self, prompt: Prompt) -> Verb {
        Verb::Say(self.speak(prompt))
    }

    /// In the caller's language; only the offer of the other language is made in the other one.
    fn speak(&self, prompt: Prompt) -> Say {
        let other = prompt == Prompt::OtherLanguage;
        let language = if other { self.language.other() } else { self.language };
        Say { prompt, language }
    }
}

/// Says `lead`, then asks what the node asks; a node that waits for the house asks the house.
pub(super) fn pose(place: Place, lead: Vec<Prompt>, settings: &Settings) -> Step {
    let speech = settings.speech.then_some(place.language);
    let gather = |place: &Place, question: Prompt, most_keys: u8| {
        let prompts = lead.iter().cloned().chain([question]).map(|p| place.speak(p)).collect();
        let seconds = if most_keys == 1 { CHOICE_SECONDS } else { NUMBER_SECONDS };
        vec![Verb::Gather(Gather { prompts, most_keys, seconds, speech })]
    };
    let verbs = match &place.node {
        Node::Menu => gather(&place, Prompt::MenuChoices, 1),
        Node::TicketNumber => gather(&place, Prompt::TypeNumber, 20),
        Node::TicketPin { .. } => gather(&place, Prompt::TypePin, PIN_KEYS),
        Node::Callback { .. } => gather(&place, Prompt::TypeCallback, 16),
        Node::StatusHeard => gather(&place, Prompt::StatusChoices, 1),
        Node::Article { .. } => gather(&place, Prompt::ArticleChoices, 1),
        Node::Topics { topics } if topics.is_empty() => return ask(place, Ask::Topics),
        Node::Topics { topics } => {
            let titles = topics.iter().map(|topic| topic.title.clone()).collect();
            gather(&place, Prompt::Topics(titles), 1)
        }
        Node::Report { emergency } => {
            let instruct = if *emergency { Prompt::RecordEmergency } else { Prompt::Record };
            let mut verbs: Vec<Verb> = lead.into_iter().map(|p| place.say(p)).collect();
            verbs.push(place.say(instruct));
            verbs.push(Verb::Record {
                most_seconds: settings.record_seconds,
                silence_seconds: SILENCE_SECONDS,
            });
            verbs
        }
        Node::EmergencyDial => vec![
            place.say(Prompt::EmergencyDial),
            Verb::Dial { number: settings.emergency_number.clone(), ring_seconds: EMERGENCY_RING_SECONDS },
        ],
        Node::Opening(report) => {
            let report = report.clone();
            return ask(place, Ask::OpenTicket(report));
        }
        Node::Agent => return ask(place, Ask::AgentAvailable),
        Node::Closed => {
            let mut verbs: Vec<Verb> = lead.into_iter().map(|p| place.say(p)).collect();
            verbs.push(Verb::Hangup);
            verbs
        }
    };
    Step::Verbs { place, verbs }
}

pub(super) fn ask(place: Place, ask: Ask) -> Step {
    Step::Ask { place, ask }
}

/// The ticket is there: its number and PIN twice, slowly, then good-bye.
pub(super) fn told(
    place: &Place,
    report: &Report,
    (number, pin): (&str, &super::Keys),
    notice: Option<&str>,
) -> Step {
    let thanks = match (report.emergency, &report.recording) {
        (true, _) => Prompt::ThanksEmergency,
        (false, Some(_)) => Prompt::ThanksRecorded,
        (false, None) => Prompt::ThanksCallback,
    };
    let place = place.at(Node::Closed);
    let said = [
        thanks,
        Prompt::TicketNumber { number: number.into(), again: false },
        Prompt::TicketNumber { number: number.into(), again: true },
        Prompt::TicketPin { pin: pin.clone(), again: false },
        Prompt::TicketPin { pin: pin.clone(), again: true },
        Prompt::HowToFollow,
    ];
    let said = said.into_iter().chain(notice.map(free)).chain([Prompt::Goodbye]);
    let mut verbs: Vec<Verb> = said.map(|prompt| place.say(prompt)).collect();
    verbs.push(Verb::Hangup);
    Step::Verbs { place, verbs }
}

/// Puts the caller through to an agent.
pub(super) fn connect(place: Place, verb: Verb) -> Step {
    let verbs = vec![place.say(Prompt::Connecting), verb];
    Step::Verbs { place, verbs }
}

pub(super) fn dial_agent(number: &str) -> Verb {
    Verb::Dial { number: number.into(), ring_seconds: AGENT_RING_SECONDS }
}

/// The topics that fit the keys, with titles that fit a breath.
pub(super) fn offered(topics: &[Topic]) -> Vec<Topic> {
    topics
        .iter()
        .filter(|topic| !topic.title.trim().is_empty())
        .take(TOPICS)
        .map(|topic| Topic { key: topic.key.clone(), title: cut(&topic.title, TITLE_CHARS) })
        .collect()
}

/// Text of the house (an article, a status) as a prompt.
pub(super) fn free(text: &str) -> Prompt {
    Prompt::Free(cut(text, TEXT_CHARS))
}

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// A recording with nothing in it is none.
pub(super) fn holds_something(recording: &Recording) -> bool {
    !recording.url.is_empty() && recording.seconds > 0
}
