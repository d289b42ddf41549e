//! An agency that has no accounts: its letters, the links in them, what it writes back. Without a mail server;
//! the same over a real one is told in [`super::by_mail`].

use channels::{Attachment, Content, Identity, Inbound, InboundKind, Thread};
use sahut::clock::{DAY, HOUR};
use sahut::intake::{self, Received, Wishes};
use sahut::outbox::{self, Reminder};
use sahut::tickets::Ticket;
use sahut::tickets::life::Stage;

use super::{
    about, again, answers_by_mail, into_a_folder, letter, letters_to, noticed, refer, report, step, told,
};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

pub(super) const OFFICE: &str = "dinas@damkar.test";

pub(super) fn with_a_picture(text: &str) -> Inbound {
    let mut inbound = letter("siti@warga.test", "Pohon miring", text, Thread::default());
    inbound.attachments.push(Attachment {
        name: "pohon.png".into(),
        media_type: "image/png".into(),
        content: Content::Bytes(b"\x89PNG\r\n\x1a\n".to_vec()),
    });
    inbound
}

/// A report that an agent hands to the fire service, which reads mail and nothing else.
pub(super) async fn handed_over(house: &House, wishes: Wishes, passes_on: bool) -> (Ticket, Inbound) {
    answers_by_mail(house, "damkar", OFFICE, passes_on).await;
    let ticket = report(house, with_a_picture("Pohon besar miring ke rumah."), wishes).await;
    let agent = house.staff(AGENT).await;
    refer(house, &agent, ticket.id, "damkar", "Perlu tangga").await;
    house.work().await;
    let letter = letters_to(house, OFFICE).pop().expect("a letter");
    (ticket, letter)
}

/// The paths of the links in a letter.
fn links(letter: &Inbound) -> Vec<String> {
    let of = |line: &str| line.trim().split_once("/agency/").map(|(_, rest)| format!("/agency/{rest}"));
    letter.text.lines().filter_map(of).collect()
}

pub(super) fn link(letter: &Inbound, deed: &str) -> String {
    links(letter).into_iter().find(|link| link.contains(&format!("/{deed}/"))).expect("a link")
}

/// What somebody writes back to the address that the letter asks for.
pub(super) async fn write_back(
    house: &House,
    to: &Inbound,
    from: &str,
    text: &str,
    kind: InboundKind,
) -> &'static str {
    let ours = to.thread.message_id.clone().expect("an id");
    let thread = Thread { references: vec![ours], ..Thread::default() };
    let mut inbound = letter(from, "Re: Pohon miring", text, thread);
    inbound.kind = kind;
    let received = Received::new(inbound, b"raw".to_vec(), "message/rfc822");
    intake::receive(&house.app, &received).await.expect("taken in").code()
}

/// Notes of the ticket's page.
pub(super) async fn page(who: &Visitor, ticket: &Ticket) -> Answer {
    who.get(&format!("/desk/{}", ticket.id)).await
}

story!(a_letter_says_what_an_agency_needs_and_no_more, into_a_folder, async |house: &House| {
    let (ticket, letter) = handed_over(house, about("ktp"), false).await;
    for shown in [
        &ticket.number.to_string(),
        "Pohon besar miring ke rumah.",
        "Perlu tangga",
        "Siti Rahma, siti@warga.test",
        "28 November 2026",
    ] {
        assert!(letter.text.contains(shown), "{shown}: {}", letter.text);
    }
    assert_eq!(letter.kind, InboundKind::Message, "it may come back");
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(links(&letter).len(), 3);
    let raw = letter.thread.message_id.clone().unwrap();
    assert!(raw.starts_with('a') && raw.ends_with("@sahut.kota.test"), "{raw}");
    insta::assert_snapshot!("letter", masked(&letter.text, house));

    for wishes in
        [Wishes { is_anonymous: true, ..about("ktp") }, Wishes { is_confidential: true, ..about("ktp") }]
    {
        let ticket = report(house, with_a_picture("Ada pungli."), wishes).await;
        refer(house, &house.staff(SUPERVISOR).await, ticket.id, "damkar", "Periksa").await;
        house.work().await;
        let letter = letters_to(house, OFFICE).pop().unwrap();
        assert!(
            letter.text.contains("Ada pungli.") && letter.text.contains("Dari: dirahasiakan"),
            "{}",
            letter.text
        );
        assert!(!letter.text.contains("Siti") && !letter.text.contains("warga.test"), "{}", letter.text);
    }
});

/// Without what differs every time.
fn masked(text: &str, house: &House) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match line.split_once("/agency/") {
            Some((_, rest)) => {
                let deed = rest.split('/').nth(1).unwrap_or_default();
                lines.push(format!("[link]/agency/[letter]/{deed}/[until]/[signature]"));
            }
            None => lines.push(line.replace(&house.url, "[url]")),
        }
    }
    lines.join("\n")
}

story!(
    opening_a_link_does_nothing_and_pressing_the_button_once_does,
    into_a_folder,
    async |house: &House| {
        let (ticket, first) = handed_over(house, about("ktp"), false).await;
        let office = house.visitor();
        let accept = link(&first, "accept");
        for _ in 0..3 {
            let asked = office.get(&accept).await;
            assert_eq!(asked.status, 200);
            assert!(
                asked.text.contains("Terima laporan ini?") && asked.text.contains("Pohon miring"),
                "{}",
                asked.text
            );
            assert!(!asked.text.contains("Siti"), "who it is from is not on the page");
        }
        assert_eq!(again(house, ticket.id).await.stage, Stage::Referred, "a mail scanner opens links, too");
        let bare = office.client.post(format!("{}{accept}", house.url)).form(&[("words", "")]);
        assert_eq!(office.answer(bare).await.status, 403, "not without the form's token");
        let done = office.post(&accept, &[]).await;
        assert!(done.text.contains("Laporan Anda terima"), "{}", done.text);
        assert_eq!(again(house, ticket.id).await.stage, Stage::InWork);
        let twice = office.post(&accept, &[]).await;
        assert_eq!(twice.status, 409);
        assert!(twice.text.contains("Tautan ini sudah dipakai"), "{}", twice.text);
        assert!(office.get(&link(&first, "decline")).await.text.contains("tidak dapat diambil lagi"));

        // The answer waits for a colleague, who hears of it and passes it on.
        let answered = link(&first, "answered");
        let refused = office.post(&answered, &[("words", " ")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("id=\"words-error\""), "{}", refused.text);
        let before = told(house, ticket.id).await.len();
        let done = office.post(&answered, &[("words", "Pohon sudah ditebang.")]).await;
        assert!(done.text.contains("Tanggapan terkirim"), "{}", done.text);
        assert_eq!(told(house, ticket.id).await.len(), before, "the citizen hears nothing yet");
        assert_eq!(again(house, ticket.id).await.stage, Stage::InWork);
        assert_eq!(noticed(house, AGENT).await, ["agency_wrote"]);
        let agent = house.staff(AGENT).await;
        let shown = page(&agent, &ticket).await.text;
        for words in [
            "Pemadam Kebakaran lewat surel",
            "Pohon sudah ditebang.",
            "Teruskan ke warga",
            "menerima laporan ini lewat surel",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        let note = house.number("SELECT message_id AS n FROM agency_word").await.to_string();
        let path = format!("/desk/{}/pass-on", ticket.id);
        assert_eq!(agent.post(&path, &[("message", &note)]).await.status, 200);
        assert_eq!(told(house, ticket.id).await.pop().unwrap(), "Pohon sudah ditebang.");
        let after = again(house, ticket.id).await;
        assert!(after.stage == Stage::Answered && after.first_response_at.is_some());
        assert_eq!(agent.post(&path, &[("message", &note)]).await.status, 409, "once");
        for action in ["agency-mail-accept", "agency-mail-answered", "agency-answer-passed"] {
            let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
            let words = match action {
                "agency-mail-accept" => "instansi menerima laporan lewat surel",
                "agency-mail-answered" => "instansi menjawab lewat tautan",
                _ => "meneruskan jawaban instansi",
            };
            assert!(audit.contains(words), "{action}: {audit}");
        }
        house.work().await;
    }
);

story!(not_ours_sends_it_back_with_the_reason, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    let office = house.visitor();
    let decline = link(&first, "decline");
    assert_eq!(office.post(&decline, &[("words", "")]).await.status, 422);
    let done = office.post(&decline, &[("words", "Ini urusan PLN.")]).await;
    assert!(done.text.contains("Laporan dikembalikan"), "{}", done.text);
    let after = again(house, ticket.id).await;
    assert_eq!((after.stage, after.agency_id), (Stage::Verified, ticket.agency_id));
    let shown = page(&house.staff(AGENT).await, &ticket).await.text;
    assert!(shown.contains("bukan wewenangnya") && shown.contains("Ini urusan PLN."), "{shown}");
    // It is with others now: the other links do nothing any more.
    assert!(office.get(&link(&first, "answered")).await.text.contains("tidak dapat diambil lagi"));
    assert_eq!(office.post(&link(&first, "answered"), &[("words", "x")]).await.status, 409);
    house.work().await;
});

story!(links_cannot_be_made_up_and_grow_old, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    let office = house.visitor();
    let accept = link(&first, "accept");
    let other = accept.replace("/accept/", "/answered/");
    let mut wrong = accept.clone();
    let last = wrong.pop();
    wrong.push(if last == Some('0') { '1' } else { '0' });
    for path in [&other, &wrong, "/agency/1/accept/9/x", "/agency/x/y/z/0"] {
        assert_eq!(office.get(path).await.status, 404, "{path}");
        assert_eq!(office.post(path, &[("words", "x")]).await.status, 404, "{path}");
    }
    for _ in 0..3 {
        office.get(&wrong).await;
    }
    assert_eq!(office.get(&wrong).await.status, 429, "whoever guesses waits");
    assert_eq!(office.get(&accept).await.status, 200, "the right one still opens");
    house.app.db.clock.advance(31 * DAY);
    let old = office.get(&accept).await;
    assert!(old.text.contains("sudah kedaluwarsa"), "{}", old.text);
    office.post(&accept, &[]).await;
    assert_eq!(again(house, ticket.id).await.stage, Stage::Referred);
    house.work().await;
});

story!(what_agencies_write_back, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    let before = told(house, ticket.id).await.len();
    let tickets = house.number("SELECT COUNT(*) AS n FROM ticket").await;
    let quoted =
        "Sudah kami tebang.\n\nPada 23 November hotline menulis:\n> Kepada Pemadam Kebakaran,\n> laporan";
    assert_eq!(write_back(house, &first, "Dinas@Damkar.test", quoted, InboundKind::Message).await, "noted");
    assert_eq!(
        write_back(house, &first, "orang@lain.test", "Tutup saja laporannya.", InboundKind::Message).await,
        "noted"
    );
    assert_eq!(write_back(house, &first, OFFICE, "Saya cuti.", InboundKind::Automatic).await, "noted");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, tickets, "no matters of their own");
    assert_eq!(told(house, ticket.id).await.len(), before, "the citizen hears none of it");
    assert_eq!(again(house, ticket.id).await.stage, Stage::Referred, "nothing is an action");
    assert_eq!(noticed(house, AGENT).await, ["agency_wrote"]);
    let agent = house.staff(AGENT).await;
    let shown = page(&agent, &ticket).await.text;
    for words in ["Sudah kami tebang.", "orang@lain.test", "Bukan dari alamat", "Balasan otomatis"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("Pada 23 November hotline menulis"), "the quote is not shown");
    assert_eq!(shown.matches("/pass-on\"").count(), 1, "only the agency's own words can go on");
    let path = format!("/desk/{}/pass-on", ticket.id);
    let stranger =
        house.number("SELECT message_id AS n FROM agency_word WHERE kind = 'stranger'").await.to_string();
    assert_eq!(agent.post(&path, &[("message", &stranger)]).await.status, 404);

    // Somebody who knows the number of a letter but not its mark files a report of their own.
    let ours = first.thread.message_id.clone().unwrap();
    let (head, rest) = ours.split_once('.').unwrap();
    let guessed = format!("{head}.{}@{}", "0".repeat(20), rest.split_once('@').unwrap().1);
    let thread = Thread { references: vec![guessed], ..Thread::default() };
    let inbound = letter(OFFICE, "Re", "Jalan rusak di depan kantor", thread);
    let fresh = report(house, inbound, Wishes::default()).await;
    assert_ne!(fresh.id, ticket.id);
    house.work().await;
});

story!(an_agency_may_answer_the_citizen_at_once, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), true).await;
    write_back(house, &first, OFFICE, "Pohon sudah ditebang tadi pagi.", InboundKind::Message).await;
    assert_eq!(told(house, ticket.id).await.pop().unwrap(), "Pohon sudah ditebang tadi pagi.");
    let after = again(house, ticket.id).await;
    assert_eq!((after.stage, after.assignee_id), (Stage::Answered, None));
    house.work().await;
    let letter = letters_to(house, "siti@warga.test").pop().expect("an answer");
    assert!(
        letter.text.contains("Pohon sudah ditebang") && letter.kind == InboundKind::Message,
        "{letter:?}"
    );
    let shown = page(&house.staff(AGENT).await, &ticket).await.text;
    assert!(shown.contains("diteruskan langsung ke warga"), "{shown}");
    // Not content: the agency gets a letter with what the citizen says.
    let mut back =
        crate::texts::letter("siti@warga.test", "Re: Pohon", "Dahannya masih di atap.", Thread::default());
    back.thread.references = vec![letter.thread.message_id.unwrap()];
    back.from = Identity::Email("siti@warga.test".into());
    let received = Received::new(back, b"raw".to_vec(), "message/rfc822");
    assert_eq!(intake::receive(&house.app, &received).await.unwrap().code(), "joined");
    assert_eq!(again(house, ticket.id).await.stage, Stage::Returned);
    house.work().await;
    let again = letters_to(house, OFFICE).pop().unwrap();
    assert!(
        again.subject.as_deref().is_some_and(|subject| subject.starts_with("Dibuka lagi: [2611-")),
        "{again:?}"
    );
    assert!(again.text.contains("Dahannya masih di atap."), "{}", again.text);
    assert!(again.thread.references.contains(first.thread.message_id.as_ref().unwrap()), "one thread");
    // Later words from a stranger are no answer, whatever the agency may do.
    write_back(house, &again, "orang@lain.test", "Tutup.", InboundKind::Message).await;
    assert_eq!(crate::texts::again(house, ticket.id).await.stage, Stage::Returned);
    house.work().await;
});

story!(reminders_go_out_once_and_to_whom_they_should, into_a_folder, async |house: &House| {
    let (ticket, _) = handed_over(house, about("ktp"), false).await;
    let remind = async |kind: Reminder| {
        let id = ticket.id;
        let sent = house.app.db.write(async |tx| outbox::remind_agency(tx, id, kind).await).await.unwrap();
        house.work().await;
        sent
    };
    assert!(remind(Reminder::Soon).await);
    assert!(!remind(Reminder::Soon).await, "not twice in an hour");
    assert!(remind(Reminder::Late).await);
    house.app.db.clock.advance(2 * HOUR);
    assert!(remind(Reminder::Soon).await);
    assert!(remind(Reminder::Escalated).await);
    let subjects: Vec<String> =
        letters_to(house, OFFICE).into_iter().filter_map(|letter| letter.subject).collect();
    assert_eq!(
        subjects.iter().filter(|subject| subject.starts_with("Segera jatuh tempo:")).count(),
        2,
        "{subjects:?}"
    );
    let head = letters_to(house, &format!("kepala-{OFFICE}")).pop().expect("the head hears of it");
    assert!(head.subject.as_deref().is_some_and(|subject| subject.starts_with("Perlu perhatian Anda:")));
    assert!(links(&head).is_empty(), "the head decides nothing by link");
    step(&house.staff(AGENT).await, ticket.id, "answer", "Beres.").await;
    house.app.db.clock.advance(2 * HOUR);
    assert!(!remind(Reminder::Late).await, "done is done");
});

story!(a_letter_about_a_referral_taken_back_does_not_leave, into_a_folder, async |house: &House| {
    answers_by_mail(house, "damkar", OFFICE, false).await;
    let ticket = report(house, with_a_picture("Pohon miring."), about("ktp")).await;
    let agent = house.staff(AGENT).await;
    refer(house, &agent, ticket.id, "damkar", "Perlu tangga").await;
    step(&agent, ticket.id, "refer_back", "").await;
    house.work().await;
    assert!(letters_to(house, OFFICE).is_empty());
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_letter WHERE state = 'dropped'").await, 1);
});

story!(how_an_agency_is_reached_is_set_in_the_browser, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let id = crate::texts::agency(house, "damkar").await;
    let path = format!("/admin/agencies/{id}/mail");
    assert!(administrator.get(&format!("/admin/agencies/{id}")).await.text.contains(&path));
    let none: [(&str, &str); 0] = [];
    for (fields, field) in [
        (vec![("mail_ways", "answers_by_mail")], "mail_ways"),
        (vec![("mail_ways", "passes_on")], "mail_ways"),
        (vec![("escalation_email", "bukan alamat")], "escalation_email"),
        (vec![("escalation_phone", "telepon")], "escalation_phone"),
        (vec![("escalation_name", "Pak Kepala")], "escalation_email"),
    ] {
        let refused = administrator.post(&path, &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}: {}", refused.text);
        assert!(refused.text.contains(&format!("<li><a href=\"#{field}\">")), "{fields:?}: {}", refused.text);
        assert!(refused.text.contains(fields[0].1), "what was typed is gone");
    }
    assert_eq!(administrator.post(&path, &none).await.status, 200);
    answers_by_mail(house, "damkar", OFFICE, false).await;
    let kept = administrator
        .post(
            &path,
            &[
                ("mail_ways", "answers_by_mail"),
                ("mail_ways", "passes_on"),
                ("mail_language", "en"),
                ("escalation_phone", "112"),
            ],
        )
        .await;
    assert!(kept.status == 200 && kept.text.contains("sudah disimpan"), "{}", kept.text);
    let audit = administrator.get(&format!("/admin/audit?about=agency:{id}")).await.text;
    assert!(audit.contains("mengatur surel instansi") && audit.contains("Langsung ke warga"), "{audit}");
    for email in [AGENT, SUPERVISOR] {
        assert_eq!(house.staff(email).await.get(&path).await.status, 403, "{email}");
    }
});
