//! What an agency does with the first word of its answer. Without a mail server; the same over a real one is told in
//! [`super::by_mail`].

use channels::InboundKind;
use sahut::intake::{self, Outcome, Wishes};
use sahut::lines::Arrival;
use sahut::tickets::Ticket;
use sahut::tickets::life::Stage;

use super::links::{OFFICE, handed_over, link, page, write_back};
use super::{about, again, answers_by_mail, into_a_folder, letters_to, noticed, told};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT};

const REFUSALS: &str = "SELECT COUNT(*) AS n FROM agency_letter WHERE refused IS NOT NULL";

async fn says(house: &House, to: &channels::Inbound, text: &str) {
    assert_eq!(write_back(house, to, OFFICE, text, InboundKind::Message).await, "noted");
    house.work().await;
}

async fn stage(house: &House, ticket: &Ticket) -> Stage {
    again(house, ticket.id).await.stage
}

/// The last letter to the agency, when it says that a step could not be recorded.
fn refusal(house: &House) -> Option<channels::Inbound> {
    let last = letters_to(house, OFFICE).pop()?;
    last.subject.as_deref()?.starts_with("Belum tercatat:").then_some(last)
}

story!(
    an_answer_that_the_mailbox_does_not_give_out_is_not_lost_sight_of,
    into_a_folder,
    async |house: &House| {
        let (ticket, first) = handed_over(house, about("ktp"), false).await;
        let ours = first.thread.message_id.as_deref().expect("an id");
        let head = format!(
            "From: Dinas <{OFFICE}>\r\nTo: hotline@kota.test\r\nSubject: Re: laporan\r\nMessage-ID: <jawab@dinas.test>\r\n\
         In-Reply-To: <{ours}>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0700\r\n\r\n"
        );
        let place = "hotline@kota.test, folder INBOX, UID 9";
        let received = intake::withheld(&house.app, head.into_bytes(), Arrival::default(), "9", place);
        let done = intake::receive(&house.app, &received.expect("a letter")).await.expect("taken in");
        assert!(matches!(done, Outcome::Noted), "{done:?}");
        let agent = house.staff(AGENT).await;
        let shown = page(&agent, &ticket).await.text;
        assert!(shown.contains("hotline@kota.test, map INBOX, UID 9"), "{shown}");
        house.forget_jobs().await;
    }
);

story!(an_agency_accepts_and_is_done_by_a_word, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    for word in ["TERIMA", "TOLAK: alasannya", "SELESAI: apa yang sudah dikerjakan", "pada baris pertama"] {
        assert!(first.text.contains(word), "{word}: {}", first.text);
    }
    // Thanks is no acceptance.
    says(house, &first, "Terima kasih, kami periksa.").await;
    assert_eq!(stage(house, &ticket).await, Stage::Referred);
    says(house, &first, "TERIMA\n\n--\nBudi\nDinas").await;
    assert_eq!(stage(house, &ticket).await, Stage::InWork);
    assert_eq!(house.number(REFUSALS).await, 0);
    let agent = house.staff(AGENT).await;
    let shown = page(&agent, &ticket).await.text;
    assert!(shown.contains("menerima laporan ini lewat surel"), "{shown}");
    assert_eq!(shown.matches("/pass-on\"").count(), 1, "the word is nothing for the citizen: {shown}");
    // The link does the same, which is done.
    let twice = house.visitor().post(&link(&first, "accept"), &[]).await;
    assert_eq!(twice.status, 409);

    // What cannot be done is answered once, however often it is asked, and by a machine that nobody answers.
    for _ in 0..3 {
        says(house, &first, "Terima: kami ulangi").await;
    }
    says(house, &first, "TOLAK: bukan kami").await;
    assert_eq!(house.number(REFUSALS).await, 1);
    let why = refusal(house).expect("a reason");
    assert_eq!(why.kind, InboundKind::Automatic, "two machines never talk");
    assert!(why.text.contains("Dikerjakan") && why.text.contains("TERIMA"), "{}", why.text);
    assert!(why.text.contains("/answered/") && !why.text.contains("/accept/"), "{}", why.text);
    assert!(why.thread.references.contains(first.thread.message_id.as_ref().unwrap()), "one thread");
    assert!(page(&agent, &ticket).await.text.contains("tidak dapat dicatat"));
    assert_eq!(stage(house, &ticket).await, Stage::InWork);

    let before = told(house, ticket.id).await.len();
    says(house, &first, "SELESAI: pohon sudah ditebang.\nDahan kami angkut.").await;
    assert_eq!(told(house, ticket.id).await.len(), before, "a colleague passes it on");
    assert_eq!(noticed(house, AGENT).await, ["agency_wrote"]);
    let note =
        house.number("SELECT message_id AS n FROM agency_word WHERE deed = 'answered'").await.to_string();
    let path = format!("/desk/{}/pass-on", ticket.id);
    let accepted =
        house.number("SELECT MIN(message_id) AS n FROM agency_word WHERE deed = 'accept'").await.to_string();
    assert_eq!(agent.post(&path, &[("message", &accepted)]).await.status, 404, "the word never goes on");
    assert_eq!(agent.post(&path, &[("message", &note)]).await.status, 200);
    assert_eq!(told(house, ticket.id).await.pop().unwrap(), "pohon sudah ditebang.\nDahan kami angkut.");
    assert_eq!(stage(house, &ticket).await, Stage::Answered);
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("instansi menerima laporan lewat surel"), "{audit}");
    house.work().await;
});

story!(an_agency_sends_it_back_by_a_word_with_a_reason, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    says(house, &first, "TOLAK").await;
    assert_eq!(stage(house, &ticket).await, Stage::Referred);
    assert!(refusal(house).expect("a reason").text.contains("Kata TOLAK memerlukan alasan"));
    says(house, &first, "Decline:\n\nIni jalan provinsi.\n\n--\nBudi").await;
    let after = again(house, ticket.id).await;
    assert_eq!((after.stage, after.agency_id), (Stage::Verified, ticket.agency_id));
    let shown = page(&house.staff(AGENT).await, &ticket).await.text;
    assert!(shown.contains("bukan wewenangnya") && shown.contains("Ini jalan provinsi."), "{shown}");
    // It is with others now: nothing moves, and the agency is told that, and no more.
    says(house, &first, "TERIMA").await;
    says(house, &first, "SELESAI: sudah").await;
    assert_eq!(stage(house, &ticket).await, Stage::Verified);
    let why = refusal(house).expect("a reason");
    assert!(why.text.contains("ada pada instansi lain") && !why.text.contains("/accept/"), "{}", why.text);
    assert!(!why.text.contains("Siti") && !why.text.contains("Terverifikasi"), "{}", why.text);
    assert_eq!(house.number(REFUSALS).await, 2, "one for each stage");
});

story!(only_the_agency_itself_acts_by_a_word, into_a_folder, async |house: &House| {
    let (ticket, first) = handed_over(house, about("ktp"), false).await;
    for (from, kind) in [
        ("orang@lain.test", InboundKind::Message),
        // Asked when the agency is late; decides nothing.
        ("kepala-dinas@damkar.test", InboundKind::Message),
        (OFFICE, InboundKind::Automatic),
    ] {
        for word in ["TERIMA", "TOLAK: bukan kami", "SELESAI: beres"] {
            write_back(house, &first, from, word, kind.clone()).await;
        }
        assert_eq!(stage(house, &ticket).await, Stage::Referred, "{from}");
    }
    // Whoever had the mailbox before has no say any more.
    answers_by_mail(house, "damkar", "baru@damkar.test", false).await;
    write_back(house, &first, OFFICE, "TERIMA", InboundKind::Message).await;
    assert_eq!(stage(house, &ticket).await, Stage::Referred);
    assert_eq!(house.number(REFUSALS).await, 0, "nobody of these is answered");
    write_back(house, &first, "Baru@Damkar.test", "accept", InboundKind::Message).await;
    assert_eq!(stage(house, &ticket).await, Stage::InWork);
    house.work().await;
});

story!(a_word_is_never_told_to_the_citizen, into_a_folder, async |house: &House| {
    let wishes = Wishes { is_anonymous: true, ..about("ktp") };
    let (ticket, first) = handed_over(house, wishes, true).await;
    let before = told(house, ticket.id).await;
    says(house, &first, "TERIMA: petugas berangkat").await;
    says(house, &first, "SELESAI").await;
    assert!(!refusal(house).expect("a reason").text.contains("Siti"));
    let after = told(house, ticket.id).await;
    for words in &after[before.len()..] {
        assert!(
            !words.contains("TERIMA") && !words.contains("SELESAI") && !words.contains("berangkat"),
            "{words}"
        );
    }
    says(house, &first, "DONE: Pohon sudah ditebang.").await;
    assert_eq!(told(house, ticket.id).await.pop().unwrap(), "Pohon sudah ditebang.");
    assert_eq!(stage(house, &ticket).await, Stage::Answered);
});
