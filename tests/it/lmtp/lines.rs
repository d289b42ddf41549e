//! Letters by LMTP to an address of a line are the line's; and what is larger than anything is refused for good.

use sahut::config::Config;
use tokio::io::AsyncWriteExt;

use super::{connect, free_port, letter, listening};
use crate::lines::with;
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

fn by_tcp(config: &mut Config) {
    config.lmtp_listen = Some(free_port().to_string());
}

const BY: &str = "SELECT COALESCE(mailbox_id, 0) AS n FROM conversation ORDER BY id DESC LIMIT 1";

story!(a_letter_to_a_line_is_the_lines, by_tcp, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    // Not the one that the words lead to.
    let damkar = house.number("SELECT id AS n FROM agency WHERE code = 'damkar'").await;
    let agency = damkar.to_string();
    let fields = with(&[("line_agency", &agency), ("line_aliases", "keran@kota.test")]);
    assert_eq!(admin.post("/admin/channels/mailboxes/new", &fields).await.status, 200);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let active = format!("/admin/channels/mailboxes/{id}/active");
    assert_eq!(admin.post(&active, &[("active", "1")]).await.status, 200);
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        let agency = "SELECT agency_id AS n FROM ticket ORDER BY id DESC LIMIT 1";
        for (n, to) in ["air@kota.test", "Keran+a7-x@kota.test"].into_iter().enumerate() {
            mx.delivers(&[to], &letter(&format!("l{n}"), "Ingin bertanya."), &["250"]).await;
            mx.hears("250 2.0.0").await;
            assert_eq!((house.number(BY).await, house.number(agency).await), (id, damkar), "{to}");
        }
        mx.delivers(&["hotline@kota.test"], &letter("l3", "Ingin bertanya lagi."), &["250"]).await;
        mx.hears("250 2.0.0").await;
        assert_eq!(house.number(BY).await, 0);
        assert_ne!(house.number(agency).await, damkar);
        // To both: it is the line's.
        mx.delivers(&["hotline@kota.test", "air@kota.test"], &letter("l4", "Kepada semua."), &["250", "250"])
            .await;
        mx.hears("250 2.0.0").await;
        mx.hears("250 2.0.0").await;
        assert_eq!(house.number(BY).await, id);
        let ways = "SELECT COUNT(*) AS n FROM arrival WHERE message_id = (SELECT MAX(id) FROM message WHERE direction = 'in')";
        assert_eq!(house.number(ways).await, 2, "both ways are noted");
    })
    .await;
    house.forget_jobs().await;
});

fn checked(config: &mut Config) {
    by_tcp(config);
    config.mail_checked_by = "mx.kota.test".into();
}

story!(what_our_server_hands_over_is_judged_by_its_word, checked, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    // Letters that are fetched from it have another server's word.
    let fields = with(&[("checked_by", "mx.penyedia.test")]);
    assert_eq!(admin.post("/admin/channels/mailboxes/new", &fields).await.status, 200);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let active = format!("/admin/channels/mailboxes/{id}/active");
    assert_eq!(admin.post(&active, &[("active", "1")]).await.status, 200);
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        let proven = "SELECT COUNT(*) AS n FROM mail_mark WHERE trust = 'proven'";
        for (server, wanted) in [("mx.penyedia.test", 0), ("mx.kota.test", 1)] {
            let head = format!("Authentication-Results: {server}; dmarc=pass header.from=warga.test\r\n");
            mx.delivers(&["air@kota.test"], &(head + &letter(server, "Air mati.")), &["250"]).await;
            mx.hears("250 2.0.0").await;
            assert_eq!((house.number(BY).await, house.number(proven).await), (id, wanted), "{server}");
        }
    })
    .await;
    house.forget_jobs().await;
});

story!(what_is_larger_than_anything_is_refused_for_good, by_tcp, async |house: &House| {
    listening(&house.app, async || {
        let mut mx = connect(&house.app).await;
        mx.says("MAIL FROM:<a@b.test>\r\n", "250").await;
        mx.says("RCPT TO:<hotline@kota.test>\r\n", "250").await;
        mx.says("DATA\r\n", "354").await;
        let block = [&[b'x'; 998][..], b"\r\n"].concat().repeat(1_000);
        for _ in 0..106 {
            mx.write.write_all(&block).await.expect("it is read to its end");
        }
        // Another server would come again with it for days.
        mx.says(".\r\n", "552 5.3.4").await;
        mx.says("NOOP\r\n", "250").await;
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
});
