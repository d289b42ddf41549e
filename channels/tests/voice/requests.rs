//! Forms of the carrier, and what they mean.

use channels::voice::flow::{Event, Recording, Report};
use channels::voice::twilio::request::{CallRequest, CallStatus, Malformed, fields};
use channels::voice::{Keys, Language, inbound};
use proptest::prelude::*;

fn read(query: &str, body: &str) -> CallRequest {
    CallRequest::read(query, &fields(body.as_bytes()).unwrap()).unwrap()
}

const BASE: &str =
    "CallSid=CA0a1b&From=%2B6281298765432&To=%2B62215550100&Direction=inbound&ApiVersion=2010-04-01";

fn event(query: &str, more: &str) -> Option<Event> {
    read(query, &format!("{BASE}&{more}")).event(Some(Language::English))
}

#[test]
fn each_request_is_one_event() {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE0123456789abcdef0123456789abcdef";
    let recording =
        Recording { url: url.into(), seconds: 37, sid: Some("RE0123456789abcdef0123456789abcdef".into()) };
    let from = Some("+6281298765432".into());
    let started = Event::Started { from, language: Some(Language::English) };
    let dial = |answered, hung_up| Some(Event::DialEnded { answered, hung_up });
    let rows = [
        ("", "CallStatus=ringing".to_owned(), Some(started)),
        ("step=1", "CallStatus=in-progress&Digits=5".into(), Some(Event::Digits(Keys::new("5")))),
        ("step=1", "CallStatus=in-progress&Digits=&msg=Gather+End".into(), Some(Event::NoInput)),
        ("step=1", "CallStatus=in-progress".into(), Some(Event::NoInput)),
        (
            "step=1",
            "CallStatus=in-progress&SpeechResult=mau+lapor&Confidence=0.9".into(),
            Some(Event::Speech("mau lapor".into())),
        ),
        (
            "step=2",
            format!("CallStatus=in-progress&RecordingUrl={url}&RecordingDuration=37&Digits=%23"),
            Some(Event::Recorded(recording.clone())),
        ),
        // Hung up while speaking.
        (
            "step=2",
            format!("CallStatus=completed&RecordingUrl={url}&RecordingDuration=37&Digits=hangup"),
            Some(Event::Recorded(recording)),
        ),
        // The callback beside the conversation.
        ("", format!("RecordingUrl={url}&RecordingDuration=37&RecordingStatus=completed"), None),
        ("step=3", "CallStatus=in-progress&DialCallStatus=completed".into(), dial(true, false)),
        ("step=3", "CallStatus=in-progress&DialCallStatus=no-answer".into(), dial(false, false)),
        ("step=3", "CallStatus=completed&DialCallStatus=completed".into(), dial(true, true)),
        ("step=3", "CallStatus=in-progress&DialCallStatus=sonderbar".into(), dial(false, false)),
        (
            "step=3",
            "CallStatus=in-progress&QueueResult=bridged".into(),
            Some(Event::QueueLeft { answered: true }),
        ),
        (
            "step=3",
            "CallStatus=in-progress&QueueResult=queue-full".into(),
            Some(Event::QueueLeft { answered: false }),
        ),
        ("step=3", "CallStatus=in-progress&QueueResult=hangup".into(), Some(Event::HungUp)),
        ("", "CallStatus=completed".into(), Some(Event::HungUp)),
        ("step=9", "CallStatus=canceled&Digits=1".into(), Some(Event::HungUp)),
    ];
    for (query, more, expected) in rows {
        assert_eq!(event(query, &more), expected, "{query} {more}");
    }
}

#[test]
fn withheld_numbers_are_nobody() {
    for from in ["anonymous", "%2B266696687", "Restricted", "", "%2B7378742833"] {
        let call = read("", &format!("CallSid=CA1&From={from}&CallStatus=ringing"));
        assert_eq!(call.from, None, "{from}");
        assert_eq!(call.event(None), Some(Event::Started { from: None, language: None }));
    }
}

#[test]
fn states_are_kept_and_ranked() {
    let call = read("", &format!("{BASE}&CallStatus=melayang"));
    assert_eq!(call.status, CallStatus::Unknown("melayang".into()));
    let order = ["melayang", "queued", "initiated", "ringing", "in-progress", "completed"];
    let ranks: Vec<u8> = order.iter().map(|code| CallStatus::parse(code).rank()).collect();
    assert!(ranks.is_sorted_by(|a, b| a < b));
    for code in ["queued", "answered", "busy", "failed", "no-answer", "canceled", "x"] {
        assert_eq!(CallStatus::parse(code).code(), code);
    }
    assert_eq!(CallStatus::parse(&"y".repeat(900)).code().len(), 64);
}

#[test]
fn a_get_says_the_same_as_a_form() {
    let body = format!("{BASE}&CallStatus=in-progress&Digits=2");
    assert_eq!(read(&format!("{body}&step=4"), ""), read("step=4", &body));
    // Our own counter is only ours: a form cannot set it.
    assert_eq!(read("", "CallSid=CA1&step=4").step, None);
}

#[test]
fn limits_hold() {
    let read = |body: &str| fields(body.as_bytes()).and_then(|form| CallRequest::read("", &form));
    assert_eq!(read(&format!("CallSid=CA1&x={}", "a".repeat(70_000))), Err(Malformed::TooLarge));
    assert_eq!(read(&format!("CallSid=CA1{}", "&a=b".repeat(100))), Err(Malformed::TooManyFields));
    assert!(read(&format!("CallSid=CA1{}", "&a=b".repeat(99))).is_ok());
    for body in ["", "CallSid=", "CallSid=%00", "CallSid=a+b", &format!("CallSid={}", "A".repeat(129))] {
        assert_eq!(read(body), Err(Malformed::CallSid), "{body}");
    }
    let long = read(&format!("CallSid=CA1&RecordingUrl={}&Digits={}", "u".repeat(3000), "7".repeat(90)));
    let long = long.unwrap();
    assert_eq!((long.recording_url, long.digits.reveal().len()), (None, 32));
    let odd = read("CallSid=CA1&RecordingDuration=-3&Digits=abc%F0%9F%98%80").unwrap();
    assert_eq!((odd.recording_seconds, odd.digits.is_empty()), (0, true));
}

#[test]
fn what_was_pressed_is_not_printed() {
    let call = read("step=1", &format!("{BASE}&CallStatus=in-progress&Digits=482913"));
    let printed = format!("{call:?}");
    assert!(!printed.contains("482913") && !printed.contains("81298765432"), "{printed}");
}

#[test]
fn a_report_is_a_message() {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";
    let call = read("step=2", &format!("{BASE}&CallStatus=in-progress"));
    let recording = Recording { url: url.into(), seconds: 97, sid: Some("RE1".into()) };
    let report = Report { recording: Some(recording), ..Report::default() };
    insta::assert_json_snapshot!("inbound_report", inbound(&call, &report, Language::Indonesian));

    let withheld = read("step=4", "CallSid=CA2&From=anonymous");
    let report = Report { callback: Some("+6281234567890".into()), emergency: true, recording: None };
    insta::assert_json_snapshot!("inbound_callback", inbound(&withheld, &report, Language::English));
}

#[test]
fn the_ending_of_a_recording_says_its_kind() {
    let call = read("", BASE);
    let kind = |url: &str| {
        let recording = Recording { url: url.into(), seconds: 1, sid: None };
        let report = Report { recording: Some(recording), ..Report::default() };
        let file = inbound(&call, &report, Language::Indonesian).attachments.remove(0);
        let channels::Content::Remote { reference, .. } = file.content else { panic!("not remote") };
        (file.name, file.media_type, reference)
    };
    for (url, name, media, reference) in [
        ("https://a.test/RE1", "rekaman.mp3", "audio/mpeg", "https://a.test/RE1.mp3"),
        ("https://a.test/RE1.mp3", "rekaman.mp3", "audio/mpeg", "https://a.test/RE1.mp3"),
        ("https://a.test/RE1.wav", "rekaman.wav", "audio/wav", "https://a.test/RE1.wav"),
        ("https://a.test/RE1?sig=1", "rekaman.wav", "audio/wav", "https://a.test/RE1?sig=1"),
    ] {
        assert_eq!(kind(url), (name.into(), media.into(), reference.into()));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(query in "\\PC{0,80}", body in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(form) = fields(&body)
            && let Ok(call) = CallRequest::read(&query, &form)
        {
            let _ = call.event(None);
        }
    }
}
