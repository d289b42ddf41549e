//! The configuration's mailbox is a line like any other: what keeps its letters back stands in the room of lines and on
//! the page of channels, with what to do, until something leaves again.

use std::cell::Cell;
use std::net::TcpListener;

use sahut::clock::{HOUR, MINUTE};
use sahut::config::Config;

use super::catcher::Catcher;
use super::returns::by;
use super::with;
use crate::care::{comes, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, SUPERVISOR};

const TROUBLED: &str = "SELECT COUNT(*) AS n FROM line_state WHERE out_trouble IS NOT NULL";

thread_local! {
    static PORT: Cell<u16> = const { Cell::new(0) };
}

/// A port where nobody listens.
fn dead_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

/// The mail server is away.
fn away(config: &mut Config) {
    PORT.set(dead_port());
    config.smtp_url = Some(format!("smtp://127.0.0.1:{}?tls=none", PORT.get()).into());
}

story!(what_keeps_the_main_mailbox_from_sending_is_seen_and_goes, away, async |house: &House| {
    let (admin, supervisor) = (house.staff(ADMINISTRATOR).await, house.staff(SUPERVISOR).await);
    let shown = "Tidak ada yang terkirim: server pengirim (SMTP) tidak dapat dihubungi";
    assert!(!supervisor.get("/admin/health").await.text.contains(shown));
    assert_eq!(comes(house, &letter("siti@warga.test", "one@warga.test")).await, "new");
    let page = admin.get("/admin/channels").await.text;
    assert!(page.contains(shown) && page.contains("Bermasalah"), "{page}");
    let page = supervisor.get("/admin/health").await.text;
    assert!(page.contains(shown) && page.contains("data-line-state=\"failing\""), "{page}");
    assert_eq!(house.number(TROUBLED).await, 1);

    let catcher = Catcher::at(PORT.get()).await;
    house.app.db.clock.advance(HOUR);
    house.work().await;
    assert_eq!(catcher.take().len(), 1, "nothing was lost");
    assert_eq!(house.number(TROUBLED).await, 0);
    let left = "SELECT COUNT(*) AS n FROM line_state WHERE line = 'mailbox:0' AND last_out IS NOT NULL";
    assert_eq!(house.number(left).await, 1);
    for page in [admin.get("/admin/channels").await.text, supervisor.get("/admin/health").await.text] {
        assert!(!page.contains(shown) && !page.contains("data-line-state"), "{page}");
    }
});

story!(what_one_letter_lacks_is_no_trouble_of_the_line, away, async |house: &House| {
    let catcher = Catcher::refusing(PORT.get(), "450 4.2.1 greylisted, come again\r\n").await;
    assert_eq!(comes(house, &letter("siti@warga.test", "one@warga.test")).await, "new");
    assert_eq!(house.number(TROUBLED).await, 0, "the next letter may leave");
    drop(catcher);
    house.forget_jobs().await;
});

story!(a_mailbox_that_is_kept_here_says_so_in_its_row, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let (catcher, dead) = (Catcher::start().await, dead_port().to_string());
    let port = catcher.port.to_string();
    let fields = |port| {
        with(&[
            ("imap_host", "127.0.0.1"),
            ("imap_port", "1"),
            ("smtp_host", "127.0.0.1"),
            ("smtp_port", port),
            ("smtp_security", "none"),
            ("smtp_user", "-"),
        ])
    };
    let kept = admin.post("/admin/channels/mailboxes/new", &fields(&dead)).await;
    assert!(kept.status == 200 && kept.text.contains("Pengaduan air"), "{}", kept.text);
    let id = house.number("SELECT MAX(id) AS n FROM mailbox").await;
    let room = format!("/admin/channels/mailboxes/{id}");
    assert_eq!(admin.post(&format!("{room}/active"), &[("active", "1")]).await.status, 200);
    house.app.reload_lines().await.expect("the lines");
    comes(house, &by(sahut::ids::MailboxId(id), letter("siti@warga.test", "one@warga.test"))).await;
    for path in ["/admin/channels", &room] {
        let page = admin.get(path).await.text;
        assert!(page.contains("server pengirim (SMTP) tidak dapat dihubungi"), "{path}: {page}");
    }
    assert!(admin.get(&room).await.text.contains("tetapi sekarang tidak bekerja"));

    assert_eq!(admin.post(&room, &fields(&port)).await.status, 200);
    house.app.reload_lines().await.expect("the lines");
    house.app.db.clock.advance(HOUR + MINUTE);
    house.work().await;
    assert_eq!(catcher.take().len(), 1);
    assert_eq!(house.number(TROUBLED).await, 0);
    assert!(admin.get(&room).await.text.contains("Kotak ini dibaca"));
});
