//! Any order of events, and any answers of the house.

use channels::voice::flow::{
    AgentLine, Answer, Event, Node, Place, Recording, Settings, Step, TURNS, Topic, Verb, step,
};
use channels::voice::twilio::twiml::{Carrier, render};
use channels::voice::{Keys, Language};
use proptest::prelude::*;

use super::house::{NUMBER, PIN, settings};
use super::twiml_rules;

fn language() -> impl Strategy<Value = Option<Language>> {
    prop_oneof![Just(None), Just(Some(Language::Indonesian)), Just(Some(Language::English))]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,40}", "\\PC{0,40}", Just(String::new()), Just("panjang. ".repeat(900))]
}

fn keys() -> impl Strategy<Value = Keys> {
    prop_oneof![
        8 => "[0-9*#]".prop_map(|typed| Keys::new(&typed)),
        2 => Just(Keys::new(NUMBER)),
        2 => Just(Keys::new(PIN)),
        1 => Just(Keys::new("081234567890")),
        1 => "[0-9*#]{1,40}".prop_map(|typed| Keys::new(&typed)),
    ]
}

fn recorded() -> impl Strategy<Value = Event> {
    (any::<bool>(), 0u32..200).prop_map(|(url, seconds)| {
        let url = if url { "https://api.twilio.com/RE1".into() } else { String::new() };
        Event::Recorded(Recording { url, seconds, sid: None })
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let topic = (text(), text()).prop_map(|(key, title)| Topic { key, title });
    prop_oneof![
        proptest::option::of(text()).prop_map(Answer::Status),
        proptest::collection::vec(topic, 0..12).prop_map(Answer::Topics),
        proptest::option::of(text()).prop_map(Answer::Article),
        (text(), proptest::option::of(text())).prop_map(|(number, notice)| Answer::TicketOpened {
            number,
            pin: Keys::new(PIN),
            notice
        }),
        Just(Answer::TicketOpened { number: "2611-000042-4".into(), pin: Keys::new(PIN), notice: None }),
        Just(Answer::RecordingAdded),
        text().prop_map(|number| Answer::Agent(AgentLine::Dial(number))),
        text().prop_map(|name| Answer::Agent(AgentLine::Queue(name))),
        Just(Answer::Agent(AgentLine::Nobody)),
        Just(Answer::Failed),
    ]
}

/// What callers and carriers do.
fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => keys().prop_map(Event::Digits),
        3 => Just(Event::NoInput),
        2 => text().prop_map(Event::Speech),
        2 => recorded(),
        1 => (any::<bool>(), language()).prop_map(|(known, language)| Event::Started {
            from: known.then(|| "+6281234567890".into()),
            language,
        }),
        1 => any::<(bool, bool)>()
            .prop_map(|(answered, hung_up)| Event::DialEnded { answered, hung_up }),
        1 => any::<bool>().prop_map(|answered| Event::QueueLeft { answered }),
        1 => Just(Event::HungUp),
    ]
}

/// Nothing a person does: silence, calls that fail, recordings without a voice.
fn silence() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::NoInput),
        Just(Event::DialEnded { answered: false, hung_up: false }),
        Just(Event::QueueLeft { answered: false }),
        Just(Event::Recorded(Recording { url: String::new(), seconds: 0, sid: None })),
    ]
}

/// Steps on until there are verbs, with answers drawn in turn.
fn go(
    place: &Place,
    event: &Event,
    answers: &mut impl Iterator<Item = Answer>,
    settings: &Settings,
) -> (Place, Vec<Verb>) {
    let mut next = step(place, event, settings);
    for _ in 0..5 {
        match next {
            Step::Verbs { place, verbs } => return (place, verbs),
            Step::Ask { place, .. } => {
                let answer = answers.next().unwrap_or(Answer::Failed);
                next = step(&place, &Event::Answer(answer), settings);
            }
        }
    }
    panic!("asks the house without end at {:?}", place.node);
}

fn words(verbs: &[Verb], settings: &Settings) -> String {
    let says = verbs.iter().flat_map(|verb| match verb {
        Verb::Say(say) => vec![say],
        Verb::Gather(gather) => gather.prompts.iter().collect(),
        _ => vec![],
    });
    says.map(|say| say.prompt.text(say.language, settings)).collect::<Vec<_>>().join(" ")
}

/// What holds after every event.
fn check(place: &Place, verbs: &[Verb], settings: &Settings) {
    let (last, before) = verbs.split_last().expect("something must be done");
    assert!(before.iter().all(|verb| matches!(verb, Verb::Say(_))), "{verbs:?}");
    assert!(!matches!(last, Verb::Say(_)), "ends in the air: {verbs:?}");
    // The end of the menu and the end of the call are the same, save that recordings may come late.
    let waits = matches!(place.node, Node::Report { .. } | Node::Opening(_));
    assert_eq!(place.node == Node::Closed, matches!(last, Verb::Hangup) && !waits, "{place:?}");
    let speaks = verbs.len() > 1;
    match place.node {
        Node::EmergencyDial | Node::Report { emergency: true } if speaks => {
            assert!(words(verbs, settings).contains("112"), "{verbs:?}");
        }
        Node::EmergencyDial => panic!("the emergency call says nothing"),
        _ => {}
    }
    if place.node == Node::EmergencyDial {
        assert!(matches!(last, Verb::Dial { number, .. } if *number == settings.emergency_number));
    }
    let row = serde_json::to_string(place).unwrap();
    assert_eq!(serde_json::from_str::<Place>(&row).unwrap(), *place);
    twiml_rules::check(&render(verbs, 7, &Carrier::default(), settings));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_makes_sense(
        events in proptest::collection::vec(event(), 1..40),
        answers in proptest::collection::vec(answer(), 40),
        speech in any::<bool>(),
    ) {
        let mut settings = settings();
        settings.speech = speech;
        let mut answers = answers.into_iter();
        let mut place = Place::default();
        for event in &events {
            let (next, verbs) = go(&place, event, &mut answers, &settings);
            check(&next, &verbs, &settings);
            // Closed is closed.
            prop_assert!(place.node != Node::Closed || next.node == Node::Closed);
            place = next;
        }
    }

    /// The node alone, in any stored state, also ones no call leads to.
    #[test]
    fn any_stored_place_goes_on(tries in any::<u8>(), turns in any::<u8>(), event in event(), first in keys()) {
        let settings = settings();
        for node in [
            Node::Menu, Node::Report { emergency: true }, Node::Callback { emergency: true },
            Node::TicketNumber, Node::TicketPin { number: first.digits() }, Node::StatusHeard,
            Node::Topics { topics: vec![] }, Node::Article { key: "x".into() }, Node::Agent,
            Node::EmergencyDial, Node::Closed,
        ] {
            let place = Place { node, tries, turns, ..Place::default() };
            let (next, verbs) = go(&place, &event, &mut std::iter::empty(), &settings);
            check(&next, &verbs, &settings);
        }
    }

    /// Wherever a caller goes silent, the call is over after at most ten events.
    #[test]
    fn silence_never_goes_round(
        events in proptest::collection::vec(event(), 0..15),
        answers in proptest::collection::vec(answer(), 60),
        silence in proptest::collection::vec(silence(), 10),
    ) {
        let settings = settings();
        let mut answers = answers.into_iter();
        let mut place = Place::default();
        for event in events.iter().chain(&silence) {
            place = go(&place, event, &mut answers, &settings).0;
        }
        // Opening: the house could not save, the caller was told so and the line is closed.
        prop_assert!(matches!(place.node, Node::Closed | Node::Opening(_)), "{place:?}");
    }

    /// Even somebody who presses keys for ever gets only so far.
    #[test]
    fn nobody_stays_for_ever(typed in proptest::collection::vec(keys(), usize::from(TURNS) + 15)) {
        let settings = settings();
        let mut place = Place::default();
        let topics = vec![Topic { key: "a".into(), title: "A".into() }];
        let mut answers = [Answer::Topics(topics), Answer::Article(Some("Isi.".into()))].into_iter().cycle();
        for keys in typed {
            place = go(&place, &Event::Digits(keys), &mut answers, &settings).0;
        }
        prop_assert!(matches!(place.node, Node::Closed | Node::Opening(_)), "{place:?}");
    }

    /// Whatever is typed, only a right number is ever asked for, and nothing is told about it.
    #[test]
    fn only_checked_numbers_reach_the_house(typed in "[0-9*#]{0,30}", pin in "[0-9]{6}") {
        let mut call = super::house::Call::new();
        call.event(&super::house::started());
        call.event(&super::house::key("2"));
        call.event(&super::house::key(&typed));
        call.event(&super::house::key(&pin));
        for ask in call.asked {
            if let channels::voice::flow::Ask::TicketStatus { number, .. } = ask {
                prop_assert!(super::house::check(&number));
            }
        }
    }
}
