//! Files citizens sent, fetched.

use channels::SendError;
use serde_json::{Value, json};

use crate::loopback::{Answer, BotApi};

const ID: &str = "AwACAgUAAx-voice_1";

/// What `getFile` says of a file.
fn told(path: &str, size: impl Into<Value>) -> Answer {
    let mut file = json!({ "file_id": ID, "file_unique_id": "u", "file_path": path });
    let size = size.into();
    if !size.is_null() {
        file["file_size"] = size;
    }
    Answer::success(file)
}

async fn fetched(told: Answer, given: Option<Answer>, at_most: u64) -> Result<Vec<u8>, SendError> {
    let api = BotApi::start().await;
    api.next("getFile", told);
    if let Some(given) = given {
        api.next("file", given);
    }
    let outcome = api.bot().fetch_file(ID, at_most).await;
    assert_eq!(api.calls()[0].fields["file_id"], json!(ID));
    outcome
}

fn bytes(text: &str) -> Answer {
    Answer::Text(200, text.to_owned())
}

fn streamed(length: usize) -> Answer {
    Answer::Broken { promised: false, bytes: vec![b'x'; length] }
}

fn refused<T>(outcome: &Result<T, SendError>) -> bool {
    matches!(outcome, Err(SendError::Refused { .. }))
}

fn later<T>(outcome: &Result<T, SendError>) -> bool {
    matches!(outcome, Err(SendError::Later { .. }))
}

#[tokio::test]
async fn a_file_arrives_whole() {
    assert_eq!(fetched(told("voice/file_1.oga", 5), Some(bytes("suara")), 5).await, Ok(b"suara".to_vec()));
    let unsized_file = fetched(told("voice/file_1.oga", Value::Null), Some(streamed(300_000)), 300_000).await;
    assert_eq!(unsized_file.map(|bytes| bytes.len()), Ok(300_000));
    let api = BotApi::start().await;
    api.next("getFile", told("photos/a b#c?.jpg", 1));
    api.next("file", Answer::Text(200, "x".into()));
    assert_eq!(api.bot().fetch_file(ID, 10).await, Ok(b"x".to_vec()));
    assert_eq!(api.calls()[1].fields["path"], json!("photos/a%20b%23c%3F.jpg"));
}

#[tokio::test]
async fn never_more_than_asked_for() {
    // Telegram says so; the file is not even asked for.
    assert!(refused(&fetched(told("voice/1", 6), None, 5).await));
    // The length says so.
    assert!(refused(&fetched(told("voice/1", Value::Null), Some(bytes("suara!")), 5).await));
    // Nothing says so; the bytes do.
    assert!(refused(&fetched(told("voice/1", Value::Null), Some(streamed(2_000_000)), 1_000).await));
    // Telegram said less than comes.
    assert!(refused(&fetched(told("voice/1", 5), Some(streamed(2_000_000)), 1_000).await));
}

#[tokio::test]
async fn half_a_file_is_none() {
    let cut = || Some(Answer::Broken { promised: true, bytes: b"suar".to_vec() });
    assert!(later(&fetched(told("voice/1", Value::Null), cut(), 100).await));
    assert!(later(&fetched(told("voice/1", 5), Some(streamed(4)), 100).await));
    assert!(later(&fetched(told("voice/1", 5), Some(Answer::Cut), 100).await));
}

#[tokio::test]
async fn files_that_are_gone_and_servers_that_are_busy() {
    assert!(refused(&fetched(told("voice/1", 5), Some(Answer::Text(404, "{}".into())), 100).await));
    assert!(later(&fetched(told("voice/1", 5), Some(Answer::Text(503, "{}".into())), 100).await));
    assert!(later(&fetched(told("voice/1", 5), Some(Answer::Text(302, String::new())), 100).await));
    assert!(refused(&fetched(Answer::refusal(400, "Bad Request: file is too big"), None, 100).await));
    let busy = "Bad Request: wrong file_id or the file is temporarily unavailable";
    assert!(later(&fetched(Answer::refusal(400, busy), None, 100).await));
    let pathless = Answer::success(json!({ "file_id": ID, "file_unique_id": "u" }));
    assert!(later(&fetched(pathless, None, 100).await));
}

#[tokio::test]
async fn paths_that_lead_elsewhere_are_not_followed() {
    for path in ["/var/lib/bot/voice.oga", "../../getMe", "voice/../../x", "a//b", "", "a\\b", "a\nb"] {
        assert!(refused(&fetched(told(path, 5), None, 100).await), "{path:?}");
    }
}

#[tokio::test]
async fn what_is_no_file_id_is_not_asked_for() {
    let api = BotApi::start().await;
    for id in ["", "https://evil.test/x", "../x", "a b", &"a".repeat(600)] {
        assert!(refused(&api.bot().fetch_file(id, 100).await), "{id}");
    }
    assert!(api.calls().is_empty());
}
