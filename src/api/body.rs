//! JSON bodies: read once, limited, and strict about what they hold.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::wrong;
use crate::error::{Error, Problem, Result, bad_request, too_large};

/// A body of JSON, with the bytes as they came.
#[derive(Debug)]
pub struct Json<T> {
    pub value: T,
    pub raw: web::Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_json(request.headers());
        // The server's PayloadConfig stops reading at its limit.
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Error::Problem(Problem {
                    code: "not-json",
                    status: 415,
                    field: None,
                    detail: "send JSON with the header Content-Type: application/json".into(),
                }));
            }
            let raw = body.await.map_err(|error| match error.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => too_large("the body is larger than 256 KiB"),
                _ => bad_request("the body was cut off"),
            })?;
            // serde would take a list for the fields in their order.
            if raw.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte == b'[') {
                return Err(bad_request("the body is a list: send an object"));
            }
            let value = serde_json::from_slice(&raw).map_err(|error| misread(&error))?;
            Ok(Self { value, raw })
        })
    }
}

fn misread(error: &serde_json::Error) -> Error {
    if error.is_data() {
        let detail = format!("the body: {error}").into();
        Error::Problem(Problem { code: "invalid-request", status: 422, field: None, detail })
    } else {
        bad_request(format!("the body is no JSON: {error}"))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = named.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// Bytes of an idempotency key: with the account's id before it, it fits an external id.
const KEY: usize = 200;

/// The client's name for this very request.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("Idempotency-Key") else { return Ok(None) };
    let text = value.to_str().map_err(|_| wrong_key())?;
    checked_key(text).map(Some)
}

/// A key from a header or a field.
pub fn checked_key(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > KEY || text.chars().any(char::is_control) {
        return Err(wrong_key());
    }
    Ok(text.to_owned())
}

fn wrong_key() -> Error {
    wrong("external_id", "key-shape", "an idempotency key or external_id has 1 to 200 printable characters")
}

/// The key was used before, with other words.
pub fn key_reused() -> Error {
    Error::Problem(Problem {
        code: "key-reused",
        status: 422,
        field: None,
        detail: "this idempotency key was used for another request: use a fresh one".into(),
    })
}
