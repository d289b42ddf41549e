//! Fetching what a caller said from the carrier.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::{Client, StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::SendError;

/// Time to reach the carrier, and for the whole of a recording.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_mins(1);
/// Redirects followed, each to an allowed host.
const REDIRECTS: usize = 3;

/// The bytes of the recording at `url`, at most `at_most` of them.
///
/// The URL comes from outside, so it may lead only to `allowed_hosts` (`api.twilio.com`; with a port
/// `host:port` when it is not the scheme's own), over https, or over http to this machine itself; that
/// holds for redirects too. The account is sent by basic authentication and not carried to another host.
///
/// [`SendError::Later`] when the carrier is away, slow or has not finished the file;
/// [`SendError::Refused`] when the address is not allowed, the account is not accepted or the file is
/// too large. No secret is in the reasons.
pub async fn fetch_recording(
    url: &str,
    account_sid: &str,
    token: &SecretString,
    at_most: usize,
    allowed_hosts: &[String],
) -> Result<Vec<u8>, SendError> {
    let url = Url::parse(url).map_err(|_| refused("the address of the recording cannot be read"))?;
    if !permitted(&url, allowed_hosts) {
        return Err(refused("the recording is not at a carrier on the list of allowed hosts"));
    }
    let allowed = allowed_hosts.to_vec();
    let policy = redirect::Policy::custom(move |attempt| {
        if attempt.previous().len() <= REDIRECTS && permitted(attempt.url(), &allowed) {
            attempt.follow()
        } else {
            attempt.stop()
        }
    });
    let mut client = Client::builder()
        .redirect(policy)
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .user_agent("sahut");
    if loopback(&url) {
        client = client.no_proxy();
    }
    let client = client.build().map_err(|_| later("no HTTP client could be made", None))?;
    let answer = client
        .get(url)
        .basic_auth(account_sid, Some(token.expose_secret()))
        .send()
        .await
        .map_err(|error| later(unreached(&error), None))?;
    judge(&answer)?;
    let too_large = || refused("the recording is larger than allowed");
    if answer.content_length().is_some_and(|size| size > at_most as u64) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| later(unreached(&error), None))?;
        if bytes.len() + chunk.len() > at_most {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.is_empty() { Err(later("the recording is still empty", None)) } else { Ok(bytes) }
}

fn judge(answer: &reqwest::Response) -> Result<(), SendError> {
    let status = answer.status();
    match status {
        StatusCode::OK => Ok(()),
        // The file appears some seconds after the callback.
        StatusCode::NOT_FOUND | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            let header = answer.headers().get(header::RETRY_AFTER);
            let seconds = header.and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Err(later(&format!("the carrier answered {status}"), seconds))
        }
        _ if status.is_server_error() => Err(later(&format!("the carrier answered {status}"), None)),
        _ if status.is_redirection() => Err(refused("the carrier points to a host that is not allowed")),
        _ => Err(refused(&format!("the carrier answered {status}"))),
    }
}

/// Whether we may ask this address at all.
fn permitted(url: &Url, allowed_hosts: &[String]) -> bool {
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback(url));
    let Some(host) = url.host_str() else {
        return false;
    };
    let named = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    scheme && plain && allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(&named))
}

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// A network error without its URL, which may hold more than logs should.
fn unreached(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() { "the carrier did not answer in time" } else { "the carrier cannot be reached" }
}

fn refused(reason: &str) -> SendError {
    SendError::Refused { reason: reason.into() }
}

fn later(reason: &str, after_seconds: Option<u64>) -> SendError {
    SendError::Later { reason: reason.into(), after_seconds }
}
