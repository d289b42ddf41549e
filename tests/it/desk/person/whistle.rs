//! Somebody in an agency writes about what happens there, and asks to stay hidden: by mail with a signature, in
//! the form, in Telegram. Whoever may not know tries every way to find out who it is.

use channels::{Attachment, Channel, Content, Identity};
use sahut::auth::Role;
use sahut::ids::TicketId;
use sahut::intake::{Outcome, Received, receive, telegram};
use sahut::outbox;
use sahut::tickets::Ticket;
use serde_json::json;

use super::{again, care, from_mail, hire};
use crate::desk::{Report, report, rows, write};
use crate::portal::{fill, send};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, ROADS, SUPERVISOR, WATER};
use crate::support::people::token;

/// None of these may be read anywhere by somebody without the right.
const TRACES: [&str; 8] = [
    "Ratna",
    "Wulandari",
    "ratna.w@kantor.test",
    "kantor.test",
    "81298765432",
    "8129-8765-432",
    "770055",
    "Kasubbag",
];

const LETTER: &str = "From: Ratna Wulandari <ratna.w@kantor.test>\r\nTo: hotline@kota.test\r\n\
    Subject: Pungli di loket #anonim #rahasia - Ratna\r\nMessage-ID: <bocor-1@kantor.test>\r\n\
    Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n\
    --c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    Di loket air diminta uang tambahan setiap Senin.\r\nHubungi saya di 0812-9876-5432 bila perlu.\r\n\r\n\
    -- \r\nRatna Wulandari, Kasubbag Umum\r\n\r\nPada Jumat, Ratna Wulandari <ratna.w@kantor.test> menulis:\r\n\
    > From: Ratna Wulandari\r\n> lama\r\n\
    --c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Di loket air. <b>Ratna Wulandari</b></p>\r\n--c--\r\n\
    --b\r\nContent-Type: application/pdf; name=\"CV_Ratna_Wulandari.pdf\"\r\n\
    Content-Disposition: attachment; filename=\"CV_Ratna_Wulandari.pdf\"\r\n\r\n%PDF-1.4 /Author (Ratna)\r\n\
    --b\r\nContent-Type: image/png; name=\"Ratna.png\"\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename=\"Ratna.png\"\r\n\r\nPICTURE\r\n--b--\r\n";

/// A picture that says who drew it.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in
        [(b"IHDR", [0; 13].as_slice()), (b"tEXt", b"Author\0Ratna"), (b"IDAT", b"seen"), (b"IEND", b"")]
    {
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(body);
        bytes.extend([0; 4]);
    }
    bytes
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let word =
            three.iter().fold(0_u32, |word, byte| (word << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..4 {
            let digit = DIGITS[((word >> (18 - 6 * n)) & 63) as usize];
            text.push(if n > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

async fn only(house: &House, outcome: Outcome) -> Ticket {
    match outcome {
        Outcome::Opened { ticket, .. } => {
            house.app.db.read(async |tx| sahut::tickets::get(tx, ticket.id).await).await.expect("a ticket")
        }
        other => panic!("{other:?}"),
    }
}

async fn by_mail(house: &House) -> Ticket {
    let raw = LETTER.replace("PICTURE", &base64(&picture())).into_bytes();
    let inbound = channels::email::parse(&raw, &channels::email::Ours::default());
    assert_eq!(inbound.from, Identity::Email("ratna.w@kantor.test".into()));
    let mut received = Received::new(inbound, raw, "message/rfc822");
    // As whoever sorts the letters files it.
    received.wishes.category = Some("air".into());
    only(house, receive(&house.app, &received).await.expect("taken in")).await
}

async fn by_telegram(house: &House) -> Ticket {
    let person = json!({ "id": 770_055, "is_bot": false, "first_name": "Ratna", "last_name": "Wulandari", "language_code": "id" });
    let update = json!({ "update_id": 1, "message": {
        "message_id": 1, "from": person, "chat": { "id": 770_055, "type": "private", "first_name": "Ratna" },
        "date": 1_795_399_200, "text": "#anonim Air mati di kantor air karena pompa dijual. Ratna" } });
    only(house, telegram(&house.app, update.to_string().as_bytes()).await.expect("taken in")).await
}

async fn by_form(house: &House) -> Ticket {
    let visitor = house.visitor();
    let about = [
        ("email", "ratna.w@kantor.test"),
        ("name", "Ratna Wulandari"),
        ("phone", "0812-9876-5432"),
        ("anonymous", "1"),
        ("confidential", ""),
    ];
    fill(&visitor, "Pompa air dijual oleh kepala gudang.", &about).await;
    send(&visitor).await;
    let id =
        TicketId(house.number("SELECT id AS n FROM ticket WHERE channel = 'form' AND is_anonymous").await);
    house.app.db.read(async |tx| sahut::tickets::get(tx, id).await).await.expect("a ticket")
}

#[track_caller]
fn tells_nothing(place: &str, text: &str) {
    for trace in TRACES {
        let at = text.find(trace);
        assert!(
            at.is_none(),
            "{place} tells {trace}: …{}…",
            at.map_or("", |at| text.get(at.saturating_sub(80)..(at + 60).min(text.len())).unwrap_or(trace))
        );
    }
}

async fn files(house: &House) -> Vec<i64> {
    #[derive(sqlx::FromRow)]
    struct File {
        id: i64,
    }
    let select = sahut::db::select::Select::new("SELECT id FROM attachment", []);
    let found = house.app.db.read(async |tx| select.clone().fetch::<File>(tx).await).await.expect("files");
    assert_eq!(found.len(), 3);
    found.into_iter().map(|file| file.id).collect()
}

/// Every way somebody with a desk or a token has.
async fn nobody_finds_out(house: &House, email: &str, tickets: &[Ticket], named: &Ticket) {
    let who = house.staff(email).await;
    let mut pages = vec![
        "/desk".to_owned(),
        "/desk?view=unassigned".into(),
        "/desk?view=done".into(),
        "/desk?view=late".into(),
        "/desk?q=ratna.w@kantor.test".into(),
        "/desk?q=081298765432".into(),
        "/desk?q=Ratna".into(),
        "/desk/views".into(),
        "/desk/answers".into(),
        "/desk/notices".into(),
        "/desk/macros".into(),
        "/trends".into(),
        "/trends.csv".into(),
        "/admin".into(),
        "/admin/rejects".into(),
        "/admin/audit".into(),
        "/admin/limits".into(),
        "/admin/rights".into(),
    ];
    for ticket in tickets {
        pages.push(format!("/desk/{}", ticket.id));
        pages.push(format!("/desk?q={}", ticket.number));
        pages.push(format!("/desk/{}/here", ticket.id));
        pages.push(format!("/desk/{}/alike", ticket.id));
        pages.push(format!("/desk/{}/below/children", ticket.id));
        pages.push(format!("/desk/{}/below/merged", ticket.id));
        pages.push(format!("/admin/audit?about=ticket:{}", ticket.id));
    }
    for page in &pages {
        let seen = who.get(page).await;
        // What was typed into the search box stands in it.
        let text = seen.text.replace(page.split_once("q=").map_or("no search", |(_, typed)| typed), "");
        tells_nothing(&format!("{email} at {page}"), &text);
    }
    for file in files(house).await {
        for way in ["", "?inline=1"] {
            let got = who
                .client
                .get(format!("{}/desk/file/{file}{way}", house.url))
                .send()
                .await
                .expect("an answer");
            let head = format!("{:?}", got.headers());
            let body = got.bytes().await.expect("a body");
            tells_nothing(&format!("{email}: head of file {file}"), &head);
            tells_nothing(&format!("{email}: file {file}"), &String::from_utf8_lossy(&body));
        }
    }
    // Beside the named ticket nothing says that there are others.
    let beside = who.get(&format!("/desk/{}", named.id)).await;
    if beside.status == 200 {
        let (_, panel) = beside.text.split_once("id=\"person\"").expect("a panel");
        let (person, relations) =
            panel.split_once("id=\"relations\"").expect("what it has to do with others");
        for ticket in tickets {
            assert!(!person.contains(&ticket.number.to_string()), "{email}: {person}");
        }
        // Reports about the same matter are likened by their words, whoever wrote them; that it was the same
        // person is not said, and a confidential one is not there at all.
        assert!(!relations.contains("warga yang sama"), "{email}: {relations}");
        assert!(!relations.contains(&tickets[0].number.to_string()), "{email}: {relations}");
    }
    let token = token(house, email).await;
    let api = format!("{}/api/v1", house.url);
    let mut paths = vec!["/tickets".to_owned(), "/tickets?view=done".into()];
    for ticket in tickets {
        paths.push(format!("/tickets/{}", ticket.number));
        paths.push(format!("/tickets/{}/messages", ticket.number));
    }
    for path in paths {
        let got =
            reqwest::Client::new().get(format!("{api}{path}")).bearer_auth(&token).send().await.unwrap();
        tells_nothing(&format!("{email}: API {path}"), &got.text().await.unwrap());
    }
}

/// Whoever may know writes the name where colleagues read: into a hand-over, a label, what a supporting agency is
/// asked and answers, a note, an answer to many, a notice.
async fn colleagues_write_about_it(house: &House, tickets: &[Ticket]) {
    let supervisor = house.staff(SUPERVISOR).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let pupr = house.number("SELECT id AS n FROM agency WHERE code = 'pupr'").await.to_string();
    let id = async |email: &str| {
        let found =
            house.app.db.read(async |tx| sahut::auth::by_email(tx, email).await).await.expect("staff");
        found.expect("somebody").id
    };
    let (agent, head) = (id(AGENT).await.to_string(), id("kepala@kota.test").await.to_string());
    for ticket in tickets {
        let path = format!("/desk/{}", ticket.id);
        let to = if ticket.is_confidential { &head } else { &agent };
        let seen = again(house, ticket).await.assignee_id.map(|id| id.to_string()).unwrap_or_default();
        let given =
            [("to", to.as_str()), ("seen", &*seen), ("handover", "Serah terima: Ratna takut dikenali.")];
        assert_eq!(supervisor.post(&format!("{path}/assign"), &given).await.status, 200);
        let label = [("kind", "prank"), ("note", "Penanda: Wulandari menelepon juga.")];
        assert_eq!(care(&supervisor, ticket, "label", &label).await.status, 200);
        let helper = if ticket.agency_id.to_string() == pupr { &pdam } else { &pupr };
        let asked = [("agency", helper.as_str()), ("note", "Minta bantuan: jemput Ratna di kantor.")];
        assert_eq!(supervisor.post(&format!("{path}/support"), &asked).await.status, 200);
        let done = [("words", "Bantuan selesai: Ratna Wulandari sudah ditemui.")];
        assert_eq!(supervisor.post(&format!("{path}/support/{helper}/done"), &done).await.status, 200);
        let note = write(&supervisor, ticket, "note", "Catatan: @ayu Ratna bekerja di sana.", "stay").await;
        assert_eq!(note.status, 200, "{}", note.text);
        let told = [("text", "Kabar: terima kasih, Bu Ratna."), ("kind", "update")];
        assert_eq!(supervisor.post(&format!("{path}/tell"), &told).await.status, 200);
    }
    // All of it is there, or nothing below would be proven.
    let page = supervisor.get(&format!("/desk/{}", tickets[1].id)).await;
    for written in
        ["Serah terima: Ratna", "Penanda: Wulandari", "Minta bantuan: jemput Ratna", "Kabar: terima"]
    {
        assert!(page.text.contains(written), "{written}: {}", page.text);
    }
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", tickets[1].id)).await;
    for written in
        ["Serah terima: [", "Penanda: [", "Minta bantuan: jemput [", "Bantuan selesai: [", "Catatan: "]
    {
        assert!(page.text.contains(written), "{written}: {}", page.text);
    }
}

story!(nobody_learns_who_the_whistle_blower_is, async |house: &House| {
    hire(house, "kepala@kota.test", "Kepala Air", Role::AgencyHead, "pdam").await;
    hire(house, "koordinator@kota.test", "Koko Koordinator", Role::Coordinator, "kota").await;
    hire(house, "ketua@kota.test", "Keti Ketua", Role::TeamLeader, "kota").await;
    hire(house, "qa@kota.test", "Qori Mutu", Role::Qa, "kota").await;
    // The same person has an ordinary report, with the name under which officers know them.
    let plain = Report {
        from: Identity::Email("ratna.w@kantor.test".into()),
        name: Some("Budi"),
        channel: Channel::Email,
        ..Report::default()
    };
    let named = report(house, plain).await;
    let mail = by_mail(house).await;
    assert!(mail.is_anonymous && mail.is_confidential, "#anonim #rahasia");
    let chat = by_telegram(house).await;
    assert!(chat.is_anonymous && !chat.is_confidential);
    let form = by_form(house).await;
    assert!(form.is_anonymous);
    // An answer that comes back quotes the address.
    house
        .app
        .db
        .write(async |tx| {
            let by = sahut::auth::by_email(tx, SUPERVISOR).await?.expect("a supervisor").id;
            let message = outbox::reply(tx, &house.app.zone, mail.id, by, "Terima kasih.", &[]).await?;
            let message = sahut::conversations::message(tx, message).await?;
            let error = "550 5.1.1 <ratna.w@kantor.test>: unknown user Ratna";
            sahut::conversations::failed(tx, &message, error).await?;
            let data = json!({ "error": error });
            sahut::tickets::record(tx, mail.id, None, sahut::tickets::EventKind::Undelivered, data).await
        })
        .await
        .expect("an answer");
    assert_eq!(again(house, &mail).await.contact_id, named.contact_id, "one person");
    let tickets = [mail.clone(), chat.clone(), form.clone()];
    colleagues_write_about_it(house, &tickets).await;
    for email in
        [AGENT, WATER, ROADS, "kepala@kota.test", "koordinator@kota.test", "ketua@kota.test", "qa@kota.test"]
    {
        nobody_finds_out(house, email, &tickets, &named).await;
    }
    // Those words that are no names reach whoever deals with it.
    let head = house.staff("kepala@kota.test").await;
    let page = head.get(&format!("/desk/{}", mail.id)).await;
    assert!(
        page.text.contains("uang tambahan setiap Senin") && page.text.contains("[disembunyikan]"),
        "{}",
        page.text
    );
    // A picture is shown, without its author; a document is not.
    let picture =
        house.number("SELECT id AS n FROM attachment WHERE media_type = 'image/png' AND size > 60").await;
    let document = house.number("SELECT id AS n FROM attachment WHERE media_type = 'application/pdf'").await;
    let shown = head.client.get(format!("{}/desk/file/{picture}", house.url)).send().await.unwrap();
    assert_eq!(shown.status().as_u16(), 200);
    let bytes = shown.bytes().await.unwrap();
    assert!(bytes.windows(4).any(|part| part == b"seen"));
    let refused = head.get(&format!("/desk/file/{document}")).await;
    assert_eq!(refused.status, 403);
    // Blanks of canned answers, and every try to take it by hand.
    let agent = house.staff(AGENT).await;
    let fields =
        [("title", "Salam"), ("agency", ""), ("body_id", "Yth. {{ name }}: {{ subject }}"), ("body_en", "")];
    assert_eq!(agent.post("/desk/answers", &fields).await.status, 200);
    let answer = house.number("SELECT id AS n FROM answer").await;
    let words = agent.get(&format!("/desk/{}/answer/{answer}", chat.id)).await;
    assert_eq!(words.status, 200);
    tells_nothing("a canned answer", &words.text);
    for (what, fields) in [
        ("note", vec![("note", "x")]),
        ("language", vec![("language", "en")]),
        ("consent", vec![("kind", "share"), ("given", "1"), ("how", "x")]),
        ("merge", vec![("number", "x"), ("reason", "x")]),
        ("unmerge", vec![("merge", "1")]),
    ] {
        let number = named.number.to_string();
        let fields: Vec<(&str, &str)> = fields
            .into_iter()
            .map(|(name, value)| (name, if name == "number" { number.as_str() } else { value }))
            .collect();
        assert_eq!(care(&agent, &chat, what, &fields).await.status, 403, "{what}");
        if what == "merge" {
            assert_eq!(care(&agent, &named, what, &fields).await.status, 403, "from the other side");
        }
    }
    // Whoever may know knows, and is written down; nobody is written down twice in an hour.
    let seen = house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'").await;
    let knows = house.staff(ADMINISTRATOR).await;
    for _ in 0..3 {
        // What a request says of itself makes no difference.
        let page = knows.client.get(format!("{}/desk/{}", house.url, mail.id)).header("X-Sahut-Live", "1");
        let page = knows.answer(page).await;
        assert!(page.text.contains("ratna.w@kantor.test") && page.text.contains("Kasubbag"), "{}", page.text);
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'").await, seen + 1);
    assert_eq!(knows.get(&format!("/desk/file/{document}")).await.status, 200);
    let audit = knows.get(&format!("/admin/audit?about=ticket:{}", mail.id)).await;
    assert!(audit.text.contains("Surya Penyelia") && audit.text.contains("Kepala Air"), "{}", audit.text);
    house.forget_jobs().await;
});

story!(somebody_asks_to_be_hidden_later, async |house: &House| {
    let ticket =
        from_mail(house, "sari@contoh.test", "Sari Dewi", "Sari di sini: lampu mati. Telepon 021-555.").await;
    let other = from_mail(house, "sari@contoh.test", "Sari Dewi", "Jalan berlubang").await;
    let agent = house.staff(AGENT).await;
    let path = format!("/desk/{}", ticket.id);
    assert!(agent.get(&path).await.text.contains("Sari Dewi"));
    let pin = house
        .app
        .db
        .write(async |tx| {
            let pin = sahut::tickets::renew_pin(tx, &house.app.secret, ticket.id).await?;
            Ok(pin.tell().to_owned())
        })
        .await
        .expect("a PIN");
    let citizen = house.visitor();
    let number = ticket.number.to_string();
    assert_eq!(citizen.post("/track", &[("number", &number), ("pin", &pin)]).await.status, 200);
    let hidden = citizen.post(&format!("/track/{number}/hide"), &[]).await;
    assert!(hidden.text.contains("instansi tidak melihat siapa Anda"), "{}", hidden.text);
    assert!(again(house, &ticket).await.is_anonymous);
    let page = agent.get(&path).await;
    let main = page.text.split_once("<main").expect("a page").1;
    assert!(!main.contains("Sari") && main.contains("lampu mati"), "{main}");
    let list = agent.get("/desk").await;
    assert!(rows(&list).contains(&ticket.id.to_string()));
    assert!(
        agent.get(&format!("/desk/{}", other.id)).await.text.contains("Sari Dewi"),
        "the other one is as it was"
    );
    // Nobody undoes it, and a stranger without number and PIN cannot do it either.
    assert_eq!(house.visitor().post(&format!("/track/{}/hide", other.number), &[]).await.path, "/track");
    assert!(!again(house, &other).await.is_anonymous);
    // Staff do it for somebody who asks on the telephone; from then on they do not know either.
    assert_eq!(care(&agent, &other, "hide", &[]).await.status, 200);
    let page = agent.get(&format!("/desk/{}", other.id)).await;
    assert!(!page.text.split_once("<main").expect("a page").1.contains("Sari"), "{}", page.text);
    house.forget_jobs().await;
});

story!(a_voice_message_is_heard_without_its_tags, async |house: &House| {
    let file = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        content: Content::Bytes(bytes.to_vec()),
    };
    let sound = b"ID3\x04\0\0\0\0\0\x05Ratna\xff\xfb\x90\0sound".to_vec();
    let ticket = report(
        house,
        Report {
            from: Identity::Email("ratna@contoh.test".into()),
            name: Some("Ratna"),
            channel: Channel::Email,
            is_anonymous: true,
            attachments: vec![
                file("Ratna.mp3", "audio/mpeg", &sound),
                file("b.pdf", "application/pdf", b"%PDF-1.7 /Author (Ratna)"),
            ],
            ..Report::default()
        },
    )
    .await;
    let agent = house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await;
    assert!(page.text.contains("mungkin menyebut pembuatnya"), "the other file says why it is not there");
    let heard = house.number("SELECT id AS n FROM attachment WHERE media_type = 'audio/mpeg'").await;
    let got = agent.client.get(format!("{}/desk/file/{heard}?inline=1", house.url)).send().await.unwrap();
    assert_eq!(got.status().as_u16(), 200);
    assert_eq!(got.bytes().await.unwrap().as_ref(), b"\xff\xfb\x90\0sound");
    let kept = house.number("SELECT id AS n FROM attachment WHERE media_type = 'application/pdf'").await;
    assert_eq!(agent.get(&format!("/desk/file/{kept}")).await.status, 403);
    house.forget_jobs().await;
});
