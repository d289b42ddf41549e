//! What TwiML may look like: the few elements we use, their attributes, values and nesting, from Twilio's
//! documentation of the verbs.

use std::collections::BTreeMap;

use channels::voice::flow::{Say, Verb};
use channels::voice::twilio::twiml::{Carrier, render};
use channels::voice::{Language, Prompt};

use super::house::settings;

/// Element, its attributes, what may be inside (`text` for words).
const RULES: [(&str, &[&str], &[&str]); 10] = [
    ("Response", &[], &["Say", "Gather", "Record", "Dial", "Enqueue", "Redirect", "Hangup"]),
    ("Say", &["language", "voice"], &["text", "say-as"]),
    ("say-as", &["interpret-as"], &["text"]),
    (
        "Gather",
        &[
            "action",
            "method",
            "actionOnEmptyResult",
            "input",
            "numDigits",
            "finishOnKey",
            "timeout",
            "language",
            "speechTimeout",
        ],
        &["Say"],
    ),
    (
        "Record",
        &[
            "action",
            "method",
            "maxLength",
            "timeout",
            "finishOnKey",
            "playBeep",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
        ],
        &[],
    ),
    ("Dial", &["action", "method", "timeout"], &["Number"]),
    ("Number", &[], &["text"]),
    ("Enqueue", &["action", "method"], &["text"]),
    ("Redirect", &["method"], &["text"]),
    ("Hangup", &[], &[]),
];

fn value_fits(attribute: &str, value: &str) -> bool {
    match attribute {
        "numDigits" | "timeout" | "maxLength" => value.parse::<u32>().is_ok_and(|n| n > 0),
        "actionOnEmptyResult" | "playBeep" => value == "true",
        "method" | "recordingStatusCallbackMethod" => value == "POST",
        "language" => matches!(value, "id-ID" | "en-US"),
        "input" => matches!(value, "dtmf" | "dtmf speech"),
        "finishOnKey" => matches!(value, "" | "#"),
        "interpret-as" => value == "digits",
        "action" => value == "/channels/voice/twilio?step=7" || value.starts_with("/channels/voice/"),
        _ => !value.is_empty(),
    }
}

/// Panics where `page` is not well-formed XML or breaks a rule.
pub fn check(page: &str) {
    let mut rest = page.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("declaration");
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    while !rest.is_empty() {
        let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        check_text(text, open.last().copied());
        if after.is_empty() {
            break;
        }
        let (tag, after) = after[1..].split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "wrong end tag in {page}");
            continue;
        }
        let body = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = body.split_once(' ').unwrap_or((body, ""));
        let rule = RULES.iter().find(|rule| rule.0 == name).unwrap_or_else(|| panic!("<{name}>"));
        if let Some(parent) = open.last() {
            let inside = RULES.iter().find(|rule| rule.0 == *parent).unwrap().2;
            assert!(inside.contains(&name), "<{name}> inside <{parent}>");
        } else {
            assert_eq!((name, roots), ("Response", 0));
            roots += 1;
        }
        for (key, value) in read_attributes(attributes) {
            assert!(rule.1.contains(&key), "<{name} {key}>");
            assert!(value_fits(key, value), "<{name} {key}={value:?}>");
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && roots == 1, "{open:?} in {page}");
}

fn check_text(text: &str, parent: Option<&str>) {
    let inside = parent.map_or(&[][..], |p| RULES.iter().find(|rule| rule.0 == p).unwrap().2);
    assert!(text.trim().is_empty() || inside.contains(&"text"), "{text:?} inside {parent:?}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    for part in text.split('&').skip(1) {
        let entity = part.split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot", "apos"].contains(&entity), "{text:?}");
    }
}

fn read_attributes(mut rest: &str) -> BTreeMap<&str, &str> {
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        let (key, after) = rest.split_once("=\"").expect("an attribute has a value");
        let (value, after) = after.split_once('"').expect("a value ends");
        assert!(attributes.insert(key.trim(), value).is_none(), "{key} twice");
        rest = after;
    }
    attributes
}

fn say(text: &str) -> String {
    let say = Say { prompt: Prompt::Free(text.into()), language: Language::Indonesian };
    let page = render(&[Verb::Say(say), Verb::Hangup], 1, &Carrier::default(), &settings());
    check(&page);
    page
}

#[test]
fn nothing_said_can_break_out() {
    let page = say("</Say><Dial>+1900</Dial> & \"x\" '\u{0}\u{8}\u{FFFE}");
    assert!(page.contains("&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt; &amp; &quot;x&quot; &apos;</Say>"));
    let number = Verb::Dial { number: "112</Number><Sip>x".into(), ring_seconds: 9 };
    let page = render(&[number], 1, &Carrier::default(), &settings());
    check(&page);
    assert!(page.contains("<Number>112</Number>"));
    let carrier = Carrier {
        voice_indonesian: "\"><Play>".into(),
        action: "/channels/voice/a&b".into(),
        ..Carrier::default()
    };
    let verbs = [
        Verb::Say(Say { prompt: Prompt::Welcome, language: Language::Indonesian }),
        Verb::Queue { name: "<q>".into() },
    ];
    check(&render(&verbs, 1, &carrier, &settings()));
}

#[test]
fn the_emergency_number_is_read_digit_by_digit() {
    let spelled = "<say-as interpret-as=\"digits\">112</say-as>";
    assert!(say("Hubungi 112.").contains(&format!("Hubungi {spelled}.")));
    assert!(say("112, 110").contains(spelled));
    for not in ["Rp112.000", "112.000 rupiah", "1.112", "021-112", "pasal 112-2", "1120", "112m"] {
        assert!(!say(not).contains("say-as"), "{not}");
    }
}

#[test]
fn long_texts_are_cut_between_sentences() {
    let page = say(&"Ini satu kalimat yang tidak pendek. ".repeat(100));
    let says: Vec<&str> = page.lines().filter(|line| line.starts_with("<Say")).collect();
    assert_eq!(says.len(), 3);
    assert!(says.iter().all(|say| say.ends_with("pendek.</Say>") && say.len() < 1700));
    // Without any place to cut, nothing is lost either.
    let page = say(&"ä".repeat(4000));
    assert_eq!(page.matches('ä').count(), 4000);
    assert_eq!(page.matches("<Say ").count(), 3);
}

/// The rules themselves must be able to say no.
#[test]
fn the_rules_refuse() {
    let wrong = [
        "<Response><Say loop=\"1\">x</Say></Response>",
        "<Response><Gather><Dial></Dial></Gather></Response>",
        "<Response>words</Response>",
        "<Response><Say>x</Response></Say>",
        "<Response><Say>a & b</Say></Response>",
        "<Response><Record timeout=\"-1\"></Record></Response>",
        "<Response/><Response/>",
    ];
    for body in wrong {
        let page = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n");
        assert!(std::panic::catch_unwind(|| check(&page)).is_err(), "{body}");
    }
}
