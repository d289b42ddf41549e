//! Access tokens: asked for with the refresh token, which the provider may replace; refusals are told in words.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{may_ask, set_up, with_token};
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;
use crate::support::token_server::TokenServer;

/// Knows the first refresh token and no other.
fn tokens() -> TokenServer {
    TokenServer::open(Duration::ZERO, |shown| shown == "segar-1")
}

/// What a server was told.
type Said = Arc<Mutex<Vec<String>>>;

story!(our_own_network_is_not_asked_for_tokens, async |house: &House| {
    let tokens = tokens();
    let admin = house.staff(ADMINISTRATOR).await;
    let id = set_up(house, &admin, &with_token(&tokens.url, &[])).await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    admin.post(&test, &[]).await;
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Token akses tidak didapat") && page.contains("token_hosts"), "{page}");
    assert!(tokens.asked().is_empty(), "nothing was said to it");
});

/// A mailbox that takes access tokens only, and one of them; keeps what it was told to sign in.
async fn mailbox(good: &'static str, said: Said) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    actix_web::rt::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            actix_web::rt::spawn(session(stream, good, said.clone()));
        }
    });
    port
}

async fn session(stream: TcpStream, good: &'static str, said: Said) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let word = command.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "AUTHENTICATE" => {
                assert_eq!(command, "AUTHENTICATE XOAUTH2");
                write.write_all(b"+ \r\n").await?;
                let shown = lines.next_line().await?.unwrap_or_default();
                let shown = base64::engine::general_purpose::STANDARD.decode(shown).expect("base64");
                let shown = String::from_utf8(shown).expect("words");
                let is_good = shown == format!("user=air@kota.test\x01auth=Bearer {good}\x01\x01");
                said.lock().expect("the list").push(shown);
                if is_good {
                    format!("{tag} OK signed in\r\n")
                } else {
                    // {"status":"400","schemes":"Bearer"}: why not, and the client must say nothing to it.
                    write.write_all(b"+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\r\n").await?;
                    let nothing = lines.next_line().await?.unwrap_or_default();
                    said.lock().expect("the list").push(nothing);
                    format!("{tag} NO [AUTHENTICATIONFAILED] token ditolak\r\n")
                }
            }
            "SELECT" | "EXAMINE" => format!(
                "* 0 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 1] ok\r\n\
                 {tag} OK [READ-ONLY] done\r\n"
            ),
            "LIST" => format!("* LIST (\\HasNoChildren) \"/\" INBOX\r\n{tag} OK done\r\n"),
            "CAPABILITY" => format!("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n"),
            "LOGOUT" => format!("* BYE\r\n{tag} OK done\r\n"),
            _ => format!("{tag} OK done\r\n"),
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

story!(a_mailbox_is_read_with_an_access_token, may_ask, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    for (good, words) in [("boleh-masuk", "Server tidak dapat dihubungi"), ("lain", "Server menolak masuk")] {
        let said = Said::default();
        let (tokens, port) = (tokens(), mailbox(good, said.clone()).await.to_string());
        let address = format!("{good}@kota.test");
        let here = [
            ("line_address", address.as_str()),
            ("imap_host", "127.0.0.1"),
            ("imap_port", &port),
            ("imap_security", "none"),
            ("smtp_host", "127.0.0.1"),
            ("smtp_port", "1"),
            ("smtp_security", "none"),
        ];
        let id = set_up(house, &admin, &with_token(&tokens.url, &here)).await;
        let test = format!("/admin/channels/mailboxes/{id}/test");
        admin.post(&test, &[]).await;
        house.work().await;
        let page = admin.get(&test).await.text;
        // The one that takes the token fails where letters leave: nobody is there.
        assert!(page.contains(words), "{page}");
        let said = said.lock().expect("the list").clone();
        let token = "user=air@kota.test\x01auth=Bearer boleh-masuk\x01\x01";
        assert_eq!(said[0], token);
        if good == "lain" {
            assert_eq!(said[..2], [token, ""], "the server's reason is answered with nothing");
            assert!(!page.contains("boleh-masuk"), "no token is shown: {page}");
        } else {
            assert!(said.iter().all(|said| said == token), "{said:?}");
        }
    }
});

story!(a_refresh_token_that_was_replaced_is_kept, may_ask, async |house: &House| {
    let tokens = tokens();
    let admin = house.staff(ADMINISTRATOR).await;
    let here = [("imap_host", "127.0.0.1"), ("imap_port", "1"), ("client_secret", "rahasia-klien")];
    let id = set_up(house, &admin, &with_token(&tokens.url, &here)).await;
    let test = format!("/admin/channels/mailboxes/{id}/test");
    // The token is had; the mail server is not there.
    admin.post(&test, &[]).await;
    house.work().await;
    let page = admin.get(&test).await.text;
    assert!(page.contains("Server tidak dapat dihubungi"), "{page}");
    let shown = |refresh: &str| ("rahasia-klien".to_owned(), refresh.to_owned());
    assert_eq!(tokens.asked(), [shown("segar-1")]);
    // While it lasts nobody asks again; then with the new one.
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!(tokens.asked().len(), 1);
    house.app.db.clock.advance(2 * sahut::clock::HOUR);
    admin.post(&test, &[]).await;
    house.work().await;
    assert_eq!(tokens.asked().last(), Some(&shown("segar-2")));
    let page = admin.get(&test).await.text;
    assert!(page.contains("Token akses tidak didapat") && page.contains("invalid_grant"), "{page}");
    assert!(!page.contains("<b>x"), "nothing else that was answered is shown");
});
