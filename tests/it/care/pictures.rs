//! Pictures that a letter shows from elsewhere: never fetched by themselves, and by the house alone when asked for.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use sahut::config::Config;
use sahut::intake::Received;
use tokio::sync::Mutex;

use super::comes;
use crate::desk::between;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, WATER};

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

static ASKED: AtomicUsize = AtomicUsize::new(0);

/// One server counts for both databases: one story at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The sender's web server.
static SERVER: LazyLock<u16> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for socket in listener.incoming().filter_map(Result::ok) {
            ASKED.fetch_add(1, Ordering::SeqCst);
            let mut lines = BufReader::new(&socket).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default();
            let told: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let tells = |name: &str| told.iter().any(|line| line.to_ascii_lowercase().starts_with(name));
            assert!(!tells("cookie:") && !tells("referer:"), "{told:?}");
            let photo = [PIXEL, &[0; 100 * 1024]].concat();
            let large = [PIXEL, &[0; 3 * 1024 * 1024]].concat();
            let (head, body): (&str, &[u8]) = match path.split(' ').nth(1).unwrap_or_default() {
                "/logo.png" => ("200 OK\r\nContent-Type: text/html", PIXEL),
                "/page.png" => ("200 OK\r\nContent-Type: image/png", b"<script>alert(1)</script>"),
                "/photo.png" => ("200 OK\r\nContent-Type: image/png", &photo),
                "/large.png" => ("200 OK\r\nContent-Type: image/png", &large),
                "/away.png" => ("302 Found\r\nLocation: http://10.0.0.1/x.png", b""),
                _ => ("404 Not Found", b""),
            };
            let head =
                format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = (&socket).write_all(head.as_bytes()).and_then(|()| (&socket).write_all(body));
        }
    });
    port
});

fn with_server(config: &mut Config) {
    super::into_a_folder(config);
    config.picture_hosts = format!("127.0.0.1:{}", *SERVER);
}

fn newsletter(at: &str) -> Received {
    poster(&format!(
        "<img src=\"{at}/logo.png\" alt=\"Logo\"><img src=\"{at}/page.png\"><img src=\"{at}/large.png\">\r\n\
         <img src=\"{at}/away.png\"><img src=\"{at}/logo.png\"><script>x()</script>\r\n"
    ))
}

fn poster(body: &str) -> Received {
    let raw = format!(
        "From: Siti <siti@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Poster\r\nMessage-ID: <p@warga.test>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Lihat <b>poster</b> ini</p>\r\n{body}"
    );
    let ours = channels::email::Ours { domain: "sahut.kota.test".into(), ..Default::default() };
    let inbound = channels::email::parse(raw.as_bytes(), &ours);
    Received::new(inbound, raw.into_bytes(), "message/rfc822")
}

story!(pictures_from_elsewhere_are_shown_when_asked_for, with_server, async |house: &House| {
    let _alone = ALONE.lock().await;
    let at = format!("http://127.0.0.1:{}", *SERVER);
    assert_eq!(comes(house, &newsletter(&at)).await, "new");
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    let before = ASKED.load(Ordering::SeqCst);
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("Tampilkan gambar dari luar") && !shown.contains(&at), "{shown}");
    assert_eq!(ASKED.load(Ordering::SeqCst), before, "looking at the ticket tells nobody");

    let form = between(&shown, &format!("/desk/{ticket}/pictures\">"), "</form>");
    let message = between(form, "name=\"message\" value=\"", "\"").to_owned();
    let path = format!("/desk/{ticket}/pictures");
    let page = agent.post(&path, &[("message", &message)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("1 dari 4 gambar"), "{}", page.text);
    assert_eq!(page.text.matches("src=\"data:image/png;base64,").count(), 2, "the same one twice");
    assert!(page.text.contains("<b>poster</b>") && !page.text.contains("x()"), "{}", page.text);
    assert!(!page.text.contains(&at) && !page.text.contains("cid:"), "{}", page.text);

    // Whoever may not see the ticket gets nothing fetched; and it is written down who did.
    let asked = ASKED.load(Ordering::SeqCst);
    assert_eq!(house.staff(WATER).await.post(&path, &[("message", &message)]).await.status, 404);
    assert_eq!(agent.post(&path, &[("message", "1")]).await.status, 404);
    assert_eq!(ASKED.load(Ordering::SeqCst), asked);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("meminta gambar sebuah surel diambil"), "{audit}");
});

story!(one_picture_shown_a_thousand_times_is_no_flood, with_server, async |house: &House| {
    let _alone = ALONE.lock().await;
    let at = format!("http://127.0.0.1:{}", *SERVER);
    let mut body = format!("<img src=\"{at}/photo.png\">").repeat(400);
    // Words that look like a place for a picture are none.
    body += &"<p>src=\"cid:r0\"</p>".repeat(200);
    assert_eq!(comes(house, &poster(&body)).await, "new");
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    let message = house.number("SELECT MAX(id) AS n FROM message WHERE direction = 'in'").await.to_string();
    let page = agent.post(&format!("/desk/{ticket}/pictures"), &[("message", &message)]).await;
    assert_eq!(page.status, 200);
    let shown = page.text.matches("src=\"data:image/png;base64,").count();
    assert!((50..80).contains(&shown), "{shown} of eight megabytes");
    assert!(page.text.len() < 9 * 1024 * 1024, "{} bytes", page.text.len());
});
