//! Whatever arrives, reading it ends, and what comes out keeps the promises of the envelope.

use channels::telegram::{Parsed, parse};
use channels::{Content, InboundKind, limits};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::recorded::{SETS, recorded};

fn promises(parsed: &Parsed) {
    let inbound = &parsed.inbound;
    assert!(!inbound.external_id.is_empty() && inbound.external_id.len() <= limits::ID);
    assert!(inbound.text.len() <= limits::TEXT);
    assert!(!inbound.text.contains('\0'));
    assert!(inbound.from_name.as_ref().is_none_or(|name| name.len() <= limits::ID));
    assert!(matches!(inbound.language.as_deref(), None | Some("id" | "en")));
    if inbound.kind == InboundKind::Unknown {
        assert_eq!(inbound.text, "");
        assert!(!inbound.remarks.is_empty(), "nobody says why this is unknown: {inbound:?}");
    }
    for attachment in &inbound.attachments {
        let name = &attachment.name;
        assert!(!name.is_empty() && name.chars().count() <= 120);
        assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
        if let Content::Remote { size: Some(size), .. } = attachment.content {
            assert!(size <= limits::ATTACHMENT as u64);
        }
    }
    if let Some(place) = &inbound.place {
        assert!(place.latitude.abs() <= 90.0 && place.longitude.abs() <= 180.0);
    }
}

/// Any JSON, with the words of the Bot API among its keys.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from("private")),
    ];
    let key = prop_oneof![
        prop::sample::select(vec![
            "update_id",
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
            "chat",
            "from",
            "id",
            "type",
            "text",
            "caption",
            "photo",
            "voice",
            "document",
            "sticker",
            "location",
            "venue",
            "contact",
            "date",
            "entities",
            "file_id",
            "file_unique_id",
            "file_size",
            "file_name",
            "mime_type",
            "width",
            "height",
            "latitude",
            "longitude",
            "phone_number",
            "first_name",
            "url",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every place in a JSON value, as pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                places(value, &format!("{here}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                places(value, &format!("{here}/{at}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn any_bytes(raw in prop::collection::vec(any::<u8>(), 0..400)) {
        promises(&parse(&raw));
    }

    #[test]
    fn any_json_value(value in any_json()) {
        promises(&parse(value.to_string().as_bytes()));
    }

    /// A real update in which one thing is not as it should be.
    #[test]
    fn a_recorded_update_with_one_thing_wrong(
        set in 0..SETS.len(),
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        wrong in any_json(),
    ) {
        let mut all = recorded(SETS[set].1);
        let mut update = all.swap_remove(which.index(all.len())).update;
        let mut pointers = Vec::new();
        places(&update, "", &mut pointers);
        if let Some(place) = update.pointer_mut(&pointers[at.index(pointers.len())]) {
            *place = wrong;
        }
        promises(&parse(update.to_string().as_bytes()));
    }

    /// A real update of which the end is missing.
    #[test]
    fn a_recorded_update_cut_short(set in 0..SETS.len(), at in any::<prop::sample::Index>()) {
        let whole = recorded(SETS[set].1).swap_remove(0).update.to_string();
        let cut = &whole.as_bytes()[..at.index(whole.len())];
        let parsed = parse(cut);
        prop_assert_eq!(&parsed.inbound.remarks, &["not JSON".to_owned()]);
        promises(&parsed);
    }
}
