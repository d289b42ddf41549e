//! What a real report does: a copy that comes back, and news that is unwanted (RFC 5965). The letters are read as from a
//! mailbox, not made of what we take them for.

use channels::{Mail, Person};
use sahut::clock::MINUTE;
use sahut::intake;
use sahut::lines::Arrival;

use super::{answer, comes, into_a_folder, left, letter};
use crate::cases::public::make_public;
use crate::cases::{Report, between, letters, report};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

fn id_of(letter: &str) -> &str {
    let line = letter.lines().find(|line| line.starts_with("Message-ID:")).expect("an id");
    line.trim_start_matches("Message-ID:").trim()
}

/// A report of the mail system about a letter of ours.
async fn reports(house: &House, kind: &str, fields: &str, about: &str) -> &'static str {
    let id = &sahut::secret::random_token()[..20];
    let raw = format!(
        "Return-Path: <>\nFrom: Mail <mailer-daemon@mx.test>\nTo: hotline@kota.test\nSubject: Laporan\n\
         Message-ID: <{id}@mx.test>\nDate: Mon, 23 Nov 2026 09:30:00 +0700\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type={kind}; boundary=b\n\n--b\nContent-Type: text/plain\n\nLihat di bawah.\n\
         --b\nContent-Type: message/{kind}\n\n{fields}\n--b\nContent-Type: text/rfc822-headers\n\n\
         Message-ID: {}\nSubject: surat\n\n--b--\n",
        id_of(about)
    );
    let raw = raw.replace('\n', "\r\n").into_bytes();
    let received = intake::letter(&house.app, raw, Arrival::default()).expect("no test's letter");
    comes(house, &received).await
}

story!(a_copy_that_comes_back_is_not_the_answer, into_a_folder, async |house: &House| {
    let mut first = letter("siti@warga.test", "one@warga.test");
    let lurah = Person { address: "lurah@kelurahan.test".into(), name: Some("Pak Lurah".into()) };
    first.inbound.mail = Some(Box::new(Mail { others: vec![lurah], ..Mail::default() }));
    comes(house, &first).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    let fields = [("body", "Tim kami berangkat."), ("copy", "lurah@kelurahan.test")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 200);
    let ours =
        left(house).into_iter().find(|letter| letter.contains("Tim kami berangkat.")).expect("a letter");
    let failed = "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; lurah@kelurahan.test\nAction: failed\n\
                  Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 tidak ada Pak Lurah di sini\n";
    assert_eq!(reports(house, "delivery-status", failed, &ours).await, "noted");
    let number = async |sql| house.number(sql).await;
    assert_eq!(number("SELECT COUNT(*) AS n FROM message_copy WHERE state = 'failed'").await, 1);
    assert_eq!(number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 0);
    let shown = agent.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("lurah@kelurahan.test&#62; tidak sampai"), "{shown}");
    assert!(!shown.contains("Tidak terkirim"), "the citizen has theirs: {shown}");
    // One that waits somewhere is no failure.
    let waits = failed.replace("failed", "delayed").replace("5.1.1", "4.4.1");
    assert_eq!(reports(house, "delivery-status", &waits, &ours).await, "noted");
    assert_eq!(number("SELECT COUNT(*) AS n FROM message_copy WHERE state = 'failed'").await, 1);
});

story!(news_that_is_complained_about_ends, crate::cases::into_a_folder, async |house: &House| {
    make_public(house, "air").await;
    let (case, _) = report(house, Report { email: Some("siti@warga.test"), ..Report::default() }).await;
    house.work().await;
    letters(house);
    let visitor = house.visitor();
    for email in ["budi@warga.test", "ani@warga.test"] {
        visitor.post(&format!("/cases/{}/follow", case.number), &[("email", email)]).await;
        house.work().await;
        let asked = letters(house).pop().expect("a question");
        let start = format!("{}/follow/", house.url);
        let token =
            between(&asked.text, &start, "\r\n").split_whitespace().next().expect("a link").to_owned();
        visitor.post(&format!("/follow/{token}"), &[]).await;
    }
    let following = "SELECT COUNT(*) AS n FROM follower WHERE state = 'following'";
    assert_eq!(house.number(following).await, 2);
    let agent = house.staff(AGENT).await;
    let tell = async |words: &str| {
        let fields = [("text", words), ("kind", "update")];
        agent.post(&format!("/desk/{}/tell", case.id), &fields).await;
        house.work().await;
        house.app.db.clock.advance(3 * MINUTE);
        house.work().await;
        letters(house)
    };
    let told = tell("Pipa diganti malam ini.").await;
    let news = told.iter().find(|letter| letter.to.contains("budi@warga.test")).expect("news");
    let fields =
        "Feedback-Type: abuse\nUser-Agent: Mailku/1.0\nVersion: 1\nOriginal-Rcpt-To: budi@warga.test\n";
    assert_eq!(reports(house, "feedback-report", fields, &news.head).await, "noted");
    assert_eq!(house.number(following).await, 1, "who complains wants no news");
    let told = tell("Air mengalir lagi.").await;
    let mut to: Vec<&str> = told.iter().map(|letter| letter.to.trim_matches(['<', '>'])).collect();
    to.sort_unstable();
    assert_eq!(to, ["ani@warga.test", "siti@warga.test"], "{told:?}");
});
