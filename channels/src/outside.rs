//! Whom we ask on somebody else's word: only addresses of the public internet.
//!
//! A stranger's letter or an administrator's form names an address, and we sit inside a government's network. So it is
//! looked up by us and then connected to exactly there; redirects are the caller's to follow, each the same way; nothing
//! is told about anybody (no cookies, no referrer, no proxy).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::{Client, ClientBuilder, redirect};
use url::{Host, Url};

/// Why nobody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    #[error("this address is not one that may be asked")]
    NotAllowed,
    #[error("the host is not known")]
    Away,
}

/// A client that can reach this address and no other. `own`: hosts (`host` or `host:port`) of our own network that may
/// be asked although they are not public.
///
/// # Errors
/// [`NotAsked::NotAllowed`] for an address inside or with credentials, [`NotAsked::Away`] for a name that is none.
pub async fn client(url: &Url, own: &[String]) -> Result<ClientBuilder, NotAsked> {
    let (name, addresses) = allowed(url, own).await?;
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        // Not looked up a second time: the answer might be another one.
        .resolve_to_addrs(&name, &addresses);
    Ok(client)
}

/// Where to connect for this address, if it may be asked at all.
async fn allowed(url: &Url, own: &[String]) -> Result<(String, Vec<SocketAddr>), NotAsked> {
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain {
        return Err(NotAsked::NotAllowed);
    }
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(NotAsked::NotAllowed);
    };
    let name = host.to_string();
    let with_port = format!("{name}:{port}");
    let is_own =
        own.iter().any(|own| own.eq_ignore_ascii_case(&with_port) || own.eq_ignore_ascii_case(&name));
    // Other ports are other services.
    if !is_own && url.port().is_some() {
        return Err(NotAsked::NotAllowed);
    }
    let addresses: Vec<SocketAddr> = match host {
        Host::Ipv4(ip) => vec![(ip, port).into()],
        Host::Ipv6(ip) => vec![(ip, port).into()],
        Host::Domain(name) => {
            tokio::net::lookup_host((name, port)).await.map_err(|_| NotAsked::Away)?.take(16).collect()
        }
    };
    let is_fine = !addresses.is_empty() && (is_own || addresses.iter().all(|at| is_public(at.ip())));
    if is_fine { Ok((name, addresses)) } else { Err(NotAsked::NotAllowed) }
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
}
