//! Which sites may embed the chat, and which pages may open its socket.

use std::net::SocketAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};
use url::Url;

use crate::config::Config;

/// `https://host[:port]` as browsers write it, or nothing when it is not the address of a site.
fn origin_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.origin().ascii_serialization())
}

/// Sites that may embed the chat, as origins. A mistyped one is left out, so it cannot bend a header.
pub fn sites(config: &Config) -> Vec<String> {
    config.chat_sites().iter().filter_map(|site| origin_of(site)).collect()
}

/// Our own origin; and on a loopback address, where nobody else is, whatever name it was called by.
pub fn is_ours(config: &Config, request: &HttpRequest, origin: &str) -> bool {
    if origin_of(&config.public_url).is_some_and(|ours| ours == origin) {
        return true;
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    listens_on_loopback(config)
        && host.is_some_and(|host| {
            let called = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            !host.is_empty() && called == Some(host)
        })
}

fn listens_on_loopback(config: &Config) -> bool {
    match config.listen.parse::<SocketAddr>() {
        Ok(address) => address.ip().is_loopback(),
        Err(_) => config.listen.starts_with("localhost:"),
    }
}

/// The chat's own page, and nothing else, opens the socket. Every browser says who it is.
pub fn may_talk(config: &Config, request: &HttpRequest) -> bool {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| is_ours(config, request, origin))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn config(listen: &str) -> Config {
        Config {
            listen: listen.into(),
            public_url: "https://lapor.kota.test".into(),
            chat_origins: "https://kota.test/, https://dinas.kota.test:8443/a; script-src *, kota, file:///x"
                .into(),
            ..Config::default()
        }
    }

    #[test]
    fn only_origins_reach_the_header() {
        assert_eq!(sites(&config("0.0.0.0:80")), ["https://kota.test", "https://dinas.kota.test:8443"]);
    }

    #[test]
    fn a_page_of_ours_talks_and_no_other() {
        let from = |listen: &str, origin: &str| {
            let request = TestRequest::get().insert_header(("Host", "localhost:8112"));
            may_talk(&config(listen), &request.insert_header(("Origin", origin)).to_http_request())
        };
        for listen in ["127.0.0.1:8112", "0.0.0.0:8112"] {
            assert!(from(listen, "https://lapor.kota.test"));
            for foreign in [
                "https://kota.test",
                "https://lapor.kota.test.evil.test",
                "http://lapor.kota.test",
                "null",
                "",
            ] {
                assert!(!from(listen, foreign), "{foreign}");
            }
        }
        assert!(from("127.0.0.1:8112", "http://localhost:8112"));
        assert!(from("[::1]:8112", "http://localhost:8112"));
        assert!(!from("0.0.0.0:8112", "http://localhost:8112"), "a public server has one name");
        assert!(!from("127.0.0.1:8112", "http://localhost:8113"));
    }
}
