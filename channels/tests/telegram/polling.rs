//! Who the bot is, updates by long polling, and the webhook.

use channels::SendError;
use channels::telegram::parse;
use serde_json::json;

use crate::loopback::{Answer, BotApi};

#[tokio::test]
async fn the_bot_knows_its_name() {
    let api = BotApi::start().await;
    assert_eq!(api.bot().check().await.as_deref(), Ok("hotline_kota_bot"));
    api.next("getMe", Answer::refusal(401, "Unauthorized"));
    let outcome = api.bot().check().await;
    assert!(matches!(outcome, Err(SendError::Later { after_seconds: Some(300), .. })));
    api.next("getMe", Answer::success(json!({ "id": 1 })));
    assert!(matches!(api.bot().check().await, Err(SendError::Later { .. })));
    assert_eq!(api.calls().len(), 3);
}

#[tokio::test]
async fn updates_come_raw_so_that_unknown_kinds_survive() {
    let sent = json!([
        { "update_id": 10, "telepathy": { "thought": { "of": ["rain"] } } },
        { "update_id": 11, "message": {
            "message_id": 3, "date": 1_795_300_000, "text": "halo", "new_in_2027": { "x": 1 },
            "from": { "id": 7, "is_bot": false, "first_name": "Wayan" },
            "chat": { "id": 7, "type": "private", "first_name": "Wayan" },
        }},
        { "update_id": 12 },
        "not even an object",
    ]);
    let api = BotApi::start().await;
    api.next("getUpdates", Answer::success(sent.clone()));
    let updates = api.bot().updates_after(Some(10), 0, 100).await.expect("updates");
    assert_eq!(json!(updates), sent);
    let parsed: Vec<_> = updates.iter().map(|it| parse(it.to_string().as_bytes())).collect();
    let ids: Vec<_> = parsed.iter().map(|it| it.update_id).collect();
    assert_eq!(ids, [Some(10), Some(11), Some(12), None]);
    assert_eq!(parsed[1].inbound.text, "halo");
    assert_eq!(parsed[1].inbound.remarks, ["a part we cannot read: new_in_2027"]);
    let asked = &api.calls()[0].fields;
    assert_eq!(json!(asked), json!({ "offset": 10, "timeout": 0, "limit": 100, "allowed_updates": [] }));
}

#[tokio::test]
async fn what_is_asked_stays_within_what_telegram_takes() {
    let api = BotApi::start().await;
    assert_eq!(api.bot().updates_after(None, 4000, 0).await, Ok(Vec::new()));
    assert_eq!(api.bot().updates_after(Some(5_000_000_000), 1, 255).await, Ok(Vec::new()));
    let calls = api.calls();
    assert_eq!(json!(calls[0].fields), json!({ "timeout": 50, "limit": 1, "allowed_updates": [] }));
    assert_eq!(calls[1].fields["limit"], json!(100));
    assert_eq!(calls[1].fields["offset"], json!(5_000_000_000_i64));
}

#[tokio::test]
async fn trouble_while_polling_is_for_later() {
    for answer in [
        Answer::refusal(409, "Conflict: can't use getUpdates method while webhook is active"),
        Answer::refusal(502, "Bad Gateway"),
        Answer::success(json!({ "not": "a list" })),
        Answer::Text(502, "<html>".into()),
        Answer::Text(200, "x".repeat(33 * 1024 * 1024)),
        Answer::Broken { promised: true, bytes: b"{\"ok\":true,".to_vec() },
        Answer::Cut,
    ] {
        let api = BotApi::start().await;
        api.next("getUpdates", answer);
        let outcome = api.bot().updates_after(None, 0, 100).await;
        assert!(matches!(outcome, Err(SendError::Later { .. })), "{outcome:?}");
        assert_eq!(api.calls().len(), 1);
    }
}

#[tokio::test]
async fn the_webhook_is_set_and_taken_away() {
    let api = BotApi::start().await;
    let bot = api.bot();
    assert_eq!(bot.set_webhook("https://kota.test/channels/telegram", "rahasia_-1").await, Ok(()));
    assert_eq!(bot.delete_webhook().await, Ok(()));
    api.next("setWebhook", Answer::refusal(400, "Bad Request: bad webhook: HTTPS url must be provided"));
    let outcome = bot.set_webhook("https://kota.test/x", "rahasia").await;
    assert!(matches!(outcome, Err(SendError::Refused { .. })));
    let calls = api.calls();
    assert_eq!(calls[0].fields["url"], json!("https://kota.test/channels/telegram"));
    assert_eq!(calls[0].fields["secret_token"], json!("rahasia_-1"));
    assert_eq!(calls[0].fields["allowed_updates"], json!([]));
    assert_eq!(calls[1].method, "deletewebhook");
}

#[tokio::test]
async fn telegram_says_why_updates_wait() {
    let api = BotApi::start().await;
    let failing = json!({
        "url": "https://kota.test/channels/telegram", "has_custom_certificate": false,
        "pending_update_count": 3, "last_error_date": 1_795_399_200,
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway"
    });
    api.next("getWebhookInfo", Answer::success(failing));
    let known = api.bot().webhook().await.unwrap();
    assert_eq!(known.url, "https://kota.test/channels/telegram");
    assert_eq!(known.trouble.as_deref(), Some("Wrong response from the webhook: 502 Bad Gateway"));
    // What went wrong once and has been brought since is over.
    let mended = json!({
        "url": "", "has_custom_certificate": false, "pending_update_count": 0,
        "last_error_date": 1_795_399_200, "last_error_message": "Connection timed out"
    });
    api.next("getWebhookInfo", Answer::success(mended));
    let known = api.bot().webhook().await.unwrap();
    assert_eq!((known.url.as_str(), known.trouble), ("", None));
}

#[tokio::test]
async fn a_webhook_nobody_could_use_is_not_set() {
    let api = BotApi::start().await;
    let long = "a".repeat(257);
    for (url, secret) in [
        ("http://kota.test/x", "rahasia"),
        ("not a url", "rahasia"),
        ("https://kota.test/x", ""),
        ("https://kota.test/x", "spasi di sini"),
        ("https://kota.test/x", long.as_str()),
    ] {
        let outcome = api.bot().set_webhook(url, secret).await;
        assert!(matches!(outcome, Err(SendError::Refused { .. })), "{url} {secret}");
    }
    assert!(api.calls().is_empty());
}
