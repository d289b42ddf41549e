//! Pictures that a letter shows from elsewhere, fetched for a reader who asked for them.
//!
//! The address comes from a stranger, and we sit inside a government's network: so only public addresses are asked,
//! each looked up by us and then connected to exactly there, redirects the same way; nothing is told about the reader
//! (no cookies, no referrer), and what comes back must be a picture by its bytes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::{Client, Response, header, redirect};
use url::{Host, Url};

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
    let (name, addresses) = allowed(url, own).await?;
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        // Not looked up a second time: the answer might be another one.
        .resolve_to_addrs(&name, &addresses)
        .timeout(WHOLE)
        .user_agent("sahut")
        .build()
        .map_err(|_| NoPicture::Away)?;
    client.get(url.clone()).send().await.map_err(|_| NoPicture::Away)
}

/// Where to connect for this address, if it may be asked at all.
async fn allowed(url: &Url, own: &[String]) -> Result<(String, Vec<SocketAddr>), NoPicture> {
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain {
        return Err(NoPicture::NotAllowed);
    }
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(NoPicture::NotAllowed);
    };
    let name = host.to_string();
    let with_port = format!("{name}:{port}");
    let is_own =
        own.iter().any(|own| own.eq_ignore_ascii_case(&with_port) || own.eq_ignore_ascii_case(&name));
    // Other ports are other services.
    if !is_own && url.port().is_some() {
        return Err(NoPicture::NotAllowed);
    }
    let addresses: Vec<SocketAddr> = match host {
        Host::Ipv4(ip) => vec![(ip, port).into()],
        Host::Ipv6(ip) => vec![(ip, port).into()],
        Host::Domain(name) => {
            tokio::net::lookup_host((name, port)).await.map_err(|_| NoPicture::Away)?.take(16).collect()
        }
    };
    let is_fine = !addresses.is_empty() && (is_own || addresses.iter().all(|at| is_public(at.ip())));
    if is_fine { Ok((name, addresses)) } else { Err(NoPicture::NotAllowed) }
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

/// Is this an address of the public internet, as IANA's registries of special addresses say?
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        // Carriers' own networks; protocol assignments; relays; tests of devices.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Only what is given out for use (2000::/3), and in it neither tunnels that hold another address nor examples.
    first & 0xe000 == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        && first != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_asked() {
        for ip in ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2001:4860:4860::8888"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
            "fd00:ec2::254",
            "2002:7f00:1::",
            "2001:0:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

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
