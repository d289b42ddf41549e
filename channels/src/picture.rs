//! Pictures that a letter shows from elsewhere, fetched for a reader who asked for them.
//!
//! The address comes from a stranger: it is asked as [`outside`] allows, redirects the same way, and what comes back
//! must be a picture by its bytes.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::{Response, header};
use url::Url;

use crate::outside::{self, NotAsked};

/// For a whole picture, redirects included.
const WHOLE: Duration = Duration::from_secs(6);
const REDIRECTS: usize = 3;
/// Kinds that browsers show and that run nothing.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// A picture as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Read from the bytes, whatever the server says.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    #[error("this address is not one that may be asked")]
    NotAllowed,
    #[error("the server does not answer as it should")]
    Away,
    #[error("it is too large")]
    TooLarge,
    #[error("it is something else")]
    Else,
}

/// Fetches a picture of at most `at_most` bytes. `own`: hosts (`host` or `host:port`) of our own network that may be
/// asked although they are not public.
///
/// # Errors
/// Why there is none.
pub async fn fetch_picture(url: &str, at_most: usize, own: &[String]) -> Result<Picture, NoPicture> {
    tokio::time::timeout(WHOLE, follow(url, at_most, own)).await.unwrap_or(Err(NoPicture::Away))
}

async fn follow(url: &str, at_most: usize, own: &[String]) -> Result<Picture, NoPicture> {
    let mut url = Url::parse(url).map_err(|_| NoPicture::NotAllowed)?;
    for _ in 0..=REDIRECTS {
        let answer = ask(&url, own).await?;
        if !answer.status().is_redirection() {
            return read(answer, at_most).await;
        }
        let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        url = to.and_then(|to| url.join(to).ok()).ok_or(NoPicture::Away)?;
    }
    Err(NoPicture::Away)
}

async fn ask(url: &Url, own: &[String]) -> Result<Response, NoPicture> {
    let client = outside::client(url, own).await?;
    let client = client.timeout(WHOLE).user_agent("sahut").build().map_err(|_| NoPicture::Away)?;
    client.get(url.clone()).send().await.map_err(|_| NoPicture::Away)
}

impl From<NotAsked> for NoPicture {
    fn from(why: NotAsked) -> Self {
        match why {
            NotAsked::NotAllowed => Self::NotAllowed,
            NotAsked::Away => Self::Away,
        }
    }
}

async fn read(answer: Response, at_most: usize) -> Result<Picture, NoPicture> {
    if !answer.status().is_success() {
        return Err(NoPicture::Away);
    }
    if answer.content_length().is_some_and(|size| size > at_most as u64) {
        return Err(NoPicture::TooLarge);
    }
    let mut bytes = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| NoPicture::Away)?;
        if bytes.len() + chunk.len() > at_most {
            return Err(NoPicture::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    let kind = infer::get(&bytes).map(|kind| kind.mime_type());
    let media_type = kind.filter(|kind| KINDS.contains(kind)).ok_or(NoPicture::Else)?;
    Ok(Picture { media_type, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_that_nobody_asks() {
        for url in [
            "http://127.0.0.1/a.png",
            "http://[::1]/a.png",
            "http://2130706433/a.png",
            "http://0x7f.1/a.png",
            "http://localhost/a.png",
            "file:///etc/passwd",
            "ftp://8.8.8.8/a.png",
            "https://8.8.8.8:8443/a.png",
            "https://user:pass@8.8.8.8/a.png",
            "no address",
        ] {
            assert_eq!(fetch_picture(url, 1000, &[]).await, Err(NoPicture::NotAllowed), "{url}");
        }
    }
}
