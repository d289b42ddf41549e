//! Two contacts that are one person, and are two again.

use channels::{Channel, Identity};
use sahut::auth::Role;
use sahut::clock::MINUTE;
use sahut::contacts;
use sahut::ids::ContactId;
use sahut::tickets::Ticket;

use super::nuisance::{notice, strike};
use super::{again, care, from_mail, hire, panel};
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR, WATER};

const SECOND: &str = "penyelia2@kota.test";

/// A thing and the contact it belongs to.
#[derive(sqlx::FromRow)]
struct Line {
    what: String,
    whose: i64,
}

/// Everything that says whose something is, as text, to compare before and after.
async fn belongings(house: &House) -> Vec<String> {
    house
        .app
        .db
        .read(async |tx| {
            let mut lines = Vec::new();
            for table in [
                "SELECT kind || value AS what, contact_id AS whose FROM identity ORDER BY kind, value",
                "SELECT 'conversation ' || id AS what, contact_id AS whose FROM conversation ORDER BY id",
                "SELECT 'ticket ' || id AS what, contact_id AS whose FROM ticket ORDER BY id",
                "SELECT 'consent ' || id AS what, contact_id AS whose FROM contact_consent ORDER BY id",
                "SELECT 'mark ' || id AS what, contact_id AS whose FROM nuisance_mark ORDER BY id",
                "SELECT 'name ' || COALESCE(name, '-') || COALESCE(serve_note, '-') AS what, id AS whose FROM contact ORDER BY id",
            ] {
                let found: Vec<Line> = sahut::db::select::Select::new(table, []).fetch(tx).await?;
                lines.extend(found.into_iter().map(|line| format!("{} of {}", line.what, line.whose)));
            }
            Ok(lines)
        })
        .await
        .expect("belongings")
}

async fn by_phone(house: &House) -> Ticket {
    report(
        house,
        Report {
            from: Identity::Phone("+6281234567890".into()),
            channel: Channel::Voice,
            text: "Got mampet",
            ..Report::default()
        },
    )
    .await
}

async fn identities(house: &House, contact: ContactId) -> usize {
    house.app.db.read(async |tx| contacts::identities(tx, contact).await).await.expect("identities").len()
}

story!(two_contacts_become_one_and_two_again, async |house: &House| {
    let mail = from_mail(house, "siti@contoh.test", "Siti Rahma", "Air mati").await;
    let call = by_phone(house).await;
    let other = from_mail(house, "lain@contoh.test", "Orang Lain", "Lampu mati").await;
    let agent = house.staff(AGENT).await;
    care(&agent, &call, "note", &[("note", "Hanya lewat telepon")]).await;
    care(&agent, &call, "consent", &[("kind", "recording"), ("given", "1"), ("how", "lewat telepon")]).await;
    care(&agent, &call, "label", &[("kind", "accidental"), ("note", "")]).await;
    let before = belongings(house).await;
    let number = call.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Menyebut nomor yang sama")];
    for email in [AGENT, WATER] {
        assert_eq!(care(&house.staff(email).await, &mail, "merge", &fields).await.status, 403, "{email}");
    }
    let supervisor = house.staff(SUPERVISOR).await;
    for (fields, remedy) in [
        (vec![("number", "123"), ("reason", "x")], "yang dapat Anda buka"),
        (vec![("number", number.as_str()), ("reason", " ")], "Tulis"),
        (vec![("number", ""), ("reason", "x")], "yang dapat Anda buka"),
    ] {
        let refused = care(&supervisor, &mail, "merge", &fields).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(panel(&refused).contains(remedy), "{remedy}: {}", panel(&refused));
    }
    let own = mail.number.to_string();
    let same = care(&supervisor, &mail, "merge", &[("number", &own), ("reason", "x")]).await;
    assert_eq!(same.status, 422);
    assert_eq!(belongings(house).await, before, "a refusal moves nothing");

    let merged = care(&supervisor, &mail, "merge", &fields).await;
    assert_eq!(merged.status, 200, "{}", merged.text);
    let seen = panel(&merged);
    for told in ["siti@contoh.test", "+6281234567890", "Hanya lewat telepon", "Got mampet", "Pisahkan lagi"] {
        assert!(seen.contains(told), "{told}: {seen}");
    }
    assert_eq!(again(house, &call).await.contact_id, mail.contact_id);
    assert_eq!(identities(house, mail.contact_id).await, 2);
    assert!(panel(&agent.get(&format!("/desk/{}", call.id)).await).contains("Siti Rahma"));
    // They call and write on: both ways lead to the one contact.
    let later = by_phone(house).await;
    assert_eq!(later.contact_id, mail.contact_id);
    let letter = from_mail(house, "siti@contoh.test", "Siti Rahma", "Masih mati").await;
    assert_eq!(letter.contact_id, mail.contact_id);

    let merge = house.number("SELECT id AS n FROM contact_merge").await.to_string();
    assert_eq!(care(&agent, &mail, "unmerge", &[("merge", &merge)]).await.status, 403);
    assert_eq!(
        care(&supervisor, &other, "unmerge", &[("merge", &merge)]).await.status,
        404,
        "not through another"
    );
    assert_eq!(care(&supervisor, &mail, "unmerge", &[("merge", &merge)]).await.status, 200);
    let after = belongings(house).await;
    for line in &before {
        assert!(after.contains(line), "{line} is not back: {after:#?}");
    }
    assert_eq!(again(house, &letter).await.contact_id, mail.contact_id, "what came by mail stays");
    assert_eq!(care(&supervisor, &mail, "unmerge", &[("merge", &merge)]).await.status, 404, "only once");
    assert_eq!(by_phone(house).await.contact_id, call.contact_id, "the number is theirs again");
    let audit = house.staff(ADMINISTRATOR).await.get("/admin/audit").await.text;
    assert!(audit.contains("menggabungkan dua kontak") && audit.contains("memisahkan dua kontak"));
    house.forget_jobs().await;
});

story!(what_came_since_goes_with_the_address_it_came_from, async |house: &House| {
    let one = from_mail(house, "siti@rumah.test", "Siti", "Air mati").await;
    let two = from_mail(house, "siti@kantor.test", "S. Rahma", "Lampu mati").await;
    let supervisor = house.staff(SUPERVISOR).await;
    let number = two.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Orang yang sama")];
    assert_eq!(care(&supervisor, &one, "merge", &fields).await.status, 200);
    let office = from_mail(house, "siti@kantor.test", "S. Rahma", "Jalan berlubang").await;
    let home = from_mail(house, "siti@rumah.test", "Siti", "Got mampet").await;
    assert_eq!((office.contact_id, home.contact_id), (one.contact_id, one.contact_id));
    // Merged on with a third: that must be taken back first.
    let third = from_mail(house, "siti@warung.test", "Bu Siti", "Parkir liar").await;
    let merge = house.number("SELECT id AS n FROM contact_merge").await.to_string();
    let number = one.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Juga dia")];
    assert_eq!(care(&supervisor, &third, "merge", &fields).await.status, 200);
    assert_eq!(care(&supervisor, &third, "unmerge", &[("merge", &merge)]).await.status, 404);
    let last = house
        .number(
            "SELECT id AS n FROM contact_merge WHERE kept_id =
        (SELECT contact_id FROM identity WHERE value = 'siti@warung.test')",
        )
        .await
        .to_string();
    assert_eq!(care(&supervisor, &third, "unmerge", &[("merge", &last)]).await.status, 200);
    assert_eq!(care(&supervisor, &one, "unmerge", &[("merge", &merge)]).await.status, 200);
    assert_eq!(again(house, &office).await.contact_id, two.contact_id);
    assert_eq!(again(house, &home).await.contact_id, one.contact_id);
    house.forget_jobs().await;
});

story!(labels_and_limits_since_go_with_their_report, async |house: &House| {
    hire(house, SECOND, "Sinta Penyelia", Role::Supervisor, "kota").await;
    let one = from_mail(house, "siti@rumah.test", "Siti", "Air mati").await;
    let two = from_mail(house, "tono@kantor.test", "Tono", "Lampu mati").await;
    let supervisor = house.staff(SUPERVISOR).await;
    let number = two.number.to_string();
    let fields = [("number", number.as_str()), ("reason", "Orang yang sama")];
    assert_eq!(care(&supervisor, &one, "merge", &fields).await.status, 200);
    // Since then: a label of an old report, a strike of a new one of each, and an objection.
    let agent = house.staff(AGENT).await;
    assert_eq!(care(&agent, &two, "label", &[("kind", "child"), ("note", "")]).await.status, 200);
    let office = from_mail(house, "tono@kantor.test", "Tono", "Hahaha").await;
    strike(house, &office).await;
    from_mail(house, "tono@kantor.test", "Tono", "Lampu masih mati").await;
    let told = notice(house, "/appeal/").await;
    let token = told.split("/appeal/").nth(1).expect("a link").split_whitespace().next().expect("a token");
    let sent = house.visitor().post(&format!("/appeal/{token}"), &[("text", "Bukan saya")]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    house.app.db.clock.advance(MINUTE);
    let home = from_mail(house, "siti@rumah.test", "Siti", "Hahaha").await;
    let (_, waits) = strike(house, &home).await;
    assert_eq!(
        house.number("SELECT MAX(days) AS n FROM nuisance_limit").await,
        3,
        "two strikes of one person"
    );

    let merge = house.number("SELECT id AS n FROM contact_merge").await.to_string();
    assert_eq!(care(&supervisor, &one, "unmerge", &[("merge", &merge)]).await.status, 200);
    assert_eq!(again(house, &office).await.contact_id, two.contact_id);
    for strays in [
        "SELECT COUNT(*) AS n FROM nuisance_mark m JOIN ticket t ON t.id = m.ticket_id
         WHERE m.contact_id <> t.contact_id",
        "SELECT COUNT(*) AS n FROM nuisance_limit l JOIN nuisance_mark m ON m.id = l.mark_id
         WHERE l.contact_id <> m.contact_id",
        "SELECT COUNT(*) AS n FROM nuisance_limit l JOIN ticket a ON a.id = l.appeal_id
         JOIN conversation c ON c.ticket_id = a.id
         WHERE l.contact_id <> a.contact_id OR l.contact_id <> c.contact_id",
    ] {
        assert_eq!(house.number(strays).await, 0, "{strays}");
    }
    let limited = house.number("SELECT contact_id AS n FROM nuisance_limit WHERE state = 'running'").await;
    assert_eq!(limited, two.contact_id.0);
    // Each has one strike, not two.
    let agree = format!("/admin/limits/{waits}/agree");
    assert_eq!(house.staff(SECOND).await.post(&agree, &[]).await.status, 200);
    assert_eq!(house.number("SELECT MAX(days) AS n FROM nuisance_limit").await, 1);
    house.forget_jobs().await;
});

story!(the_same_number_is_a_hint_and_nothing_more, async |house: &House| {
    let call = by_phone(house).await;
    let visitor = house.visitor();
    crate::portal::fill(
        &visitor,
        "Air keruh",
        &[("email", "siti@contoh.test"), ("name", "Siti"), ("phone", "0812-3456-7890")],
    )
    .await;
    crate::portal::send(&visitor).await;
    let id = house.number("SELECT id AS n FROM ticket WHERE channel = 'form'").await;
    let form = house
        .app
        .db
        .read(async |tx| sahut::tickets::get(tx, sahut::ids::TicketId(id)).await)
        .await
        .expect("one");
    assert_ne!(form.contact_id, call.contact_id, "never by itself");
    let supervisor = house.staff(SUPERVISOR).await;
    let page = supervisor.get(&format!("/desk/{id}")).await;
    assert!(panel(&page).contains("Nomor atau alamatnya sama"), "{}", panel(&page));
    let agent = house.staff(AGENT).await;
    assert!(!panel(&agent.get(&format!("/desk/{id}")).await).contains("Nomor atau alamatnya sama"));
    let other = call.contact_id.to_string();
    let stranger = from_mail(house, "lain@contoh.test", "Lain", "Lampu").await;
    let forged = stranger.contact_id.to_string();
    let refused = care(&supervisor, &form, "merge", &[("other", &forged), ("reason", "x")]).await;
    assert_eq!(refused.status, 404, "only what was suggested");
    assert_eq!(
        care(&supervisor, &form, "merge", &[("other", &other), ("reason", "Nomornya sama")]).await.status,
        200
    );
    assert_eq!(again(house, &call).await.contact_id, form.contact_id);
    let page = supervisor.get(&format!("/desk/{id}")).await;
    assert!(!panel(&page).contains("Nomor atau alamatnya sama"), "the hint is done with");
    house.forget_jobs().await;
});
