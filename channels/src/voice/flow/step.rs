//! What follows from each event.

use super::pose::{ask, connect, dial_agent, free, holds_something, offered, pose, told};
use super::{
    AgentLine, Answer, Ask, Event, Node, PIN_DIGITS, Place, Recording, Report, Settings, Step, TRIES, TURNS,
    Verb,
};
use crate::voice::{Keys, Prompt, heard, number};

/// What to do when `event` happens to a caller at `place`. Total: an event that makes no sense there
/// repeats the question or ends the call.
pub fn step(place: &Place, event: &Event, settings: &Settings) -> Step {
    let place = Place { turns: place.turns.saturating_add(1), ..place.clone() };
    match event {
        Event::Started { from, language } => {
            let language = language.unwrap_or(place.language);
            start(Place { known: from.is_some(), language, ..place }, settings)
        }
        Event::Digits(keys) => pressed(place, keys, settings),
        Event::Speech(said) => {
            let keys = match place.node {
                Node::Menu | Node::StatusHeard | Node::Article { .. } => heard::choice(said),
                _ => heard::digits(said),
            };
            match keys {
                Some(keys) => pressed(place, &keys, settings),
                None => again(place, Prompt::NotUnderstood, settings),
            }
        }
        Event::NoInput => silent(place, settings),
        Event::Recorded(recording) => recorded(place, recording, settings),
        Event::Answer(answer) => answered(place, answer, settings),
        Event::DialEnded { hung_up: true, .. } | Event::HungUp => hung_up(place, settings),
        Event::DialEnded { answered, .. } | Event::QueueLeft { answered } => {
            connection_ended(place, *answered, settings)
        }
    }
}

fn start(place: Place, settings: &Settings) -> Step {
    if place.node == Node::Menu {
        return greet(place, settings);
    }
    // The carrier begins anew in the middle of a call, for instance through its fallback address.
    pose(place, vec![], settings)
}

/// The main menu with the emergency line before everything else.
fn greet(place: Place, settings: &Settings) -> Step {
    let lead = vec![Prompt::EmergencyFirst, Prompt::OtherLanguage, Prompt::Welcome];
    pose(place, lead, settings)
}

fn pressed(place: Place, keys: &Keys, settings: &Settings) -> Step {
    if place.turns >= TURNS && is_question(&place.node) {
        return leave_message(&place, Prompt::LeaveMessage, settings);
    }
    let key = keys.reveal();
    match &place.node {
        Node::Menu => match key {
            "2" => pose(place.at(Node::TicketNumber), vec![], settings),
            "3" => topics(&place, settings),
            "9" => greet(Place { language: place.language.other(), ..place.at(Node::Menu) }, settings),
            "1" => report(&place, settings),
            _ => agent_or_emergency(place, key, settings),
        },
        Node::StatusHeard => match key {
            "1" => report(&place, settings),
            "2" => pose(place.at(Node::TicketNumber), vec![], settings),
            "*" => pose(place.at(Node::Menu), vec![], settings),
            _ => agent_or_emergency(place, key, settings),
        },
        Node::Article { key: article } => match key {
            "1" => {
                let key = article.clone();
                ask(Place { tries: 0, ..place }, Ask::Article { key })
            }
            "2" => report(&place, settings),
            "*" => topics(&place, settings),
            _ => agent_or_emergency(place, key, settings),
        },
        Node::Topics { topics } => {
            // Key 1 is the first topic.
            let chosen = key.parse::<usize>().ok().and_then(|n| topics.get(n.checked_sub(1)?)).cloned();
            match chosen {
                Some(topic) => {
                    let key = topic.key;
                    ask(place.at(Node::Article { key: key.clone() }), Ask::Article { key })
                }
                None if key == "*" => pose(place.at(Node::Menu), vec![], settings),
                None => again(place, Prompt::NotUnderstood, settings),
            }
        }
        Node::TicketNumber if key == "*" => pose(place.at(Node::Menu), vec![], settings),
        Node::TicketNumber => {
            let number = keys.digits();
            if number.is_empty() || !(settings.check_number)(&number) {
                return again(place, Prompt::Mistyped, settings);
            }
            // The tries go on counting: number and PIN are one question.
            pose(Place { node: Node::TicketPin { number }, ..place }, vec![], settings)
        }
        Node::TicketPin { number } => {
            let pin = Keys::new(&keys.digits());
            if pin.reveal().len() != PIN_DIGITS {
                return again(place, Prompt::PinHasSixDigits, settings);
            }
            let number = number.clone();
            ask(place, Ask::TicketStatus { number, pin })
        }
        Node::Callback { emergency } => match number::e164(&keys.digits()) {
            Some(typed) => {
                let report = Report { callback: Some(typed), emergency: *emergency, recording: None };
                pose(place.at(Node::Opening(report)), vec![], settings)
            }
            None => again(place, Prompt::NumberIncomplete, settings),
        },
        _ => silent(place, settings),
    }
}

/// The keys that mean the same at every question with choices.
fn agent_or_emergency(place: Place, key: &str, settings: &Settings) -> Step {
    match key {
        "0" => ask(place.at(Node::Agent), Ask::AgentAvailable),
        "5" => pose(place.at(Node::EmergencyDial), vec![], settings),
        _ => again(place, Prompt::NotUnderstood, settings),
    }
}

fn report(place: &Place, settings: &Settings) -> Step {
    pose(place.at(Node::Report { emergency: false }), vec![], settings)
}

fn topics(place: &Place, settings: &Settings) -> Step {
    pose(place.at(Node::Topics { topics: vec![] }), vec![], settings)
}

fn leave_message(place: &Place, why: Prompt, settings: &Settings) -> Step {
    pose(place.at(Node::Report { emergency: false }), vec![why], settings)
}

fn close(place: &Place, said: Prompt, settings: &Settings) -> Step {
    pose(place.at(Node::Closed), vec![said], settings)
}

fn is_question(node: &Node) -> bool {
    !matches!(node, Node::Report { .. } | Node::Opening(_) | Node::Agent | Node::EmergencyDial | Node::Closed)
}

/// Nothing was pressed, or something came that says nothing at this node.
fn silent(place: Place, settings: &Settings) -> Step {
    match place.node {
        Node::Report { emergency } => nothing_recorded(place, emergency, settings),
        Node::Agent | Node::EmergencyDial => connection_ended(place, false, settings),
        Node::Opening(_) | Node::Closed => pose(place, vec![], settings),
        _ => again(place, Prompt::NothingPressed, settings),
    }
}

/// Asks the same once more, and after the last try helps in another way.
fn again(mut place: Place, why: Prompt, settings: &Settings) -> Step {
    place.tries = place.tries.saturating_add(1);
    let served = matches!(place.node, Node::StatusHeard | Node::Article { .. });
    match place.node {
        Node::Report { .. } | Node::Opening(_) | Node::Agent | Node::EmergencyDial | Node::Closed => {
            silent(place, settings)
        }
        _ if place.tries < TRIES => pose(place, vec![why], settings),
        // They got what they came for and went silent: no recording is forced on them.
        _ if served && why == Prompt::NothingPressed => close(&place, Prompt::Goodbye, settings),
        Node::Callback { emergency: true } => close(&place, Prompt::GoodbyeEmergency, settings),
        Node::Callback { emergency: false } => close(&place, Prompt::GoodbyeUnheard, settings),
        _ => {
            let node = Node::Report { emergency: false };
            pose(place.at(node), vec![why, Prompt::LeaveMessage], settings)
        }
    }
}

/// An empty recording: once more, then a call back.
fn nothing_recorded(mut place: Place, emergency: bool, settings: &Settings) -> Step {
    place.tries = place.tries.saturating_add(1);
    if place.tries < 2 {
        return pose(place, vec![Prompt::NothingRecorded], settings);
    }
    let node = if place.known {
        Node::Opening(Report { emergency, ..Report::default() })
    } else {
        Node::Callback { emergency }
    };
    pose(place.at(node), vec![], settings)
}

fn recorded(place: Place, recording: &Recording, settings: &Settings) -> Step {
    if !holds_something(recording) {
        return silent(place, settings);
    }
    match &place.node {
        Node::Report { emergency } => {
            let report = Report { recording: Some(recording.clone()), emergency: *emergency, callback: None };
            pose(place.at(Node::Opening(report)), vec![], settings)
        }
        Node::Opening(report) => {
            let report = Report { recording: Some(recording.clone()), ..report.clone() };
            pose(place.at(Node::Opening(report)), vec![], settings)
        }
        Node::Closed => ask(place, Ask::AddRecording(recording.clone())),
        _ => pose(place, vec![], settings),
    }
}

/// A call with an agent or the emergency centre is over, or never came about.
fn connection_ended(place: Place, answered: bool, settings: &Settings) -> Step {
    match (&place.node, answered) {
        (Node::EmergencyDial, _) => {
            let why = if answered { Prompt::EmergencyAfter } else { Prompt::EmergencyFailed };
            pose(place.at(Node::Report { emergency: true }), vec![why], settings)
        }
        (Node::Agent, true) => close(&place, Prompt::Goodbye, settings),
        (Node::Agent, false) => leave_message(&place, Prompt::AgentsBusy, settings),
        _ => again(place, Prompt::NothingPressed, settings),
    }
}

/// The caller is gone; what they left must not be.
fn hung_up(place: Place, settings: &Settings) -> Step {
    match &place.node {
        // Whoever chose the emergency is called back, even without a word.
        Node::EmergencyDial | Node::Report { emergency: true } | Node::Callback { emergency: true }
            if place.known =>
        {
            let report = Report { emergency: true, ..Report::default() };
            pose(place.at(Node::Opening(report)), vec![], settings)
        }
        Node::Opening(_) => pose(place, vec![], settings),
        // The recording may come after the end of the call: the place must still know it.
        Node::Report { .. } => Step::Verbs { place, verbs: vec![Verb::Hangup] },
        Node::EmergencyDial => {
            let place = place.at(Node::Report { emergency: true });
            Step::Verbs { place, verbs: vec![Verb::Hangup] }
        }
        _ => pose(place.at(Node::Closed), vec![], settings),
    }
}

fn answered(place: Place, answer: &Answer, settings: &Settings) -> Step {
    match (&place.node, answer) {
        (Node::Opening(report), Answer::TicketOpened { number, pin, notice }) => {
            told(&place, report, (number, pin), notice.as_deref())
        }
        // The place stays, so that a recording told again tries again.
        (Node::Opening(report), _) => {
            let sorry = if report.emergency { Prompt::GoodbyeEmergency } else { Prompt::NotSaved };
            let verbs = vec![place.say(sorry), Verb::Hangup];
            Step::Verbs { place, verbs }
        }
        (Node::TicketPin { .. }, Answer::Status(Some(text))) => {
            pose(place.at(Node::StatusHeard), vec![free(text)], settings)
        }
        (Node::TicketPin { .. }, Answer::Status(None)) => {
            again(Place { node: Node::TicketNumber, ..place }, Prompt::NoMatch, settings)
        }
        (Node::TicketPin { .. }, _) => leave_message(&place, Prompt::StatusUnavailable, settings),
        (Node::Topics { .. }, Answer::Topics(topics)) if !offered(topics).is_empty() => {
            pose(place.at(Node::Topics { topics: offered(topics) }), vec![], settings)
        }
        (Node::Article { .. }, Answer::Article(Some(text))) => pose(place, vec![free(text)], settings),
        (Node::Topics { .. } | Node::Article { .. }, _) => {
            pose(place.at(Node::Menu), vec![Prompt::NoTopics], settings)
        }
        (Node::Agent, Answer::Agent(AgentLine::Dial(number))) => connect(place, dial_agent(number)),
        (Node::Agent, Answer::Agent(AgentLine::Queue(name))) => {
            let name = name.clone();
            connect(place, Verb::Queue { name })
        }
        (Node::Agent, _) => leave_message(&place, Prompt::AgentsBusy, settings),
        _ => pose(place, vec![], settings),
    }
}
