//! The forms: what is missing is named, what was typed stays, secrets are never shown, and only administrators
//! come in.

use sahut::clock::MINUTE;
use sahut::ids::MailboxId;
use sahut::lines::{self, Progress, Step};

use super::with;
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};

story!(a_mailbox_is_kept_with_care, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    for (changes, field) in [
        (vec![("line_name", " ")], "line_name"),
        (vec![("line_address", "air")], "line_address"),
        (vec![("imap_host", "mail.kota.test/x?tls=none")], "imap_host"),
        (vec![("imap_port", "0")], "imap_port"),
        (vec![("smtp_security", "none")], "smtp_security"),
        (vec![("imap_password", "")], "imap_password"),
        (vec![("folders", "")], "folders"),
        (vec![("junk_folder", "INBOX")], "folders"),
        (vec![("checked_by", "mx.kota.test; dmarc=pass")], "checked_by"),
        (vec![("sign_in", "xoauth2"), ("client_id", "x"), ("token_url", "http://10.0.0.1/")], "token_url"),
        (vec![("line_agency", "x")], "line_agency"),
    ] {
        let answer = admin.post("/admin/channels/mailboxes/new", &with(&changes)).await;
        assert_eq!(answer.status, 422, "{changes:?}");
        assert!(answer.text.contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.text);
        assert!(answer.text.contains("value=\"587\""), "what was typed stays");
        assert!(!answer.text.contains("sangat-rahasia"), "a secret is not shown again");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM mailbox").await, 0);
    let kept = admin.post("/admin/channels/mailboxes/new", &with(&[])).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    assert!(kept.text.contains("Pengaduan air sudah disimpan") && kept.text.contains("air@kota.test"));
    let twice = admin.post("/admin/channels/mailboxes/new", &with(&[])).await;
    assert_eq!(twice.status, 422);
    assert!(twice.text.contains("sudah dipakai kotak lain"), "{}", twice.text);
    let taken = with(&[("line_address", "keran@kota.test"), ("line_aliases", "Air@kota.test")]);
    let twice = admin.post("/admin/channels/mailboxes/new", &taken).await;
    assert!(twice.status == 422 && twice.text.contains("sudah milik kotak lain"), "{}", twice.text);

    let id = house.number("SELECT id AS n FROM mailbox").await;
    let form = admin.get(&format!("/admin/channels/mailboxes/{id}")).await;
    assert!(!form.text.contains("sangat-rahasia") && form.text.contains("Belum berhasil diuji"));
    // Another server does not get the password that was meant for this one.
    let path = format!("/admin/channels/mailboxes/{id}");
    let moved = with(&[("imap_password", ""), ("imap_host", "evil.test")]);
    let answer = admin.post(&path, &moved).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("tulis kata sandinya sekali lagi"), "{}", answer.text);
    let renamed = admin.post(&path, &with(&[("imap_password", ""), ("line_name", "Air bersih")])).await;
    assert!(renamed.text.contains("Air bersih sudah disimpan"), "{}", renamed.text);
    let audit = admin.get(&format!("/admin/audit?about=mailbox:{id}")).await.text;
    assert!(audit.contains("mengubah kotak surel") && audit.contains("Air bersih"), "{audit}");
    assert!(!audit.contains("sangat-rahasia"));
});

story!(a_test_speaks_for_the_settings_it_was_made_with, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    assert_eq!(admin.post("/admin/channels/mailboxes/new", &with(&[])).await.status, 200);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let path = format!("/admin/channels/mailboxes/{id}");
    let succeed = async || {
        admin.post(&format!("{path}/test"), &[]).await;
        house.forget_jobs().await;
        let run = house.number("SELECT run AS n FROM line_test").await;
        let noted = house.app.db.write(async |tx| {
            for step in Step::ALL {
                lines::note_step(tx, MailboxId(id), run, *step, Progress::Done, None, None).await?;
            }
            Ok(())
        });
        noted.await.expect("a test that went well");
        assert!(admin.get(&path).await.text.contains("Ujinya berhasil"));
        house.app.db.clock.advance(MINUTE);
    };
    succeed().await;
    // What a test does not try changes nothing in it.
    let renamed = with(&[("imap_password", ""), ("line_name", "Air bersih"), ("checked_by", "mx.kota.test")]);
    assert_eq!(admin.post(&path, &renamed).await.status, 200);
    assert!(admin.get(&path).await.text.contains("Ujinya berhasil"));
    for changes in [
        vec![("imap_password", "lain-sekali-8")],
        vec![("imap_host", "mail2.kota.test")],
        vec![("junk_folder", "Junk")],
    ] {
        assert_eq!(admin.post(&path, &with(&changes)).await.status, 200);
        assert!(admin.get(&path).await.text.contains("Belum berhasil diuji"), "{changes:?}");
        succeed().await;
    }
});

story!(only_administrators_keep_lines, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    assert_eq!(admin.post("/admin/channels/mailboxes/new", &with(&[])).await.status, 200);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    for email in [SUPERVISOR, AGENT] {
        let who = house.staff(email).await;
        assert!(!who.get("/admin/rejects").await.text.contains("/admin/channels"));
        for path in [
            "/admin/channels".to_owned(),
            "/admin/channels/bots/new".to_owned(),
            format!("/admin/channels/mailboxes/{id}"),
            format!("/admin/channels/mailboxes/{id}/test"),
        ] {
            assert_eq!(who.get(&path).await.status, 403, "{email} at {path}");
        }
        for deed in ["test", "look", "folders", "active"] {
            let path = format!("/admin/channels/mailboxes/{id}/{deed}");
            assert_eq!(who.post(&path, &[("active", "1")]).await.status, 403, "{email} at {path}");
        }
        assert_eq!(who.post("/admin/channels/mailboxes/new", &with(&[])).await.status, 403);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM mailbox WHERE is_on").await, 0);
});
