//! Whole calls, as the carrier is told them.

use channels::voice::Language::{self, English, Indonesian};
use channels::voice::flow::{AgentLine, Ask, Event, Node, Report};

use super::house::{Call, NUMBER, PIN, key, recording, started, started_in};

/// One snapshot a branch and language.
fn snapshot(branch: &str, events: &[Event], arrange: fn(&mut Call)) {
    for language in [Indonesian, English] {
        let mut call = Call::new();
        arrange(&mut call);
        let mut all = vec![started_in(language)];
        all.extend_from_slice(events);
        insta::assert_snapshot!(format!("{branch}_{}", language.code()), call.hold(&all));
    }
}

fn as_is(_: &mut Call) {}

#[test]
fn report() {
    snapshot("report", &[key("1"), Event::Recorded(recording(37))], as_is);
}

#[test]
fn nothing_said_is_called_back() {
    snapshot("silent_report", &[key("1"), Event::NoInput, Event::NoInput], as_is);
}

#[test]
fn status() {
    let mistyped = NUMBER.replace("42", "24").replace("61", "62");
    let events = [key("2"), key(&mistyped), key(NUMBER), key("12"), key(PIN), key("*"), Event::HungUp];
    snapshot("status", &events, as_is);
}

#[test]
fn wrong_pin_three_times() {
    let wrong = [key(NUMBER), key("000000")];
    let events = [&[key("2")], &wrong[..], &wrong[..], &wrong[..]].concat();
    snapshot("wrong_pin", &events, as_is);
}

#[test]
fn topics() {
    let events = [key("3"), key("8"), key("2"), key("1"), key("*"), key("*"), Event::HungUp];
    snapshot("topics", &events, as_is);
}

#[test]
fn agent() {
    let events = [key("0"), Event::DialEnded { answered: true, hung_up: false }];
    snapshot("agent", &events, |call| {
        call.agent = AgentLine::Dial("+62 215550177".into());
    });
}

#[test]
fn agent_does_not_answer() {
    let events = [key("0"), Event::DialEnded { answered: false, hung_up: false }];
    snapshot("agent_busy", &events, |call| {
        call.agent = AgentLine::Dial("+62215550177".into());
    });
}

#[test]
fn agent_by_queue() {
    let events = [key("0"), Event::QueueLeft { answered: true }];
    snapshot("agent_queue", &events, |call| {
        call.agent = AgentLine::Queue("petugas".into());
    });
}

#[test]
fn nobody_is_there() {
    snapshot("agent_nobody", &[key("0"), Event::Recorded(recording(61))], as_is);
}

#[test]
fn emergency() {
    let events =
        [key("5"), Event::DialEnded { answered: true, hung_up: false }, Event::Recorded(recording(9))];
    snapshot("emergency", &events, as_is);
}

#[test]
fn emergency_is_not_reached() {
    let events =
        [key("5"), Event::DialEnded { answered: false, hung_up: false }, Event::NoInput, Event::NoInput];
    snapshot("emergency_failed", &events, as_is);
}

#[test]
fn wrong_keys_and_silence_end_at_the_recording() {
    snapshot("lost", &[key("7"), Event::NoInput, key("#")], as_is);
}

#[test]
fn other_language_and_speech() {
    let events = [key("9"), Event::Speech("report".into()), Event::HungUp];
    snapshot("other_language", &events, |call| {
        call.settings.speech = true;
    });
}

#[test]
fn the_ticket_cannot_be_saved() {
    snapshot("not_saved", &[key("1"), Event::Recorded(recording(5))], |call| call.can_save = false);
}

#[test]
fn withheld_number_is_asked_for() {
    let mut call = Call::new();
    call.event(&Event::Started { from: None, language: None });
    for event in [key("1"), Event::NoInput, Event::NoInput] {
        call.event(&event);
    }
    assert_eq!(call.place.node, Node::Callback { emergency: false });
    call.event(&key("0812"));
    assert_eq!(call.place.tries, 1);
    call.event(&key("081234567890#"));
    let report = Report { callback: Some("+6281234567890".into()), ..Report::default() };
    assert_eq!(call.asked, [Ask::OpenTicket(report)]);
    assert_eq!(call.place.node, Node::Closed);
}

/// Said before anything else, and in the greeting of both languages.
#[test]
fn the_emergency_comes_first() {
    let first = |language: Language| {
        let page = Call::new().hold(&[started_in(language)]);
        page.lines().find(|line| line.starts_with("<Say")).unwrap().to_owned()
    };
    assert!(first(Indonesian).contains(">Untuk keadaan darurat, tekan 5 atau hubungi <say-as"));
    assert!(first(English).contains(">In an emergency, press 5 or call <say-as"));
    assert!(Call::new().hold(&[started()]).contains("For English, press 9."));
}

#[test]
fn hanging_up_keeps_what_was_said() {
    // The end of the call is told before the recording is.
    let mut call = Call::new();
    for event in [started(), key("1"), Event::HungUp, Event::Recorded(recording(12))] {
        call.event(&event);
    }
    let report = Report { recording: Some(recording(12)), ..Report::default() };
    assert_eq!(call.asked, [Ask::OpenTicket(report)]);

    // Told once more, by the recording callback: it is the house that knows it has it.
    call.event(&Event::Recorded(recording(12)));
    assert_eq!(call.asked[1..], [Ask::AddRecording(recording(12))]);
}

#[test]
fn an_emergency_is_never_silent() {
    let gone: [&[Event]; 4] = [
        &[key("5"), Event::HungUp],
        &[key("5"), Event::DialEnded { answered: true, hung_up: true }],
        &[key("5"), Event::DialEnded { answered: false, hung_up: false }, Event::HungUp],
        &[key("5"), Event::NoInput, Event::NoInput, Event::NoInput],
    ];
    for events in gone {
        let mut call = Call::new();
        call.event(&started());
        for event in events {
            call.event(event);
        }
        let report = Report { emergency: true, ..Report::default() };
        assert_eq!(call.asked, [Ask::OpenTicket(report)], "{events:?}");
        // A recording that comes later joins it.
        call.event(&Event::Recorded(recording(3)));
        assert_eq!(call.asked.last(), Some(&Ask::AddRecording(recording(3))));
    }
}

#[test]
fn a_status_call_cannot_try_a_fourth_pin() {
    let mut call = Call::new();
    for event in [started(), key("2")] {
        call.event(&event);
    }
    let mut tried = 0;
    for _ in 0..20 {
        call.event(&key(NUMBER));
        call.event(&key("000001"));
        tried = call.asked.iter().filter(|ask| matches!(ask, Ask::TicketStatus { .. })).count();
    }
    assert_eq!(tried, 3);
}

#[test]
fn a_pin_is_not_in_debug_output() {
    let mut call = Call::new();
    for event in [started(), key("2"), key(NUMBER), key(PIN)] {
        call.event(&event);
    }
    assert!(!format!("{:?}", call.asked).contains(PIN));
    assert!(!format!("{:?} {:?}", key(PIN), call.place).contains(PIN));
}
