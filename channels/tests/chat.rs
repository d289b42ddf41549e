//! The widget's frames, both ways.

use channels::chat::{
    Author, FRAME_BYTES, FileLink, FrameCode, FromWidget, Limits, SuggestedArticle, TEXT_CHARS, ToWidget,
    decode, encode, inbound,
};
use channels::{Identity, InboundKind, limits};
use proptest::prelude::*;
use serde_json::{Value, json};

fn say(client_id: &str, text: &str) -> String {
    json!({ "v": 1, "type": "say", "client_id": client_id, "text": text }).to_string()
}

fn code(text: &str) -> FrameCode {
    decode(text).expect_err("this frame must be refused").code
}

#[test]
fn every_frame_to_the_widget() {
    let frames = [
        ToWidget::Welcome { token: "v1.k-9_x".into(), after: 0, online: true, limits: Limits::default() },
        ToWidget::Message {
            seq: 7,
            author: Author::Staff,
            name: Some("Ibu Dewi".into()),
            text: "Sudah kami terima.\n</script>🙏".into(),
            at: 1_795_300_000_123,
            client_id: None,
            files: vec![FileLink { name: "denah.png".into(), url: "/widget/file/7/ab".into() }],
        },
        ToWidget::Message {
            seq: 8,
            author: Author::Citizen,
            name: None,
            text: "Terima kasih".into(),
            at: 1_795_300_001_000,
            client_id: Some("a-1".into()),
            files: Vec::new(),
        },
        ToWidget::Message {
            seq: 9,
            author: Author::System,
            name: None,
            text: "Petugas keluar".into(),
            at: 1_795_300_002_000,
            client_id: None,
            files: Vec::new(),
        },
        ToWidget::Ack { client_id: "a-1".into(), seq: 8 },
        ToWidget::Suggest {
            for_client_id: "a-1".into(),
            articles: vec![SuggestedArticle {
                title: "KTP-el hilang".into(),
                url: "/help/id/ktp-hilang".into(),
                spoken: "Bawa surat kehilangan ke Dukcapil.".into(),
            }],
        },
        ToWidget::Ticket { number: "2611-000042-7".into(), pin: Some("123456".into()) },
        ToWidget::Ticket { number: "2611-000042-7".into(), pin: None },
        ToWidget::Error { code: "long_text".into(), message: "too long".into() },
        ToWidget::Pong,
    ];
    let written: Vec<Value> =
        frames.iter().map(|frame| serde_json::from_str(&encode(frame)).expect("JSON")).collect();
    assert!(written.iter().all(|frame| frame["v"] == json!(1)));
    for (frame, written) in frames.iter().zip(&written) {
        let read: ToWidget = serde_json::from_value(written.clone()).expect("our own frame");
        assert_eq!(&read, frame);
    }
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!("to_widget", written) });
}

#[test]
fn every_frame_from_the_widget() {
    let sent = [
        json!({ "v": 1, "type": "hello", "after": 0, "language": "id" }),
        json!({ "v": 1, "type": "hello", "token": "v1.k-9_x", "after": 41, "language": "en-GB",
            "page": "https://me:pw@kota.test/pajak?jenis=pbb#bagian" }),
        json!({ "v": 1, "type": "hello", "token": null, "after": 1, "language": "jv", "page": "file:///etc" }),
        json!({ "v": 1, "type": "say", "client_id": "a-1", "text": "  Air mati\r\nsejak pagi\u{0} " }),
        json!({ "v": 1, "type": "place", "client_id": "a-2", "latitude": -8.67, "longitude": 115 }),
        json!({ "v": 1, "type": "contact", "client_id": "a-3", "name": " Siti \n Aminah ",
            "email": " Siti@Contoh.ID ", "phone": "0812-3456-7890" }),
        json!({ "v": 1, "type": "contact", "client_id": "a-4", "phone": "812 3456 7890", "email": " " }),
        json!({ "v": 1, "type": "typing", "something_new": [1] }),
        json!({ "v": 1, "type": "ping" }),
    ];
    let read: Vec<Value> = sent
        .iter()
        .map(|frame| {
            let frame = decode(&frame.to_string()).expect("a good frame");
            let message = inbound("v1.k-9_x", Some("en-gb"), &frame);
            json!({ "frame": frame, "inbound": message })
        })
        .collect();
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!("from_widget", read) });
}

#[test]
fn bad_frames_and_what_is_said_about_them() {
    let frames = [
        json!([]),
        json!("say"),
        json!({ "type": "ping" }),
        json!({ "v": 2, "type": "ping" }),
        json!({ "v": "1", "type": "ping" }),
        json!({ "v": 1 }),
        json!({ "v": 1, "type": "shout" }),
        json!({ "v": 1, "type": ["say"] }),
        json!({ "v": 1, "type": "Say", "client_id": "a", "text": "b" }),
        json!({ "v": 1, "type": "say", "client_id": "a" }),
        json!({ "v": 1, "type": "say", "client_id": 5, "text": "b" }),
        json!({ "v": 1, "type": "say", "client_id": "", "text": "b" }),
        json!({ "v": 1, "type": "say", "client_id": "a b", "text": "b" }),
        json!({ "v": 1, "type": "say", "client_id": "é", "text": "b" }),
        json!({ "v": 1, "type": "say", "client_id": "a", "text": " \n\t\u{0} " }),
        json!({ "v": 1, "type": "hello", "after": -1, "language": "id" }),
        json!({ "v": 1, "type": "hello", "after": 9_007_199_254_740_992_u64, "language": "id" }),
        json!({ "v": 1, "type": "hello", "after": 0 }),
        json!({ "v": 1, "type": "hello", "after": 0, "language": "" }),
        json!({ "v": 1, "type": "hello", "after": 0, "language": "id\n" }),
        json!({ "v": 1, "type": "hello", "after": 0, "language": "id", "token": "" }),
        json!({ "v": 1, "type": "hello", "after": 0, "language": "id", "token": "a b" }),
        json!({ "v": 1, "type": "place", "client_id": "a", "latitude": 91, "longitude": 0 }),
        json!({ "v": 1, "type": "place", "client_id": "a", "latitude": 0, "longitude": -180.1 }),
        json!({ "v": 1, "type": "place", "client_id": "a", "latitude": "0", "longitude": 0 }),
        json!({ "v": 1, "type": "contact", "client_id": "a" }),
        json!({ "v": 1, "type": "contact", "client_id": "a", "name": "  ", "email": "", "phone": "" }),
        json!({ "v": 1, "type": "contact", "client_id": "a", "email": "siti" }),
        json!({ "v": 1, "type": "contact", "client_id": "a", "phone": "112" }),
    ];
    let said: Vec<Value> = frames
        .iter()
        .map(|frame| {
            let error = decode(&frame.to_string()).expect_err("a bad frame");
            let answer: Value = serde_json::from_str(&encode(&error.into())).expect("JSON");
            json!({ "frame": frame, "answer": answer })
        })
        .collect();
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!("bad_frames", said) });
}

#[test]
fn what_is_no_json_at_all() {
    for text in ["", "{", "ping", "{\"v\":1,\"type\":\"say\",\"client_id\":\"a\",\"text\":\"\\ud800\"}"] {
        assert_eq!(code(text), FrameCode::NotJson, "{text}");
    }
    assert_eq!(code(&"[".repeat(FRAME_BYTES)), FrameCode::NotJson);
}

#[test]
fn the_limits_are_where_they_say() {
    let longest = "🚧".repeat(TEXT_CHARS - 100);
    assert!(decode(&say("a", &longest)).is_ok());
    assert!(decode(&say(&"a".repeat(64), &"x".repeat(TEXT_CHARS))).is_ok());
    assert_eq!(code(&say("a", &"x".repeat(TEXT_CHARS + 1))), FrameCode::LongText);
    assert_eq!(code(&say(&"a".repeat(65), "x")), FrameCode::BadClientId);
    let hello = |token: String| {
        json!({ "v": 1, "type": "hello", "after": 0, "language": "id", "token": token }).to_string()
    };
    assert!(decode(&hello("t".repeat(128))).is_ok());
    assert_eq!(code(&hello("t".repeat(129))), FrameCode::BadToken);
    let frame = say("a", "x");
    let padded = format!("{frame}{}", " ".repeat(FRAME_BYTES - frame.len()));
    assert!(decode(&padded).is_ok());
    assert_eq!(code(&format!("{padded} ")), FrameCode::TooLarge);
}

#[test]
fn what_a_stranger_sends_is_not_sent_back_at_length() {
    let frame = json!({ "v": 1, "type": "say", "client_id": { "x": "y".repeat(9000) }, "text": "b" });
    let error = decode(&frame.to_string()).expect_err("a bad frame");
    assert!(error.message.len() <= 200, "{}", error.message);
}

#[test]
fn the_same_words_twice_are_one_message_and_another_visitors_are_not() {
    let frame = decode(&say("a-1", "halo")).expect("a good frame");
    let id = |token| inbound(token, None, &frame).expect("a message").external_id;
    assert_eq!(id("token-one"), id("token-one"));
    assert_ne!(id("token-one"), id("token-two"));
    assert!(!id("token-one").contains("token-one"), "whoever holds the token may read the chat");
    assert!(id(&"t".repeat(128)).len() <= limits::ID);
}

#[test]
fn a_contact_is_never_taken_as_proven() {
    let frame = json!({ "v": 1, "type": "contact", "client_id": "a", "email": "siti@contoh.id" });
    let frame = decode(&frame.to_string()).expect("a good frame");
    let message = inbound("t", None, &frame).expect("a message");
    assert_eq!(message.from, Identity::Visitor("t".into()));
    assert!(message.also_known_as.is_empty());
    assert_eq!(message.remarks, [channels::chat::NOT_PROVEN]);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        let _ = decode(&text);
    }

    #[test]
    fn any_fields_are_answered(
        kind in prop::sample::select(vec!["hello", "say", "place", "contact", "typing", "ping"]),
        client_id in any::<String>(),
        words in any::<String>(),
        number in any::<f64>(),
    ) {
        let frame = json!({
            "v": 1, "type": kind, "client_id": client_id, "text": words, "latitude": number,
            "longitude": number, "after": 1, "language": words, "name": words, "email": words,
            "phone": words, "token": words, "page": words,
        });
        if let Ok(frame) = decode(&frame.to_string()) {
            let message = inbound("t", None, &frame);
            prop_assert!(message.is_none_or(|it| it.external_id.len() <= limits::ID && !it.text.contains('\0')));
        }
    }

    #[test]
    fn words_arrive_as_they_were_said(id in "[A-Za-z0-9_-]{1,64}", text in "[^\\s\\p{Cc}](\\PC|\n){0,200}[^\\s\\p{Cc}]") {
        let frame = decode(&say(&id, &text)).expect("a good frame");
        prop_assert_eq!(&frame, &FromWidget::Say { client_id: id.clone(), text: text.clone() });
        let message = inbound("t", Some("id-ID"), &frame).expect("a message");
        prop_assert_eq!(message.text, text);
        prop_assert_eq!(message.language.as_deref(), Some("id"));
        prop_assert_eq!(message.kind, InboundKind::Message);
        prop_assert!(message.external_id.ends_with(&id));
    }
}
