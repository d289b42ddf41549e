//! Letters to agencies about citizens who are not named there: neither in their words, nor in their files, nor
//! when they write again.

use channels::{Attachment, Content, Inbound, InboundKind, Place, Thread};
use sahut::db::select::Select;
use sahut::intake::{self, Received, Wishes};
use sahut::tickets::life::Stage;

use super::{about, again, answers_by_mail, into_a_folder, letter, letters_to, refer, report, step};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};

const OFFICE: &str = "dinas@damkar.test";
const RATNA: &str = "ratna.w@kantor.test";

const TRACES: [&str; 5] = ["Ratna", "Wulandari", "ratna.w", "kantor.test", "Kasubbag"];

#[track_caller]
fn tells_nothing(what: &str, text: &str) {
    for trace in TRACES {
        assert!(!text.contains(trace), "{what} tells {trace}: {text}");
    }
}

fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> Attachment {
    Attachment { name: name.into(), media_type: media_type.into(), content: Content::Bytes(bytes) }
}

/// A picture that says who drew it.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let parts: [(&[u8], &[u8]); 4] =
        [(b"IHDR", &[0; 13]), (b"tEXt", b"Author\0Ratna"), (b"IDAT", b"seen"), (b"IEND", b"")];
    for (kind, body) in parts {
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(body);
        bytes.extend([0; 4]);
    }
    bytes
}

fn from_ratna(subject: &str, text: &str, thread: Thread) -> Inbound {
    let mut inbound = letter(RATNA, subject, text, thread);
    inbound.from_name = Some("Ratna Wulandari".into());
    inbound
}

fn told() -> Inbound {
    let words = "Saya Ratna Wulandari. Di loket ada pungli.\nHormat saya,\nR. W., Kasubbag Umum";
    let mut inbound = from_ratna("Pungli, dari Ratna", words, Thread::default());
    inbound.place = Some(Place {
        latitude: -6.2,
        longitude: 106.8,
        label: Some("Samping rumah Ratna, Jalan Melati".into()),
    });
    inbound.attachments = vec![
        file("Ratna_Wulandari.png", "image/png", picture()),
        file("CV_Ratna.pdf", "application/pdf", b"%PDF-1.4 /Author (Ratna)".to_vec()),
    ];
    inbound
}

/// The letter as it left: words, head, names and bytes of files.
#[track_caller]
fn tells_nothing_at_all(letter: &Inbound) {
    tells_nothing("the subject", letter.subject.as_deref().unwrap_or_default());
    tells_nothing("the letter", &letter.text);
    for file in &letter.attachments {
        tells_nothing("a file's name", &file.name);
        let Content::Bytes(bytes) = &file.content else { panic!("no bytes") };
        tells_nothing("a file", &String::from_utf8_lossy(bytes));
    }
}

story!(a_letter_about_somebody_unnamed_does_not_name_them, into_a_folder, async |house: &House| {
    answers_by_mail(house, "damkar", OFFICE, false).await;
    let supervisor = house.staff(SUPERVISOR).await;
    for wishes in
        [Wishes { is_anonymous: true, ..about("ktp") }, Wishes { is_confidential: true, ..about("ktp") }]
    {
        let is_anonymous = wishes.is_anonymous;
        let ticket = report(house, told(), wishes).await;
        refer(house, &supervisor, ticket.id, "damkar", "Ratna minta namanya dirahasiakan.").await;
        house.work().await;
        let sent = letters_to(house, OFFICE).pop().expect("a letter");
        tells_nothing_at_all(&sent);
        for words in
            ["Di loket ada pungli.", "minta namanya dirahasiakan", "Jalan Melati", "1 berkas tidak kami"]
        {
            assert!(sent.text.contains(words), "{words}: {}", sent.text);
        }
        let [shown] = sent.attachments.as_slice() else { panic!("{:?}", sent.attachments) };
        let Content::Bytes(bytes) = &shown.content else { panic!("no bytes") };
        assert!(
            bytes.windows(4).any(|part| part == b"seen")
                && shown.name.rsplit_once('.').is_some_and(|(_, kind)| kind == "png")
        );
        // The page behind its links.
        let link = sent.text.lines().find_map(|line| line.trim().split_once("/agency/")).expect("a link").1;
        let page = house.visitor().get(&format!("/agency/{link}")).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(&ticket.number.to_string()));
        tells_nothing("the page", &page.text);

        // The agency writes back: whoever passes its words on reads them, the last line, too.
        let thread =
            Thread { references: vec![sent.thread.message_id.clone().unwrap()], ..Thread::default() };
        let mut back = letter(OFFICE, "Re", "Terima kasih.\nLoketnya sudah kami periksa.", thread);
        back.kind = InboundKind::Message;
        let received = Received::new(back, b"raw".to_vec(), "message/rfc822");
        assert_eq!(intake::receive(&house.app, &received).await.unwrap().code(), "noted");
        if is_anonymous {
            let page = house.staff(AGENT).await.get(&format!("/desk/{}", ticket.id)).await;
            assert!(page.text.contains("Loketnya sudah kami periksa."), "{}", page.text);
            let main = page.text.split_once("<main").expect("a page").1;
            tells_nothing("the agent's page", main);
        }

        // Not content: what they write now goes to the agency in the same way, and their PIN to nobody.
        assert_eq!(step(&supervisor, ticket.id, "answer", "Sudah diperiksa.").await.status, 200);
        house.work().await;
        let answer = letters_to(house, RATNA).pop().expect("an answer");
        let renew = async |tx: &mut sahut::db::Tx| {
            let pin = sahut::tickets::renew_pin(tx, &house.app.secret, ticket.id).await?;
            Ok(pin.tell().to_owned())
        };
        let pin = house.app.db.write(renew).await.expect("a PIN");
        let words =
            format!("Belum selesai. PIN saya {pin}. Salam dari Ratna Wulandari di ratna.w@kantor.test.");
        let thread = Thread { references: vec![answer.thread.message_id.unwrap()], ..Thread::default() };
        let received = Received::new(from_ratna("Re", &words, thread), b"raw".to_vec(), "message/rfc822");
        assert_eq!(intake::receive(&house.app, &received).await.unwrap().code(), "joined");
        assert_eq!(again(house, ticket.id).await.stage, Stage::Returned);
        let clear = "SELECT COUNT(*) AS n FROM agency_letter WHERE words LIKE '%' || $1 || '%'";
        let clear = Select::new(clear, [pin.as_str().into()]);
        let clear = house.app.db.read(async |tx| clear.clone().number(tx).await).await.expect("a number");
        assert_eq!(clear, 0, "a PIN is kept nowhere in clear");
        house.work().await;
        let sent = letters_to(house, OFFICE).pop().expect("a second letter");
        assert!(sent.text.contains("Belum selesai."), "{}", sent.text);
        assert!(!sent.text.contains(&pin), "{}", sent.text);
        tells_nothing_at_all(&sent);
        if is_anonymous {
            let stored = "SELECT COUNT(*) AS n FROM agency_letter WHERE kind = 'reopened' AND words LIKE '%Wulandari%'";
            assert_eq!(house.number(stored).await, 0);
        }
    }
    house.forget_jobs().await;
});

/// The files of a ticket that somebody without the right sees: their names on the page, and what their
/// addresses hand over.
async fn tells_in_no_file(house: &House, ticket: sahut::ids::TicketId) {
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{ticket}")).await.text;
    tells_nothing("the agent's page", page.split_once("<main").expect("a page").1);
    let files =
        house.app.db.read(async |tx| sahut::conversations::attachments(tx, ticket).await).await.unwrap();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let got = agent.get(&format!("/desk/file/{}", file.id)).await;
        if file.media_type == "image/png" {
            assert_eq!(got.status, 200);
            tells_nothing("a file", &got.text);
        } else {
            assert_eq!(got.status, 403, "{file:?}");
        }
    }
}

story!(files_that_come_back_through_an_agency_name_nobody, into_a_folder, async |house: &House| {
    answers_by_mail(house, "damkar", OFFICE, false).await;
    let supervisor = house.staff(SUPERVISOR).await;
    let ticket = report(house, told(), Wishes { is_anonymous: true, ..about("ktp") }).await;
    refer(house, &supervisor, ticket.id, "damkar", "Mohon diperiksa.").await;
    house.work().await;
    let sent = letters_to(house, OFFICE).pop().expect("a letter");
    let ours = sent.thread.message_id.clone().unwrap();
    // The citizen answers the agency's letter, which somebody there passed on to them; then the agency answers
    // with the same files.
    for from in [RATNA, OFFICE] {
        let thread = Thread { references: vec![ours.clone()], ..Thread::default() };
        let mut back = letter(from, "Re", "Ini buktinya.", thread);
        back.attachments = vec![
            file("Ratna_lagi.png", "image/png", picture()),
            file("Surat_Ratna.pdf", "application/pdf", b"%PDF-1.4 /Author (Ratna)".to_vec()),
        ];
        let received = Received::new(back, b"raw".to_vec(), "message/rfc822");
        assert_eq!(intake::receive(&house.app, &received).await.unwrap().code(), "noted");
        tells_in_no_file(house, ticket.id).await;
    }
    // What a colleague passes on is what the agency sent.
    let note =
        house.number("SELECT message_id AS n FROM agency_word WHERE kind = 'answer'").await.to_string();
    let path = format!("/desk/{}/pass-on", ticket.id);
    assert_eq!(supervisor.post(&path, &[("message", &note)]).await.status, 200);
    tells_in_no_file(house, ticket.id).await;
    house.forget_jobs().await;
});
