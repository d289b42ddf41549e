//! Updates as Telegram sends them, made by hand in the shapes of the Bot API, and what we read in them.

use channels::telegram::{Extra, lasting_ids, parse};
use channels::{Identity, InboundKind};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct Recorded {
    pub about: String,
    pub update: Value,
}

pub const SETS: [(&str, &str); 7] = [
    ("words", include_str!("../data/telegram/words.json")),
    ("files", include_str!("../data/telegram/files.json")),
    ("places_and_contacts", include_str!("../data/telegram/places_and_contacts.json")),
    ("changes", include_str!("../data/telegram/changes.json")),
    ("groups", include_str!("../data/telegram/groups.json")),
    ("strange", include_str!("../data/telegram/strange.json")),
    ("chats", include_str!("../data/telegram/chats.json")),
];

pub fn recorded(set: &str) -> Vec<Recorded> {
    serde_json::from_str(set).expect("the recorded updates are a list of {about, update}")
}

#[test]
fn every_recorded_update() {
    let mut read = 0;
    for (name, set) in SETS {
        let seen: Vec<Value> = recorded(set)
            .into_iter()
            .map(|Recorded { about, update }| {
                read += 1;
                let parsed = parse(update.to_string().as_bytes());
                let mut seen = json!({
                    "about": about, "update_id": parsed.update_id, "inbound": terse(&parsed.inbound),
                });
                if parsed.extra != Extra::default() {
                    seen["extra"] = format!("{:?}", parsed.extra).into();
                }
                seen
            })
            .collect();
        insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(name, seen) });
    }
    assert!(read >= 80, "only {read} recorded updates");
}

#[test]
fn every_file_has_an_id_that_lasts() {
    for Recorded { about, update } in SETS.into_iter().flat_map(|(_, set)| recorded(set)) {
        let raw = update.to_string();
        let files = parse(raw.as_bytes()).inbound.attachments.len();
        // What is said in groups is not ours.
        assert!(files == 0 || lasting_ids(raw.as_bytes()).len() == files, "{about}");
    }
}

/// Without the fields that hold nothing, so that a reader of the snapshot sees what was understood. A
/// digest depends on how the JSON happened to be written.
fn terse(inbound: &channels::Inbound) -> Value {
    let mut value = serde_json::to_value(inbound).expect("an inbound message has a JSON form");
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    let fields = value.as_object_mut().expect("an object");
    fields.retain(|_, value| !empty(value));
    if let Some(thread) = fields.get_mut("thread").and_then(Value::as_object_mut) {
        thread.retain(|_, value| !empty(value));
    }
    if fields["external_id"].as_str().is_some_and(|id| id.starts_with("sha256:")) {
        fields["external_id"] = "sha256:…".into();
    }
    value
}

#[test]
fn the_same_bytes_have_the_same_id_and_others_another() {
    let id = |raw: &[u8]| parse(raw).inbound.external_id;
    assert_eq!(
        id(b"broken"),
        "sha256:f526795c95399cea27c055c842c3d6ab018ed0fa4f66f701c28ab22dec28237b".to_owned()
    );
    assert_ne!(id(b"broken"), id(b"broken "));
    assert_eq!(id(br#"{"update_id":5}"#), "u5");
    assert_eq!(parse(br#"{"update_id":4294967296}"#).update_id, Some(4_294_967_296));
}

#[test]
fn what_is_not_an_update_is_unknown() {
    for raw in [&b""[..], b"broken", b"[]", b"null", b"\xff\xfe", b"{\"update_id\":1", b"\"text\""] {
        let parsed = parse(raw);
        assert_eq!(parsed.update_id, None);
        assert_eq!(parsed.inbound.kind, InboundKind::Unknown);
        assert_eq!(parsed.inbound.from, Identity::Unknown);
        assert_eq!(parsed.inbound.text, "");
        assert_eq!(parsed.inbound.remarks.len(), 1, "{:?}", parsed.inbound.remarks);
    }
}

#[test]
fn a_message_that_says_nothing_says_why() {
    for content in [json!({ "text": [] }), json!({ "caption": 5 }), json!({})] {
        let mut message = json!({ "message_id": 1, "date": 1, "chat": { "id": 7, "type": "private" } });
        for (key, value) in content.as_object().expect("an object") {
            message[key] = value.clone();
        }
        let update = json!({ "update_id": 1, "message": message }).to_string();
        let inbound = parse(update.as_bytes()).inbound;
        assert_eq!(inbound.kind, InboundKind::Unknown);
        assert_eq!(inbound.remarks, ["nothing in it that we can read"]);
    }
}

#[test]
fn nesting_without_end_is_refused_and_not_followed() {
    let deep = format!("{{\"update_id\":1,\"message\":{}1{}}}", "[".repeat(90_000), "]".repeat(90_000));
    assert_eq!(parse(deep.as_bytes()).inbound.remarks, ["not JSON"]);
}

#[test]
fn a_text_longer_than_any_of_telegrams_is_cut() {
    let text = "é".repeat(40_000);
    let update = json!({ "update_id": 1, "message": {
        "message_id": 1, "date": 1, "chat": { "id": 7, "type": "private" }, "text": text,
    }});
    let inbound = parse(update.to_string().as_bytes()).inbound;
    assert_eq!(inbound.text.len(), channels::limits::TEXT);
    assert_eq!(inbound.remarks, ["the text was cut at 65536 bytes"]);
}
