//! What an error of the server or of the way to it means for the caller.

use meilisearch_sdk::errors::{Error, ErrorCode, ErrorType, MeilisearchError};

use crate::index::IndexError;

/// Sorts an error of the SDK. No message holds the key: the SDK puts it into a header only.
pub fn failed(error: Error) -> IndexError {
    match error {
        Error::Meilisearch(error) => refused(&error),
        Error::MeilisearchCommunication(error) => {
            let why = format!("the server answered {}", error.status_code);
            match error.status_code {
                // Too slow, too many, or its own trouble: later.
                408 | 425 | 429 | 500.. => IndexError::Unavailable(why),
                _ => IndexError::Rejected(why),
            }
        }
        Error::Timeout => IndexError::Unavailable("a task did not end in time".to_owned()),
        Error::HttpError(error) => IndexError::Unavailable(chain(&error.without_url())),
        Error::ParseError(error) => {
            IndexError::Unavailable(format!("the answer is not from Meilisearch: {error}"))
        }
        other => IndexError::Rejected(other.to_string()),
    }
}

/// An error that the server itself describes.
pub fn refused(error: &MeilisearchError) -> IndexError {
    let why = format!("{} ({})", error.error_message, code(error));
    match (&error.error_code, error.error_type) {
        // A server that was wiped: the next start prepares it. "system", a full disk, is a type the SDK does not know.
        (ErrorCode::IndexNotFound, _) | (_, ErrorType::Internal | ErrorType::Unknown) => {
            IndexError::Unavailable(why)
        }
        _ => IndexError::Rejected(why),
    }
}

/// The code as the server writes it, such as `invalid_api_key`.
fn code(error: &MeilisearchError) -> String {
    serde_json::to_value(&error.error_code)
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// "error sending request" alone helps nobody; what lies under it ("connection refused") does.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
