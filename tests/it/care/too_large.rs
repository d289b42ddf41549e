//! Letters that are larger than we take: who sent one hears so, as they hear of a report, and nobody else.

use channels::{Attachment, Channel, Content, Identity, InboundKind};
use sahut::intake::Received;
use sahut::lines::Arrival;

use super::{comes, into_a_folder, letter};
use crate::story;
use crate::support::{House, said};

const TOLD: &str = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%31 MB%'";
const OUT: &str = "SELECT COUNT(*) AS n FROM message WHERE direction = 'out'";

fn large(from: &str, id: &str) -> Received {
    let mut received = letter(from, id);
    received.too_large(30 * 1024 * 1024 + 1);
    received
}

story!(who_sent_too_much_hears_so, into_a_folder, async |house: &House| {
    assert_eq!(comes(house, &large("siti@warga.test", "one@warga.test")).await, "new");
    assert_eq!((house.number(TOLD).await, house.number(OUT).await), (1, 2));
    let note = "SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body LIKE '%31 MB%'";
    assert_eq!(house.number(note).await, 1, "colleagues read it, too");
    let mut more = large("siti@warga.test", "two@warga.test");
    more.inbound.thread.references = vec!["one@warga.test".into()];
    assert_eq!(comes(house, &more).await, "joined");
    assert_eq!(house.number(TOLD).await, 2);

    // What the server takes for unwanted, and what a machine sends, is answered by a person.
    let mut junk = large("budi@warga.test", "three@warga.test");
    junk.arrival = Some(Arrival { mailbox: None, is_junk: true });
    assert_eq!(comes(house, &junk).await, "new");
    let mut machine = large("wati@warga.test", "four@warga.test");
    machine.inbound.kind = InboundKind::Automatic;
    assert_eq!(comes(house, &machine).await, "new");
    assert_eq!((house.number(TOLD).await, house.number(OUT).await), (2, 3));

    // A machine that does not say so, and answers every letter with a larger one.
    for n in 0..12 {
        comes(house, &large("mesin@kantor.test", &format!("m{n}@kantor.test"))).await;
    }
    assert_eq!(house.number(TOLD).await, 12, "ten an hour");
});

story!(a_film_that_is_too_large_is_told, into_a_folder, async |house: &House| {
    let mut film = said(Channel::Telegram, Identity::Telegram(77), "film", "Air keruh, lihat filmnya");
    film.inbound.thread.key = Some("77".into());
    film.inbound.attachments.push(Attachment {
        name: "film.mp4".into(),
        media_type: "video/mp4".into(),
        content: Content::Refused { size: 30 * 1024 * 1024 },
    });
    assert_eq!(comes(house, &film).await, "new");
    let told =
        "SELECT COUNT(*) AS n FROM message WHERE direction = 'out' AND body LIKE '%terlalu besar%20 MB%'";
    assert_eq!(house.number(told).await, 1);
    house.forget_jobs().await;
});
