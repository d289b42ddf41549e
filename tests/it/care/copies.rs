//! Who else was in the citizen's letter, and what they get and say.

use channels::{Attachment, Content, Identity, Person};
use sahut::clock::{DAY, HOUR};
use sahut::ids::TicketId;
use sahut::intake::{self, Received};
use serde_json::Value;

use super::{about, answer, comes, into_a_folder, left, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};
use crate::support::house::Visitor;
use crate::support::people::{QA, hire_reader, number_and_pin, token};

fn to_others(mut received: Received, others: &[(&str, Option<&str>)]) -> Received {
    let mail = received.inbound.mail.as_mut().expect("a letter");
    mail.others = others
        .iter()
        .map(|(address, name)| Person { address: (*address).into(), name: name.map(str::to_owned) })
        .collect();
    received
}

const OTHERS: [(&str, Option<&str>); 2] =
    [("lurah@kelurahan.test", Some("Pak Lurah")), ("tetangga@warga.test", None)];

story!(a_copy_goes_to_whom_staff_tick, into_a_folder, async |house: &House| {
    comes(house, &to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS)).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let page = format!("/desk/{ticket}");
    let agent = house.staff(AGENT).await;
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("Pak Lurah &#60;lurah@kelurahan.test&#62;"), "{shown}");
    assert!(!shown.contains("name=\"copy\" value=\"lurah@kelurahan.test\" checked"), "nobody by itself");

    // Only those: whoever else is named in the form gets nothing, and nothing is sent at all.
    let strange = [("body", "Untuk siapa?"), ("copy", "orang@lain.test")];
    assert_eq!(answer(house, &agent, ticket, &strange).await, 422);
    let fields = [("body", "Tim kami berangkat."), ("copy", "lurah@kelurahan.test")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 200);
    let letters = left(house);
    assert!(letters.iter().all(|letter| !letter.contains("Untuk siapa?")));
    let copies: Vec<_> = letters.iter().filter(|letter| letter.contains("Tim kami berangkat.")).collect();
    assert_eq!(copies.len(), 2, "one for the citizen, one for the copy");
    let id = |letter: &str| letter.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned);
    assert_eq!(id(copies[0]), id(copies[1]), "to its readers it is one letter");
    for copy in copies {
        assert!(
            copy.contains("siti@warga.test") && copy.contains("Cc: ") && copy.contains("lurah@"),
            "{copy}"
        );
        assert!(!copy.contains("tetangga@"), "{copy}");
        assert!(copy.contains("References: <one@warga.test>"), "{copy}");
    }
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("Tembusan kepada Pak Lurah"), "{shown}");
    assert!(shown.contains("name=\"copy\" value=\"lurah@kelurahan.test\" checked"), "ticked again next time");

    // Who had the copy answers all: it joins, under their own name. Somebody who was in no letter does not.
    let ours = id(&left(house).into_iter().find(|letter| letter.contains("Tim kami")).unwrap()).unwrap();
    let ours = ours.trim_start_matches("Message-ID:").trim().trim_matches(['<', '>']).to_owned();
    let from = |address: &str, name: &str, id: &str| {
        let mut received = letter(address, id);
        received.inbound.from = Identity::Email(address.into());
        received.inbound.from_name = Some(name.into());
        received.inbound.thread.references = vec![ours.clone()];
        received.inbound.text = "Warga kami sudah dua hari tanpa air. #anonim".into();
        received.inbound.attachments = vec![Attachment {
            name: "catatan-lurah.txt".into(),
            media_type: "text/plain".into(),
            content: Content::Bytes(b"hanya untuk hotline".to_vec()),
        }];
        received
    };
    assert_eq!(
        comes(house, &from("lurah@kelurahan.test", "Lurah Melati", "two@kelurahan.test")).await,
        "joined"
    );
    not_the_citizens(house, ticket).await;
    assert_eq!(comes(house, &from("orang@lain.test", "Budi", "three@lain.test")).await, "new");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("<b>Lurah Melati &#60;lurah@kelurahan.test&#62;</b>"), "{shown}");
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous").await,
        1,
        "the stranger hides themselves; nobody hides the citizen for them"
    );
});

/// What the guest wrote is not on the citizen's page, and programs learn whose it is.
async fn not_the_citizens(house: &House, ticket: i64) {
    let file = house.number("SELECT id AS n FROM attachment WHERE name = 'catatan-lurah.txt'").await;
    let siti = house.visitor();
    let number = opens(house, &siti, ticket).await;
    let page = siti.get(&format!("/track/{number}")).await;
    assert!(page.text.contains("Air di Jalan Melati mati"), "{}", page.text);
    assert!(!page.text.contains("Warga kami") && !page.text.contains("catatan-lurah"), "{}", page.text);
    assert_eq!(siti.get(&format!("/track/{number}/file/{file}")).await.status, 404);
    reader(house).await;
    for (email, named) in [(AGENT, "Lurah Melati <lurah@kelurahan.test>"), (QA, "[")] {
        let token = token(house, email).await;
        let path = format!("{}/api/v1/tickets/{number}/messages", house.url);
        let answer = reqwest::Client::new().get(path).bearer_auth(token).send().await.expect("an answer");
        let read: Value = serde_json::from_str(&answer.text().await.expect("a text")).expect("JSON");
        let writers: Vec<&Value> = read["messages"]
            .as_array()
            .unwrap_or_else(|| panic!("{read}"))
            .iter()
            .map(|one| &one["writer"])
            .collect();
        let named: Vec<_> =
            writers.iter().filter_map(|writer| writer.as_str()).map(|who| who.starts_with(named)).collect();
        assert_eq!(named, [true], "{email}: {writers:?}");
    }
}

/// The citizen opens the page of their report; gives its number.
async fn opens(house: &House, citizen: &Visitor, ticket: i64) -> String {
    let (number, pin) = number_and_pin(house, TicketId(ticket)).await;
    let page = citizen.post("/track", &[("number", &number), ("pin", &pin)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    number
}

/// Somebody who reads everything and may know nobody.
async fn reader(house: &House) -> Visitor {
    hire_reader(house).await;
    house.staff(QA).await
}

/// An answer that nobody has sent yet, with a copy to the lurah.
async fn answer_unsent(agent: &Visitor, ticket: i64, file: Option<&'static str>) {
    let mut form = reqwest::multipart::Form::new()
        .text("csrf", agent.csrf().await)
        .text("kind", "reply")
        .text("body", "Tim kami berangkat.")
        .text("copy", "lurah@kelurahan.test");
    if let Some(words) = file {
        form = form.part("files", reqwest::multipart::Part::text(words).file_name("jadwal.txt"));
    }
    let request = agent.client.post(format!("{}/desk/{ticket}/message", agent.url)).multipart(form);
    assert_eq!(agent.answer(request).await.status, 200);
}

story!(a_copy_that_waits_stays_when_the_citizen_hides, into_a_folder, async |house: &House| {
    comes(house, &to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS)).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    answer_unsent(&agent, ticket, None).await;
    let mut hides = letter("siti@warga.test", "two@warga.test");
    hides.inbound.thread.references = vec!["one@warga.test".into()];
    hides.inbound.text = "Mohon nama saya jangan disebut. #anonim".into();
    assert_eq!(intake::receive(&house.app, &hides).await.expect("taken in").code(), "joined");
    house.work().await;
    let letters = left(house);
    let sent: Vec<_> = letters.iter().filter(|letter| letter.contains("Tim kami berangkat.")).collect();
    assert_eq!(sent.len(), 1, "the citizen's own");
    assert!(!sent[0].contains("lurah@"), "{}", sent[0]);
    let shown = house.staff(SUPERVISOR).await.get(&format!("/desk/{ticket}")).await.text;
    assert!(!shown.contains("sedang dikirim"), "{shown}");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message_copy WHERE state = 'failed'").await, 1);
});

story!(a_copy_that_can_never_leave_says_so, into_a_folder, async |house: &House| {
    comes(house, &to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS)).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    answer_unsent(&house.staff(AGENT).await, ticket, Some("Senin sampai Jumat")).await;
    // The file is lost before anything leaves.
    std::fs::remove_dir_all(house.folder.path().join("files")).expect("files");
    for _ in 0..40 {
        house.work().await;
        house.app.db.clock.advance(4 * HOUR);
    }
    house.app.db.clock.advance(DAY);
    let shown = house.staff(AGENT).await.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("Tembusan kepada Pak Lurah") && !shown.contains("sedang dikirim"), "{shown}");
    assert!(shown.contains("Tembusan tidak sampai"), "{shown}");
});

story!(the_history_tells_whose_exemplar_came_back, into_a_folder, async |house: &House| {
    comes(house, &to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS)).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let page = format!("/desk/{ticket}");
    let agent = house.staff(AGENT).await;
    let fields = [("body", "Tim kami berangkat."), ("copy", "lurah@kelurahan.test")];
    assert_eq!(answer(house, &agent, ticket, &fields).await, 200);
    let back = about(house, 1, "lurah@kelurahan.test", "5.5.0", None).await;
    assert_eq!(comes(house, &back).await, "noted");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("Tembusan tidak sampai: 550 5.5.0 mailbox of lurah@kelurahan.test"), "{shown}");
    assert!(!shown.contains("Jawaban tidak sampai ke warga"), "{shown}");
    // Who the others are is told to nobody who may not know the citizen.
    let mut hides = letter("siti@warga.test", "two@warga.test");
    hides.inbound.thread.references = vec!["one@warga.test".into()];
    hides.inbound.text = "Jangan sebut saya maupun Pak Lurah. #anonim".into();
    assert_eq!(comes(house, &hides).await, "joined");
    for who in [agent, reader(house).await] {
        let shown = who.get(&page).await.text;
        assert!(shown.contains("Tembusan tidak sampai: 550 5.5.0 mailbox of"), "{shown}");
        assert!(!shown.to_lowercase().contains("lurah"), "{shown}");
    }
});

story!(copies_of_what_is_hidden_go_to_nobody, into_a_folder, async |house: &House| {
    let mut hidden = to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS);
    hidden.inbound.text = "Petugas minta uang. #anonim".into();
    comes(house, &hidden).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    for email in [AGENT, SUPERVISOR] {
        let who = house.staff(email).await;
        let shown = who.get(&format!("/desk/{ticket}")).await.text;
        assert!(!shown.contains("lurah@") && !shown.contains("name=\"copy\""), "{email}: {shown}");
        let fields = [("body", "Kami periksa."), ("copy", "lurah@kelurahan.test")];
        assert_eq!(answer(house, &who, ticket, &fields).await, 422, "{email}");
    }
    assert!(left(house).iter().all(|letter| !letter.contains("lurah@")));
});

story!(whom_the_citizen_wrote_to_joins_before_anybody_ticks_them, into_a_folder, async |house: &House| {
    comes(house, &to_others(letter("siti@warga.test", "one@warga.test"), &OTHERS)).await;
    let ticket = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let told = left(house).len();
    let answers_all = |address: &str, id: &str| {
        let mut received = letter(address, id);
        received.inbound.from_name = Some("Budi".into());
        received.inbound.thread.references = vec!["one@warga.test".into()];
        received.inbound.text = "Di rumah saya juga mati.".into();
        received
    };
    assert_eq!(comes(house, &answers_all("tetangga@warga.test", "two@warga.test")).await, "joined");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(left(house).len(), told, "nothing answers them by itself, and nobody is told a PIN");
    let shown = house.staff(AGENT).await.get(&format!("/desk/{ticket}")).await.text;
    assert!(shown.contains("<b>Budi &#60;tetangga@warga.test&#62;</b>"), "{shown}");
    // Who was in no letter of the citizen's does not join by quoting one.
    assert_eq!(comes(house, &answers_all("orang@lain.test", "three@lain.test")).await, "new");
});
