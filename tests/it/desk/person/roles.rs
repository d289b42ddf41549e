//! Nine roles: what the new ones may and may not do.

use sahut::auth::{self, Right, Role};
use sahut::notices;
use serde_json::json;

use super::{from_mail, hire, panel};
use crate::desk::{Report, report, rows, write};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::people::token;

const QA: &str = "qa@kota.test";

story!(a_quality_reader_reads_and_changes_nothing, async |house: &House| {
    hire(house, QA, "Qori Mutu", Role::Qa, "kota").await;
    // Without a subject the first line becomes it: people begin by saying who they are.
    let words = "Budi Santoso, got mampet.\nSalam, Budi 0812";
    let ticket = from_mail(house, "budi@contoh.test", "Budi Santoso", words).await;
    let like = from_mail(house, "siti@contoh.test", "Siti", "Ibu Siti, got mampet.\nSalam, Siti 0812").await;
    let supervisor = house.staff(SUPERVISOR).await;
    let joined = [("how", "child"), ("number", &*like.number.to_string())];
    assert_eq!(supervisor.post(&format!("/desk/{}/join", ticket.id), &joined).await.status, 200);
    house
        .app
        .db
        .write(async |tx| {
            let qa = auth::by_email(tx, QA).await?.expect("a reader").id;
            notices::tell(tx, qa, notices::Kind::Soon, Some(ticket.id), None, json!({})).await
        })
        .await
        .expect("a notice");
    let secret = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let qa = house.staff(QA).await;
    let page = qa.get(&format!("/desk/{}", ticket.id)).await;
    assert_eq!(page.status, 200);
    for trace in ["Budi", "budi@contoh.test"] {
        assert!(!page.text.contains(trace), "{trace}: {}", page.text);
    }
    assert!(
        panel(&page).contains("b•••@•••") && panel(&page).contains("Nama disembunyikan"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("class=\"composer\"") && !page.text.contains("/assign\""));
    assert!(page.text.contains("got mampet"), "words are read without the name: {}", page.text);
    for path in [
        "/desk/notices".to_owned(),
        "/desk?view=done".into(),
        format!("/desk?q={}", ticket.number),
        format!("/desk/{}/alike", ticket.id),
        format!("/desk/{}", like.id),
        format!("/desk/{}/below/children", like.id),
        format!("/desk/{}/alike", like.id),
    ] {
        let page = qa.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        let main = page.text.split_once("<main").expect("a page").1;
        for name in ["Budi", "Siti", "Santoso"] {
            assert!(!main.contains(name), "{path} tells {name}: {main}");
        }
    }
    let list = qa.get("/desk").await;
    assert!(rows(&list).contains(&ticket.id.to_string()) && !list.text.contains("Budi"), "{}", list.text);
    assert!(rows(&qa.get("/desk?q=budi@contoh.test").await).is_empty(), "an address finds nothing");
    assert_eq!(qa.get(&format!("/desk/{}", secret.id)).await.status, 404);
    let before = house.number("SELECT COUNT(*) AS n FROM ticket_event").await;
    let path = format!("/desk/{}", ticket.id);
    for door in [
        format!("{path}/assign"),
        format!("{path}/step"),
        format!("{path}/refer"),
        format!("{path}/category"),
        format!("{path}/suggested"),
        format!("{path}/resend"),
        format!("{path}/here"),
        format!("{path}/person/note"),
        format!("{path}/person/label"),
        format!("{path}/person/hide"),
        format!("{path}/person/merge"),
        "/desk/next".into(),
        "/desk/bulk".into(),
        "/desk/bulk/1/undo".into(),
        "/desk/views".into(),
        "/desk/views/1/rename".into(),
        "/desk/views/1/delete".into(),
        "/desk/answers".into(),
        "/desk/answers/1".into(),
        "/desk/answers/1/remove".into(),
    ] {
        let refused = qa
            .post(
                &door,
                &[
                    ("to", "me"),
                    ("step", "verify"),
                    ("kind", "prank"),
                    ("category", "1"),
                    ("seen", ""),
                    ("message", "1"),
                ],
            )
            .await;
        assert_eq!(refused.status, 403, "{door}");
        assert!(refused.text.contains("Peran Anda membaca"), "{door} says why: {}", refused.text);
    }
    assert_eq!(write(&qa, &ticket, "note", "x", "stay").await.status, 403);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_event").await, before);
    // The API is no way around.
    let token = token(house, QA).await;
    let api = format!("{}/api/v1/tickets", house.url);
    let client = reqwest::Client::new();
    let filed =
        client.post(&api).bearer_auth(&token).json(&json!({ "text": "Air mati" })).send().await.unwrap();
    let reply = client
        .post(format!("{api}/{}/reply", ticket.number))
        .bearer_auth(&token)
        .json(&json!({ "text": "x" }))
        .send()
        .await
        .unwrap();
    assert_eq!((filed.status().as_u16(), reply.status().as_u16()), (403, 403));
    for path in [format!("{api}/{}", ticket.number), format!("{api}/{}/messages", ticket.number), api.clone()]
    {
        let read = client.get(&path).bearer_auth(&token).send().await.unwrap();
        assert_eq!(read.status().as_u16(), 200);
        let text = read.text().await.unwrap();
        assert!(!text.contains("Budi") && !text.contains("budi@"), "{path}: {text}");
    }
    house.forget_jobs().await;
});

story!(whom_to_turn_to_is_the_nearest_first, async |house: &House| {
    hire(house, "kepala@kota.test", "Kepala Air", Role::AgencyHead, "pdam").await;
    hire(house, "koordinator@kota.test", "Koko Koordinator", Role::Coordinator, "kota").await;
    hire(house, "kepala2@kota.test", "Kepala Jalan", Role::AgencyHead, "pupr").await;
    let names = async |code: &str, right: Right| -> Vec<String> {
        let found = house
            .app
            .db
            .read(async |tx| {
                let agency = sahut::agencies::agency_by_code(tx, code).await?;
                auth::those_who(tx, agency.id, right).await
            })
            .await
            .expect("people");
        found.into_iter().map(|staff| staff.name).collect()
    };
    assert_eq!(
        names("pdam", Right::TakeEscalations).await,
        ["Kepala Air", "Koko Koordinator", "Surya Penyelia"],
        "the head of the agency, then those above, by name"
    );
    assert_eq!(names("damkar", Right::TakeEscalations).await, ["Koko Koordinator", "Surya Penyelia"]);
    let head = house
        .app
        .db
        .read(async |tx| {
            let agency = sahut::agencies::agency_by_code(tx, "pupr").await?;
            auth::those_in_role(tx, agency.id, Role::AgencyHead).await
        })
        .await
        .expect("a head");
    assert_eq!(head.iter().map(|staff| staff.name.as_str()).collect::<Vec<_>>(), ["Kepala Jalan"]);
    house
        .app
        .db
        .write(async |tx| {
            let head = auth::by_email(tx, "kepala@kota.test").await?.expect("a head");
            let by = auth::by_email(tx, ADMINISTRATOR).await?.expect("an administrator");
            auth::set_active(tx, head.id, false, by.id).await
        })
        .await
        .expect("gone");
    assert!(
        !names("pdam", Right::TakeEscalations).await.contains(&"Kepala Air".to_owned()),
        "who left is not asked"
    );
});

story!(a_coordinator_works_across_agencies_and_knows_nobody_hidden, async |house: &House| {
    hire(house, "koordinator@kota.test", "Koko Koordinator", Role::Coordinator, "kota").await;
    hire(house, "kepala@kota.test", "Kepala Air", Role::AgencyHead, "pdam").await;
    hire(house, "ketua@kota.test", "Keti Ketua", Role::TeamLeader, "kota").await;
    let water = report(house, Report { is_confidential: true, ..Report::default() }).await;
    let road = report(house, Report { category: "jalan", is_confidential: true, ..Report::default() }).await;
    let coordinator = house.staff("koordinator@kota.test").await;
    for ticket in [&water, &road] {
        assert_eq!(coordinator.get(&format!("/desk/{}", ticket.id)).await.status, 200);
        let path = format!("/desk/{}/step", ticket.id);
        let fields = [("step", "answer"), ("reason", "Sudah diperbaiki.")];
        assert_eq!(coordinator.post(&path, &fields).await.status, 200);
        let fields = [("step", "close"), ("reason", "Warga sudah puas.")];
        assert_eq!(coordinator.post(&path, &fields).await.status, 200, "closes without the citizen");
        let fields = [("step", "reopen"), ("reason", "Ternyata belum.")];
        assert_eq!(coordinator.post(&path, &fields).await.status, 200, "and reopens");
    }
    let kota = house.number("SELECT id AS n FROM agency WHERE code = 'kota'").await.to_string();
    let referred = coordinator
        .post(&format!("/desk/{}/refer", road.id), &[("agency", &kota), ("reason", "Urusan bersama.")])
        .await;
    assert_eq!(referred.status, 200);
    assert_eq!(coordinator.get("/admin/limits").await.status, 403);
    // The head of the waterworks reads their own secret, nobody else's.
    let head = house.staff("kepala@kota.test").await;
    assert_eq!(head.get(&format!("/desk/{}", water.id)).await.status, 200);
    assert_eq!(head.get(&format!("/desk/{}", road.id)).await.status, 404);
    // A team leader shares answers with the team, as a supervisor does and an agent does not.
    let shares = async |email: &str| {
        let fields = [("title", "Salam"), ("agency", kota.as_str()), ("body_id", "Halo"), ("body_en", "")];
        house.staff(email).await.post("/desk/answers", &fields).await.status
    };
    assert_eq!(shares("ketua@kota.test").await, 200);
    assert_eq!(shares(SUPERVISOR).await, 200);
    assert_ne!(shares(AGENT).await, 200);
    house.forget_jobs().await;
});
