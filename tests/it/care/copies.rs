//! Who else was in the citizen's letter, and what they get and say.

use channels::{Identity, Person};
use sahut::intake::Received;

use super::{answer, comes, into_a_folder, left, letter};
use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, SUPERVISOR};

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

    // Who had the copy answers all: it joins, under their own name. A neighbour who only read along does not.
    let ours = id(&left(house).into_iter().find(|letter| letter.contains("Tim kami")).unwrap()).unwrap();
    let ours = ours.trim_start_matches("Message-ID:").trim().trim_matches(['<', '>']).to_owned();
    let from = |address: &str, name: &str, id: &str| {
        let mut received = letter(address, id);
        received.inbound.from = Identity::Email(address.into());
        received.inbound.from_name = Some(name.into());
        received.inbound.thread.references = vec![ours.clone()];
        received.inbound.text = "Warga kami sudah dua hari tanpa air. #anonim".into();
        received
    };
    assert_eq!(
        comes(house, &from("lurah@kelurahan.test", "Lurah Melati", "two@kelurahan.test")).await,
        "joined"
    );
    assert_eq!(comes(house, &from("tetangga@warga.test", "Budi", "three@warga.test")).await, "new");
    let shown = agent.get(&page).await.text;
    assert!(shown.contains("<b>Lurah Melati &#60;lurah@kelurahan.test&#62;</b>"), "{shown}");
    assert_eq!(
        house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_anonymous").await,
        1,
        "the neighbour hides themselves; nobody hides the citizen for them"
    );
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
        assert_eq!(answer(house, &who, ticket, &fields).await, 403, "{email}");
    }
    assert!(left(house).iter().all(|letter| !letter.contains("lurah@")));
});
