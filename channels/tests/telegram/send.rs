//! What leaves, and what we say when it does not.

use channels::telegram::{Button, Key, Keyboard, Progress};
use channels::{Attachment, Channel, Content, Identity, Outbound, Receipt, SendError};
use serde_json::json;

use crate::loopback::{Answer, BotApi, CITIZEN, Call};

pub fn outbound(text: &str) -> Outbound {
    Outbound {
        channel: Channel::Telegram,
        to: Identity::Telegram(CITIZEN),
        to_name: None,
        thread_key: Some(CITIZEN.to_string()),
        subject: Some("never shown".into()),
        text: text.into(),
        attachments: Vec::new(),
        message_id: "c1.2@kota.test".into(),
        references: Vec::new(),
        reply_to: None,
        return_path: None,
        automatic: false,
        unsubscribe: None,
        language: "id".into(),
    }
}

fn bytes(name: &str, media_type: &str, bytes: &[u8]) -> Attachment {
    Attachment { name: name.into(), media_type: media_type.into(), content: Content::Bytes(bytes.to_vec()) }
}

fn remote(media_type: &str, reference: &str) -> Attachment {
    Attachment {
        name: "berkas".into(),
        media_type: media_type.into(),
        content: Content::Remote { reference: reference.into(), size: None },
    }
}

fn receipt(id: i64) -> Receipt {
    Receipt { provider_id: format!("m{CITIZEN}.{id}") }
}

/// Sends one text to which the Bot API answers so.
async fn answered(answer: Answer) -> Result<Receipt, SendError> {
    let api = BotApi::start().await;
    api.next("sendMessage", answer);
    let outcome = api.bot().send(&outbound("Halo")).await;
    assert_eq!(api.calls().len(), 1);
    outcome
}

#[tokio::test]
async fn what_a_machine_says_goes_as_it_is_without_markup_or_previews() {
    let text = "*tebal* <b>x</b> [tautan](https://a.test) _miring_ @admin /start\n\nbaris";
    let api = BotApi::start().await;
    let said = Outbound { automatic: true, ..outbound(text) };
    assert_eq!(api.bot().send(&said).await, Ok(receipt(501)));
    let calls = api.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].text(), text);
    assert!(!calls[0].fields.contains_key("entities") && !calls[0].fields.contains_key("parse_mode"));
    assert_eq!(calls[0].fields["chat_id"], json!(CITIZEN));
    assert_eq!(calls[0].fields["link_preview_options"]["is_disabled"], json!(true));
}

#[tokio::test]
async fn what_a_person_emphasises_is_told_beside_the_words() {
    let text = "🚧 *Besok* ditutup <b>x</b> [tautan](https://a.test) @admin\n- satu\n- dua";
    let api = BotApi::start().await;
    // A Bot API that does not take them gets the words alone.
    for refused in [false, true] {
        if refused {
            api.next("sendMessage", Answer::refusal(400, "Bad Request: can't parse entities: unsupported"));
        }
        api.bot().send(&outbound(text)).await.expect("sent");
    }
    let calls = api.calls();
    assert_eq!(calls.len(), 3);
    let entities = json!([{ "type": "bold", "offset": 3, "length": 5 }]);
    for (call, entities) in calls.iter().zip([Some(&entities), Some(&entities), None]) {
        assert_eq!(call.text(), "🚧 Besok ditutup <b>x</b> [tautan](https://a.test) @admin\n• satu\n• dua");
        assert_eq!(call.fields.get("entities"), entities);
        assert!(!call.fields.contains_key("parse_mode"));
    }
}

#[tokio::test]
async fn the_thread_says_where_else_the_person() {
    let api = BotApi::start().await;
    let mut there = outbound("Halo");
    there.thread_key = Some("-1002233445566".into());
    let receipt = api.bot().send(&there).await.expect("sent");
    assert_eq!(receipt.provider_id, "m-1002233445566.501");
    there.thread_key = None;
    api.bot().send(&there).await.expect("sent");
    there.to = Identity::Email("siti@contoh.id".into());
    assert!(matches!(api.bot().send(&there).await, Err(SendError::Refused { .. })));
    there.thread_key = Some("not a chat".into());
    assert!(matches!(api.bot().send(&there).await, Err(SendError::Refused { .. })));
    let chats: Vec<_> = api.calls().iter().map(|call| call.fields["chat_id"].clone()).collect();
    assert_eq!(chats, [json!(-1_002_233_445_566_i64), json!(CITIZEN)]);
}

#[tokio::test]
async fn a_long_text_leaves_in_order_between_paragraphs() {
    let paragraph = "Bapak/Ibu yang terhormat, laporan sudah kami terima 🙏. ".repeat(40);
    let text = [paragraph.trim(); 5].join("\n\n");
    let api = BotApi::start().await;
    assert_eq!(api.bot().send(&outbound(&text)).await, Ok(receipt(501)));
    let calls = api.calls();
    assert_eq!(calls.len(), 5);
    assert!(calls.iter().all(|call| call.text() == paragraph.trim()));
}

#[tokio::test]
async fn a_try_that_broke_off_goes_on_where_it_was() {
    let api = BotApi::start().await;
    let long = outbound(&["x".repeat(4000), "y".repeat(4000), "z".repeat(4000)].join("\n\n"));
    let noted = std::cell::RefCell::new(Progress::default());
    let left = async |progress: &Progress| {
        noted.replace(progress.clone());
    };
    api.next("sendMessage", Answer::success(json!({ "message_id": 501 })));
    api.next("sendMessage", Answer::refusal(403, "Forbidden: bot was blocked by the user"));
    let broken = api.bot().send_on(&long, None, Progress::default(), async || Ok(()), left).await;
    assert!(matches!(broken, Err(SendError::Gone { .. })), "{broken:?}");
    let before = noted.borrow().clone();
    assert_eq!(before.pieces, 1);
    let first = before.first.clone();
    let sent = api.bot().send_on(&long, None, before, async || Ok(()), async |_| ()).await.expect("sent");
    assert_eq!(Some(sent.provider_id), first, "the first piece is what the message is known by");
    let begun: Vec<char> = api.calls().iter().filter_map(|call| call.text().chars().next()).collect();
    assert_eq!(begun, ['x', 'y', 'y', 'z'], "nothing is said twice");
}

/// The server takes 4096 UTF-16 units and not one more.
#[tokio::test]
async fn every_piece_is_as_long_as_it_may_be() {
    for (text, lengths) in [
        ("x".repeat(4096), vec![4096]),
        ("x".repeat(4097), vec![4096, 1]),
        ("🚧".repeat(2049), vec![4096, 2]),
        ("x🚧".repeat(2000), vec![4096, 1904]),
    ] {
        let api = BotApi::start().await;
        assert_eq!(api.bot().send(&outbound(&text)).await, Ok(receipt(501)));
        let calls = api.calls();
        let units: Vec<_> = calls.iter().map(|call| call.text().encode_utf16().count()).collect();
        assert_eq!(units, lengths);
        assert_eq!(calls.iter().map(Call::text).collect::<String>(), text);
    }
}

#[tokio::test]
async fn buttons_stand_under_the_last_piece() {
    let api = BotApi::start().await;
    let keyboard = Keyboard::Under(vec![vec![Button::new("Ya", "yes"), Button::new("Tidak", "no")]]);
    let turns = std::cell::Cell::new(0);
    let long = outbound(&["x".repeat(4000), "y".repeat(4000)].join("\n\n"));
    let turn = async || {
        turns.set(turns.get() + 1);
        Ok::<(), SendError>(())
    };
    let sent = api.bot().send_on(&long, Some(&keyboard), Progress::default(), turn, async |_| ()).await;
    assert_eq!(sent, Ok(receipt(501)));
    api.bot()
        .send_with(
            &outbound("Di mana?"),
            Some(&Keyboard::Instead(vec![vec![Key::Location("Lokasi".into()), Key::Words("Lewati".into())]])),
        )
        .await
        .expect("sent");
    api.bot().send_with(&outbound("Baik."), Some(&Keyboard::Away {})).await.expect("sent");
    api.bot().answer_pressed("77001").await.expect("answered");
    api.bot().set_commands("en", &[("report", "Make a report")]).await.expect("set");
    let calls = api.calls();
    assert_eq!(turns.get(), 1, "the second piece waits for its turn");
    assert!(!calls[0].fields.contains_key("reply_markup"));
    let under =
        json!([[{ "text": "Ya", "callback_data": "yes" }, { "text": "Tidak", "callback_data": "no" }]]);
    assert_eq!(calls[1].fields["reply_markup"]["inline_keyboard"], under);
    assert_eq!(calls[2].fields["reply_markup"]["keyboard"][0][0]["request_location"], json!(true));
    assert_eq!(calls[3].fields["reply_markup"]["remove_keyboard"], json!(true));
    assert_eq!(calls[4].fields["callback_query_id"], json!("77001"));
    assert_eq!(calls[5].fields["language_code"], json!("en"));
}

#[tokio::test]
async fn nothing_at_all_is_refused_before_any_call() {
    let api = BotApi::start().await;
    assert!(matches!(api.bot().send(&outbound(" \n ")).await, Err(SendError::Refused { .. })));
    assert!(api.calls().is_empty());
}

#[tokio::test]
async fn a_flood_limit_says_how_long_to_wait() {
    let pause = |parameters| {
        Answer::Json(
            429,
            json!({
                "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
                "parameters": parameters,
            }),
        )
    };
    let expected =
        Err(SendError::Later { reason: "too many messages at once".into(), after_seconds: Some(7) });
    assert_eq!(answered(pause(json!({ "retry_after": 7 }))).await, expected);
    // Parameters teloxide does not know.
    assert_eq!(answered(pause(json!({ "retry_after": 7, "until": "soon" }))).await, expected);
    assert_eq!(answered(Answer::refusal(429, "Too Many Requests: retry after 7")).await, expected);
}

#[tokio::test]
async fn a_flood_limit_in_the_middle_is_waited_out_and_nothing_is_repeated() {
    let api = BotApi::start().await;
    let text = format!("{}\n\n{}", "a".repeat(3000), "b".repeat(3000));
    api.next("sendMessage", Answer::success(json!({ "message_id": 40, "odd": true })));
    api.next(
        "sendMessage",
        Answer::Json(
            429,
            json!({
                "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 1",
                "parameters": { "retry_after": 1 },
            }),
        ),
    );
    assert_eq!(api.bot().send(&outbound(&text)).await, Ok(receipt(40)));
    let starts: String = api.calls().iter().filter_map(|call| call.text().chars().next()).collect();
    assert_eq!(starts, "abb");
}

#[tokio::test]
async fn a_long_pause_in_the_middle_goes_back_to_the_queue() {
    let api = BotApi::start().await;
    let text = format!("{}\n\n{}", "a".repeat(3000), "b".repeat(3000));
    api.next("sendMessage", Answer::success(json!({ "message_id": 40 })));
    api.next("sendMessage", Answer::refusal(429, "Too Many Requests: retry after 900"));
    let outcome = api.bot().send(&outbound(&text)).await;
    assert!(matches!(outcome, Err(SendError::Later { after_seconds: Some(900), .. })));
    assert_eq!(api.calls().len(), 2);
}

#[tokio::test]
async fn what_is_refused_for_good() {
    for (code, description) in [
        (400, "Bad Request: message must be non-empty"),
        (400, "Bad Request: a reason of next year"),
        (413, "Request Entity Too Large"),
    ] {
        let expected = Err(SendError::Refused { reason: description.into() });
        assert_eq!(answered(Answer::refusal(code, description)).await, expected);
    }
}

#[tokio::test]
async fn a_chat_that_is_gone() {
    for (code, description) in [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: a reason of next year"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ] {
        let expected = Err(SendError::Gone { reason: description.into() });
        assert_eq!(answered(Answer::refusal(code, description)).await, expected);
    }
}

#[tokio::test]
async fn a_group_that_moved() {
    let moved = Answer::Json(
        400,
        json!({
            "ok": false, "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": { "migrate_to_chat_id": -1_002_233_445_566_i64 },
        }),
    );
    assert_eq!(answered(moved).await, Err(SendError::Moved { to: "-1002233445566".into() }));
}

#[tokio::test]
async fn what_is_worth_another_try() {
    for (answer, said) in [
        (Answer::refusal(401, "Unauthorized"), "Telegram does not accept the bot's token"),
        (Answer::refusal(404, "Not Found"), "Telegram does not accept the bot's token"),
        (Answer::refusal(420, "Something new"), "Something new"),
        (Answer::Json(200, json!({ "ok": false })), "Telegram gave no reason"),
        (Answer::Json(200, json!({ "ok": true })), "the answer is not one of the Bot API"),
        (Answer::Text(200, "<html>captive portal</html>".into()), "the answer is not one of the Bot API"),
        (Answer::Text(302, String::new()), "the answer is not one of the Bot API"),
        (Answer::Cut, "the connection to Telegram broke"),
        (
            Answer::Broken { promised: true, bytes: b"{\"ok\":tr".to_vec() },
            "the connection to Telegram broke",
        ),
    ] {
        match answered(answer).await {
            Err(SendError::Later { reason, .. }) => assert_eq!(reason, said),
            other => panic!("{said}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn nobody_there() {
    let api = BotApi::start().await;
    let mut config = api.config();
    config.api_url = Some("http://127.0.0.1:1".into());
    let bot = channels::telegram::Telegram::connect(&config).expect("connects lazily");
    let outcome = bot.send(&outbound("Halo")).await;
    let reason = "Telegram cannot be reached".into();
    assert_eq!(outcome, Err(SendError::Later { reason, after_seconds: None }));
}

#[tokio::test]
async fn a_success_we_cannot_read_is_not_sent_again() {
    let odd = Answer::success(json!({ "message_id": 77, "chat": "somewhere new" }));
    assert_eq!(answered(odd).await, Ok(receipt(77)));
}

#[tokio::test]
async fn files_follow_the_text() {
    let api = BotApi::start().await;
    let mut letter = outbound("Terlampir");
    let png = b"\x89PNG\r\n\x1a\n and so on";
    letter.attachments = vec![
        bytes("Surat \"Balasan\".pdf", "application/pdf", b"%PDF-1.7\r\n--x"),
        bytes("peta.png", "image/png", png),
        bytes("rusak.jpg", "image/jpeg", b"not a picture"),
        remote("audio/ogg", "AwACvoice_-9"),
    ];
    assert_eq!(api.bot().send(&letter).await, Ok(receipt(501)));
    let calls = api.calls();
    let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
    // The broken picture is refused as a photo and arrives as a document.
    assert_eq!(
        methods,
        ["sendmessage", "senddocument", "sendphoto", "sendphoto", "senddocument", "senddocument"]
    );
    let first_file = |call: usize| calls[call].files.values().next().expect("a file");
    assert_eq!(first_file(1).bytes, b"%PDF-1.7\r\n--x");
    assert!(first_file(1).name.starts_with("Surat "));
    assert_eq!(first_file(2).bytes, png);
    assert_eq!(first_file(4).name, "rusak.jpg");
    assert_eq!(calls[5].fields["document"], json!("AwACvoice_-9"));
}

#[tokio::test]
async fn a_file_alone_is_enough() {
    let api = BotApi::start().await;
    let mut letter = outbound("");
    letter.attachments = vec![bytes("a.txt", "text/plain", b"isi")];
    assert_eq!(api.bot().send(&letter).await, Ok(receipt(501)));
    assert_eq!(api.calls().len(), 1);
}

#[tokio::test]
async fn a_file_may_be_larger_than_one_that_comes() {
    let api = BotApi::start().await;
    let mut letter = outbound("");
    let film = vec![7; channels::limits::ATTACHMENT + 1];
    letter.attachments = vec![bytes("film.mp4", "video/mp4", &film)];
    assert_eq!(api.bot().send(&letter).await, Ok(receipt(501)));
    assert_eq!(api.calls()[0].files.values().next().expect("a file").bytes.len(), film.len());
}

#[tokio::test]
async fn a_file_that_cannot_go_stops_everything_before_it_starts() {
    let refused = Attachment { content: Content::Refused { size: 9 }, ..remote("text/plain", "x") };
    let large = vec![0; channels::limits::TELEGRAM + 1];
    for file in [
        refused,
        bytes("kosong.txt", "text/plain", b""),
        bytes("besar.bin", "application/octet-stream", &large),
        remote("image/png", "http://169.254.169.254/latest/meta-data"),
        remote("image/png", ""),
    ] {
        let api = BotApi::start().await;
        let mut letter = outbound("Halo");
        letter.attachments = vec![file];
        assert!(matches!(api.bot().send(&letter).await, Err(SendError::Refused { .. })));
        assert!(api.calls().is_empty());
    }
    let api = BotApi::start().await;
    let mut letter = outbound("Halo");
    letter.attachments = vec![bytes("a.txt", "text/plain", b"isi"); 21];
    assert!(matches!(api.bot().send(&letter).await, Err(SendError::Refused { .. })));
    assert!(api.calls().is_empty());
}

#[tokio::test]
async fn sending_may_run_on_any_thread() {
    let api = BotApi::start().await;
    let bot = api.bot();
    let sent = tokio::spawn(async move { bot.send(&outbound("Halo")).await }).await;
    assert_eq!(sent.expect("no panic"), Ok(receipt(501)));
}
