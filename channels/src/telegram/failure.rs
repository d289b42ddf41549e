//! Why the Bot API did not do what we asked, as a [`SendError`].
//!
//! The address of every call contains the token, and errors of HTTP clients like to quote addresses.
//! So nothing of such an error is passed on: only which kind it was, in our own words.

use serde_json::Value;
use teloxide::{ApiError, RequestError};

use crate::SendError;
use crate::chat::one_line;

/// Seconds to wait when Telegram does not say: the token is wrong, a person must act.
const TOKEN_PAUSE: u64 = 300;

const WRONG_TOKEN: &str = "Telegram does not accept the bot's token";

/// Is it the token that Telegram does not accept? Only a person can mend that; what waits may wait for them.
pub fn is_wrong_token(error: &SendError) -> bool {
    matches!(error, SendError::Later { reason, .. } if reason == WRONG_TOKEN)
}

const TOO_MANY: &str = "too many messages at once";

/// Why something does not even try to leave: Telegram wants nothing more in this chat for now.
pub const HELD_BACK: &str = "held back: too many messages at once";

/// How many seconds Telegram wants nothing more in this chat, if that is why the message did not leave and it says so.
pub fn pause_asked(error: &SendError) -> Option<u64> {
    match error {
        SendError::Later { reason, after_seconds } if reason == TOO_MANY => *after_seconds,
        _ => None,
    }
}

/// What is said under "Bad Request" of chats that are no more.
const GONE: [&str; 4] = ["chat not found", "user not found", "user is deactivated", "peer_id_invalid"];

pub(super) fn later(reason: impl Into<String>) -> SendError {
    SendError::Later { reason: reason.into(), after_seconds: None }
}

pub(super) fn refused(reason: impl Into<String>) -> SendError {
    SendError::Refused { reason: reason.into() }
}

/// From a call made through teloxide.
pub(super) fn of_request(error: &RequestError, token: &str) -> SendError {
    match error {
        RequestError::Api(ApiError::Unknown(description)) => verdict(None, description, None, token),
        RequestError::Api(known) => verdict(None, &known.to_string(), None, token),
        RequestError::MigrateToChatId(chat) => SendError::Moved { to: chat.0.to_string() },
        RequestError::RetryAfter(seconds) => pause(Some(u64::from(seconds.seconds()))),
        RequestError::Network(error) => of_network(error),
        RequestError::InvalidJson { raw, .. } => of_answer(raw, token),
        RequestError::Io(_) => later("a file could not be read"),
    }
}

/// From the transport.
pub(super) fn of_network(error: &reqwest::Error) -> SendError {
    later(if error.is_timeout() {
        "Telegram did not answer in time"
    } else if error.is_connect() {
        "Telegram cannot be reached"
    } else {
        "the connection to Telegram broke"
    })
}

/// From the text of an answer that is not a success.
pub(super) fn of_answer(text: &str, token: &str) -> SendError {
    let answer: Option<Value> = serde_json::from_str(text).ok();
    let answer = answer.filter(|answer| answer.get("ok") == Some(&Value::Bool(false)));
    let Some(answer) = answer else {
        return later("the answer is not one of the Bot API");
    };
    verdict(
        answer.get("error_code").and_then(Value::as_i64),
        answer.get("description").and_then(Value::as_str).unwrap_or_default(),
        answer.get("parameters"),
        token,
    )
}

/// What a refusal means. teloxide does not pass the code on, but every description begins with the
/// words of its code.
fn verdict(code: Option<i64>, description: &str, parameters: Option<&Value>, token: &str) -> SendError {
    let parameter = |name: &str| parameters.and_then(|all| all.get(name)).and_then(Value::as_i64);
    if let Some(chat) = parameter("migrate_to_chat_id") {
        return SendError::Moved { to: chat.to_string() };
    }
    let told = description.rsplit_once("retry after ").and_then(|(_, rest)| rest.trim().parse().ok());
    let wait = parameter("retry_after").and_then(|seconds| u64::try_from(seconds).ok()).or(told);
    if wait.is_some() || code == Some(429) || description.starts_with("Too Many Requests") {
        return pause(wait);
    }
    let is = |number: i64, words: &str| code == Some(number) || description.starts_with(words);
    let without_token = description.replace(token, "<token>");
    let reason = one_line(&without_token, 200);
    // Not the message is wrong here but the house: burying messages would punish the citizen.
    if is(401, "Unauthorized") || is(404, "Not Found") || description == "Invalid bot token" {
        return SendError::Later { reason: WRONG_TOKEN.to_owned(), after_seconds: Some(TOKEN_PAUSE) };
    }
    if description.contains("temporarily unavailable") {
        return later(reason);
    }
    if is(403, "Forbidden") || GONE.iter().any(|words| description.to_lowercase().contains(words)) {
        return SendError::Gone { reason };
    }
    if is(400, "Bad Request") || is(413, "Request Entity Too Large") {
        return refused(reason);
    }
    later(if reason.is_empty() { "Telegram gave no reason".to_owned() } else { reason })
}

fn pause(seconds: Option<u64>) -> SendError {
    SendError::Later { reason: TOO_MANY.to_owned(), after_seconds: seconds }
}
