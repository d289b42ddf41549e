//! Somebody asks that what is kept of them is erased: nothing of it stands anywhere any more, and the matter remains.

use channels::{Attachment, Channel, Content, Identity};
use sahut::clock::{HOUR, SECOND};
use sahut::contacts;
use sahut::db::select::Select;
use sahut::ids::TicketId;
use sahut::intake::{self, Outcome, Received};
use sahut::nuisance::Kind;

use super::*;
use crate::story;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::said;

const SITI: &str = "siti.rahma@warga.test";
const PHOTO: &[u8] = b"%PDF-1.7\nhanya Siti yang mengirim ini";
const SHARED: &[u8] = b"%PDF-1.7\nini dikirim dua orang";
/// What nobody may find any more.
const TELLING: [&str; 7] =
    ["siti.rahma", "Siti Rahma", "Kenanga", "0812345678", "asma saya", "Bu Sitti", "bukti-siti"];
const SURE: [(&str, &str); 2] =
    [("reason", "Surat permohonan tertanggal 3 Agustus, KTP ditunjukkan"), ("sure", "1")];

fn letter(from: &str, name: &str, id: &str, text: &str, files: &[(&str, &[u8])]) -> Received {
    let mut letter = said(Channel::Email, Identity::Email(from.into()), id, text);
    letter.inbound.from_name = Some(name.into());
    letter.inbound.subject = Some(format!("Laporan {name}"));
    letter.raw = format!("From: {from}\r\n\r\n{text}").into_bytes();
    letter.inbound.attachments = files
        .iter()
        .map(|(name, bytes)| Attachment {
            name: (*name).into(),
            media_type: "application/pdf".into(),
            content: Content::Bytes(bytes.to_vec()),
        })
        .collect();
    letter
}

async fn comes(house: &House, received: &Received) -> Option<Ticket> {
    match intake::receive(&house.app, received).await.expect("taken in") {
        Outcome::Opened { ticket, .. } | Outcome::Joined { ticket, .. } => Some(*ticket),
        _ => None,
    }
}

async fn is_postgres(house: &House) -> bool {
    house.app.db.read(async |tx| Ok(tx.is_postgres())).await.unwrap()
}

/// Tables and columns in which something can be read.
async fn columns(house: &House) -> Vec<(String, String)> {
    #[derive(sqlx::FromRow)]
    struct Column {
        t: String,
        c: String,
    }
    let sql = if is_postgres(house).await {
        "SELECT CAST(table_name AS text) AS t, CAST(column_name AS text) AS c FROM information_schema.columns
         WHERE table_schema = 'public'"
    } else {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    };
    let found = house.app.db.read(async |tx| Select::new(sql, []).fetch::<Column>(tx).await).await.unwrap();
    assert!(found.len() > 200, "{}", found.len());
    found.into_iter().map(|column| (column.t, column.c)).collect()
}

/// Where one of these words stands, in clear or among bytes.
async fn places(house: &House) -> Vec<String> {
    let mut places = Vec::new();
    for (table, column) in columns(house).await {
        let sql = if is_postgres(house).await {
            format!(
                "SELECT COUNT(*) AS n FROM \"{table}\" WHERE CAST(\"{column}\" AS text) LIKE $1 OR CAST(\"{column}\" AS text) LIKE $2"
            )
        } else {
            format!(
                "SELECT COUNT(*) AS n FROM \"{table}\" WHERE CAST(\"{column}\" AS text) LIKE $1 OR $2 = ''"
            )
        };
        let sql: &'static str = sql.leak();
        for word in TELLING {
            let hex = word.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
            let (clear, hidden) = (format!("%{word}%"), format!("%{hex}%"));
            let args = [clear.as_str().into(), hidden.as_str().into()];
            let n =
                house.app.db.read(async |tx| Select::new(sql, args.clone()).number(tx).await).await.unwrap();
            if n > 0 {
                places.push(format!("{table}.{column}: {word}"));
            }
        }
    }
    places
}

async fn close(agent: &Visitor, supervisor: &Visitor, ticket: TicketId) {
    let step = format!("/desk/{ticket}/step");
    agent.post(&step, &[("step", "start")]).await;
    agent.post(&step, &[("step", "answer"), ("reason", "Sudah diperbaiki di Gang Kenanga")]).await;
    supervisor.post(&step, &[("step", "close"), ("reason", "Bu Sitti sudah puas")]).await;
}

async fn all_leaves(house: &House) {
    for _ in 0..3 {
        house.work().await;
        house.app.db.clock.advance(5 * SECOND);
    }
    house.work().await;
}

async fn stage(house: &House, ticket: TicketId) -> String {
    let read = house.app.db.read(async |tx| sahut::tickets::get(tx, ticket).await).await.unwrap();
    read.stage.to_string()
}

fn by_file(config: &mut sahut::config::Config) {
    let folder = config.data_dir.join("outbox");
    std::fs::create_dir_all(&folder).expect("a folder");
    config.smtp_url = Some(format!("file://{}", folder.display()).into());
}

story!(nothing_of_an_erased_citizen_stands_anywhere, by_file, async |house: &House| {
    let files = [("bukti-siti.pdf", PHOTO), ("sama.pdf", SHARED)];
    let first = letter(
        SITI,
        "Siti Rahma",
        "one@warga.test",
        "Pipa bocor di Gang Kenanga 3, asma saya kambuh",
        &files,
    );
    let ticket = comes(house, &first).await.expect("a ticket");
    comes(house, &letter("budi@warga.test", "Budi", "two@warga.test", "Jalan rusak", &[("b.pdf", SHARED)]))
        .await;
    let called =
        said(Channel::Voice, Identity::Phone("+620812345678".into()), "call:1", "Ini saya, Siti Rahma");
    let call = comes(house, &called).await.expect("a ticket");
    all_leaves(house).await;

    // Everything that staff write about her on the way.
    let (agent, supervisor, admin) =
        (house.staff(AGENT).await, house.staff(SUPERVISOR).await, house.staff(ADMINISTRATOR).await);
    let message = format!("/desk/{}/message", ticket.id);
    agent.post(&message, &[("kind", "note"), ("body", "Bu Sitti minta ditelepon ke 0812345678")]).await;
    agent
        .post(&message, &[("kind", "reply"), ("body", "Halo Bu Siti Rahma, Gang Kenanga sedang dikerjakan")])
        .await;
    care(&agent, &ticket, "note", &[("note", "Siti Rahma sulit mendengar")]).await;
    care(
        &agent,
        &ticket,
        "consent",
        &[("kind", "publish"), ("given", "1"), ("how", "kata Siti Rahma di telepon")],
    )
    .await;
    let kind = Kind::Accidental.code();
    care(&agent, &ticket, "label", &[("kind", kind), ("note", "Siti Rahma terpencet")]).await;
    agent.post(&format!("/desk/{}/place", ticket.id), &[("place", "Gang Kenanga 5, rumah Bu Sitti")]).await;
    agent.post(&format!("/desk/{}/draft", ticket.id), &[("body", "Draf untuk Siti Rahma")]).await;
    let number = call.number.to_string();
    let merged =
        care(&supervisor, &ticket, "merge", &[("number", &number), ("reason", "suara Siti Rahma")]).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    let more = letter(SITI, "Bu Sitti", "three@warga.test", "Masih bocor. asma saya makin parah", &[]);
    let more = comes(house, &more).await.expect("a ticket");
    all_leaves(house).await;
    assert!(places(house).await.len() > 20, "{:#?}", places(house).await);

    // Who may not, and what has to be finished first.
    assert_eq!(care(&agent, &ticket, "erase", &SURE).await.status, 403);
    assert_eq!(care(&supervisor, &ticket, "erase", &SURE).await.status, 403);
    assert!(!supervisor.get(&format!("/desk/{}", ticket.id)).await.text.contains("person-erase"));
    let early = care(&admin, &ticket, "erase", &SURE).await;
    assert!(
        early.status == 422 && early.text.contains("Masih ada laporannya yang belum selesai"),
        "{}",
        early.text
    );
    assert!(panel(&early).contains("Surat permohonan"), "what was typed stays");
    for one in [ticket.id, call.id, more.id] {
        close(&agent, &supervisor, one).await;
        assert_eq!(stage(house, one).await, "closed");
    }
    let leaving = care(&admin, &ticket, "erase", &SURE).await;
    assert!(leaving.text.contains("belum terkirim"), "{} {}", leaving.status, panel(&leaving));
    all_leaves(house).await;
    let unsure = care(&admin, &ticket, "erase", &SURE[..1]).await;
    assert!(unsure.status == 422 && unsure.text.contains("Centang bahwa"), "{}", unsure.text);
    let why = care(&admin, &ticket, "erase", &[("reason", " "), ("sure", "1")]).await;
    assert!(why.status == 422 && why.text.contains("Tulis siapa yang meminta"), "{}", why.text);

    // Putting the same bytes again tells the key.
    let photo = house.app.files.put(PHOTO.to_vec()).await.unwrap();
    let shared = house.app.files.put(SHARED.to_vec()).await.unwrap();
    let erased = care(&admin, &ticket, "erase", &SURE).await;
    assert_eq!(erased.status, 200, "{}", erased.text);
    assert_eq!(places(house).await, Vec::<String>::new());
    let page = admin.get(&format!("/desk/{}", ticket.id)).await;
    assert!(panel(&page).contains("Semua data dirinya sudah dihapus"), "{}", panel(&page));
    assert!(page.text.contains("menghapus data diri penulisnya") && page.text.contains("[dihapus · erased]"));
    assert_eq!(stage(house, ticket.id).await, "closed");
    let audit = admin.get("/admin/audit").await.text;
    assert!(audit.contains("menghapus data diri warga") && audit.contains("KTP ditunjukkan"), "{audit}");

    // Her files are out of reach at once and gone after an hour; what somebody else sent, too, stays.
    house.work().await;
    assert!(house.app.files.get(&photo).await.is_err());
    house.app.db.clock.advance(HOUR + SECOND);
    house.work().await;
    assert!(house.app.files.get(&photo).await.is_err());
    assert_eq!(house.app.files.get(&shared).await.unwrap(), SHARED);

    // The mailbox still has her letter: it is known. What she writes now is somebody new's.
    assert!(comes(house, &first).await.is_none());
    let again = comes(house, &letter(SITI, "Siti", "four@warga.test", "Re: bocor lagi", &[]))
        .await
        .expect("a ticket");
    assert!(again.id != ticket.id && again.contact_id != ticket.contact_id);
    let person = house.app.db.read(async |tx| contacts::get(tx, ticket.contact_id).await).await.unwrap();
    assert!(person.erased_at.is_some() && person.name.is_none());

    // Nobody ties her to it again. What comes to it all the same can be erased once more, and the reason of before stays.
    let number = again.number.to_string();
    let tied = care(&supervisor, &ticket, "merge", &[("number", &number), ("reason", "sama")]).await;
    assert_eq!(tied.status, 409, "{}", tied.text);
    let once_more = [("reason", "Masih ada catatan"), SURE[1]];
    assert_eq!(care(&admin, &ticket, "erase", &once_more).await.status, 200);
    let audit = admin.get("/admin/audit").await.text;
    assert!(audit.contains("KTP ditunjukkan") && audit.contains("Masih ada catatan"), "{audit}");
    house.forget_jobs().await;
});

story!(a_file_that_somebody_sends_while_it_is_erased_comes_back, by_file, async |house: &House| {
    let ticket =
        comes(house, &letter(SITI, "Siti Rahma", "one@warga.test", "Pipa bocor", &[("a.pdf", PHOTO)])).await;
    let ticket = ticket.expect("a ticket");
    all_leaves(house).await;
    let (agent, supervisor, admin) =
        (house.staff(AGENT).await, house.staff(SUPERVISOR).await, house.staff(ADMINISTRATOR).await);
    close(&agent, &supervisor, ticket.id).await;
    all_leaves(house).await;
    assert_eq!(care(&admin, &ticket, "erase", &SURE).await.status, 200);
    house.work().await;
    let key = house.app.files.put(b"lain".to_vec()).await.unwrap();
    assert!(house.app.files.get(&key).await.is_ok());
    // Another letter with the same file was written down between the look and the laying aside.
    let same = letter("budi@warga.test", "Budi", "two@warga.test", "Ini juga", &[("a.pdf", PHOTO)]);
    comes(house, &same).await;
    let photo = house.app.files.put(PHOTO.to_vec()).await.unwrap();
    house.app.files.lay_aside(&photo).await.unwrap();
    assert!(house.app.files.get(&photo).await.is_err());
    house.app.db.clock.advance(HOUR + SECOND);
    house.work().await;
    assert_eq!(house.app.files.get(&photo).await.unwrap(), PHOTO);
    house.forget_jobs().await;
});
