//! What tickets have to do with each other, and agencies that help, through the API: the same verbs and the same
//! rights as at the desk.

use super::*;

impl Program {
    async fn delete(&self, path: &str) -> Reply {
        reply(self.request("DELETE", path)).await
    }

    async fn ask(&self, path: &str) -> Reply {
        reply(self.request("POST", path)).await
    }
}

fn numbers(list: &Value) -> Vec<(&str, &str)> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| (one["kind"].as_str().unwrap(), one["number"].as_str().unwrap())).collect()
}

story!(tickets_are_brought_together_and_apart, async |house: &House| {
    let crm = Program::of(house, SUPERVISOR).await;
    let mut n = Vec::new();
    for number in 1..=4 {
        n.push(crm.file(&water(number)).await);
    }
    let path = |of: usize| format!("/tickets/{}/relations", n[of]);
    let join = |how: &str, main: usize| json!({ "how": how, "main": n[main] });

    let child = crm.post(&path(1), &join("child", 0)).await;
    assert_eq!((child.status, numbers(&child.json["above"])), (200, vec![("child", n[0].as_str())]));
    let again = crm.post(&path(1), &join("child", 0)).await;
    assert_eq!(again.json["above"], child.json["above"], "asking again changes nothing");
    crm.post(&path(2), &join("child", 0)).await;
    crm.post(&path(3), &join("related", 0)).await;
    let main = crm.get(&path(0)).await;
    assert_eq!(
        numbers(&main.json["below"]),
        [("child", n[1].as_str()), ("child", n[2].as_str()), ("related", n[3].as_str())]
    );
    assert_eq!((main.json["children"].as_i64(), &main.json["next"]), (Some(2), &Value::Null));
    let first = crm.get(&format!("{}?kind=child&limit=1", path(0))).await;
    assert_eq!(numbers(&first.json["below"]), [("child", n[1].as_str())]);
    let next = first.json["next"].as_str().expect("more");
    let second = crm.get(&format!("{}?kind=child&limit=1&after={next}", path(0))).await;
    assert_eq!(numbers(&second.json["below"]), [("child", n[2].as_str())]);
    assert_eq!(second.json["next"], Value::Null);

    // The whole family moves with a merge, and comes back.
    let merged = crm.post(&path(0), &join("merge", 3)).await;
    assert_eq!(numbers(&merged.json["above"])[0], ("merged", n[3].as_str()), "{}", merged.json);
    assert_eq!(crm.get(&format!("/tickets/{}", n[0])).await.status, 200);
    let twice = crm.post(&path(0), &join("merge", 3)).await;
    assert_eq!(code(&twice), (422, "relations-merged-already"));
    assert_eq!(crm.get(&path(3)).await.json["children"], 2);
    let link = merged.json["above"][0]["link"].as_str().unwrap();
    assert_eq!(code(&crm.delete(&format!("{}/{link}", path(0))).await), (422, "relations-stays"));
    let back = crm.ask(&format!("/tickets/{}/unmerge", n[0])).await;
    assert_eq!((back.status, back.json["children"].as_i64()), (200, Some(2)), "{}", back.json);
    assert_eq!(crm.ask(&format!("/tickets/{}/unmerge", n[0])).await.status, 404);

    let link = child.json["above"][0]["link"].as_str().unwrap();
    assert_eq!(crm.delete(&format!("{}/{link}", path(3))).await.status, 404, "not a link of that ticket");
    let apart = crm.delete(&format!("{}/{link}", path(1))).await;
    assert_eq!((apart.status, numbers(&apart.json["above"]).len()), (200, 0));
    assert_eq!(crm.delete(&format!("{}/{link}", path(1))).await.status, 404);

    for (body, wrong) in [
        (join("child", 1), (422, "relations-same")),
        (json!({ "how": "child", "main": nobodys() }), (422, "relations-unknown")),
        (json!({ "how": "child", "main": "12" }), (422, "relations-unknown")),
        (json!({ "how": "eat", "main": n[0] }), (422, "invalid-request")),
    ] {
        assert_eq!(code(&crm.post(&path(1), &body).await), wrong, "{body}");
    }
    assert_eq!(code(&crm.get(&format!("{}?after=9", path(0))).await), (422, "kind-needed"));
    assert_eq!(code(&crm.get(&format!("{}?limit=201", path(0))).await), (422, "limit-range"));
    house.forget_jobs().await;
});

story!(who_may_not_relates_nothing, async |house: &House| {
    let crm = Program::of(house, SUPERVISOR).await;
    let (one, two) = (crm.file(&water(1)).await, crm.file(&water(2)).await);
    let road = crm.file(&json!({ "text": "Jalan berlubang di depan pasar", "category": "jalan" })).await;
    let secret =
        crm.file(&json!({ "text": "Ada pungli air", "category": "air", "confidential": true })).await;
    let path = format!("/tickets/{one}/relations");
    let to = |main: &str| json!({ "how": "related", "main": main });
    let before = house.number("SELECT COUNT(*) AS n FROM ticket_link").await;

    // Another agency's officer: neither end of it is theirs; not there and not theirs look alike.
    let roads = Program::of(house, ROADS).await;
    let absent = code(&roads.get(&format!("/tickets/{}/relations", nobodys())).await).0;
    for refused in [
        roads.get(&path).await,
        roads.post(&path, &to(&two)).await,
        roads.post(&path, &to(&road)).await,
        roads.ask(&format!("/tickets/{one}/unmerge")).await,
        roads.post(&format!("/tickets/{one}/support"), &json!({ "agency": "pupr", "note": "x" })).await,
        roads.delete(&format!("/tickets/{one}/support/pupr")).await,
        roads.post(&format!("/tickets/{one}/support/pupr/done"), &json!({ "words": "x" })).await,
    ] {
        assert_eq!((refused.status, absent), (404, 404), "{}", refused.json);
    }
    let hidden = roads.post(&format!("/tickets/{road}/relations"), &to(&one)).await;
    let nowhere = roads.post(&format!("/tickets/{road}/relations"), &to(&nobodys())).await;
    assert_eq!((code(&hidden), &hidden.json), ((422, "relations-unknown"), &nowhere.json));

    // An official reads trends only; a confidential ticket meets no other one, and an agent does not see it.
    let official = Program::of(house, OFFICIAL).await;
    assert_eq!(official.get(&path).await.status, 403);
    assert_eq!(official.post(&path, &to(&two)).await.status, 403);
    assert_eq!(code(&crm.post(&path, &to(&secret)).await), (422, "relations-confidential"));
    let agent = Program::of(house, AGENT).await;
    assert_eq!(code(&agent.post(&path, &to(&secret)).await), (422, "relations-unknown"));
    assert_eq!(Program::nobody(house).get(&path).await.status, 401);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket_link").await, before);

    // What is related to something of others is not listed to them, and counts without names.
    crm.post(&path, &json!({ "how": "child", "main": road })).await;
    let water = Program::of(house, WATER).await;
    assert_eq!(numbers(&water.get(&path).await.json["above"]).len(), 0);
    let theirs = roads.get(&format!("/tickets/{road}/relations")).await.json;
    assert_eq!((numbers(&theirs["below"]).len(), theirs["children"].as_i64()), (0, Some(1)));
    house.forget_jobs().await;
});

story!(agencies_help_through_the_api, async |house: &House| {
    let (water_office, roads) = (Program::of(house, WATER).await, Program::of(house, ROADS).await);
    let one = water_office.file(&water(1)).await;
    let path = format!("/tickets/{one}/support");
    for (body, wrong) in [
        (json!({ "agency": "pupr", "note": " " }), "support-words"),
        (json!({ "agency": "pdam", "note": "x" }), "support-itself"),
        (json!({ "agency": "tidak-ada", "note": "x" }), "code-unknown"),
    ] {
        assert_eq!(code(&water_office.post(&path, &body).await), (422, wrong), "{body}");
    }
    let asked = water_office.post(&path, &json!({ "agency": "pupr", "note": "Tutup galian." })).await;
    assert_eq!(asked.status, 200, "{}", asked.json);
    assert_eq!(asked.json["supporting"][0]["note"], "Tutup galian.");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'support_asked'").await, 1);

    // Whoever helps reads, says that they are done, and does nothing else.
    let relations = format!("/tickets/{one}/relations");
    assert_eq!(roads.get(&relations).await.status, 200);
    let two = roads.file(&json!({ "text": "Jalan berlubang", "category": "jalan" })).await;
    for refused in [
        roads.post(&relations, &json!({ "how": "related", "main": two })).await,
        roads.ask(&format!("/tickets/{one}/unmerge")).await,
        roads.post(&path, &json!({ "agency": "damkar", "note": "x" })).await,
        roads.delete(&format!("{path}/pupr")).await,
    ] {
        assert_eq!(refused.status, 403, "{}", refused.json);
    }
    let done = json!({ "words": "Galian sudah ditutup." });
    assert_eq!(water_office.post(&format!("{path}/pupr/done"), &done).await.status, 403, "only those asked");
    let finished = roads.post(&format!("{path}/pupr/done"), &done).await;
    assert_eq!(finished.json["supporting"][0]["done_note"], "Galian sudah ditutup.");
    let gone = water_office.delete(&format!("{path}/pupr")).await;
    assert_eq!((gone.status, &gone.json["supporting"]), (200, &json!([])));
    assert_eq!(roads.get(&relations).await.status, 404, "they see it no longer");
    house.forget_jobs().await;
});

story!(what_colleagues_ask_names_nobody_who_hides, async |house: &House| {
    let supervisor = Program::of(house, SUPERVISOR).await;
    let body = json!({ "text": "Ada pungli air", "category": "air", "anonymous": true,
        "name": "Wulandari", "email": "wulan@warga.test" });
    let one = supervisor.file(&body).await;
    let path = format!("/tickets/{one}/support");
    let asked = supervisor.post(&path, &json!({ "agency": "pupr", "note": "Tanya Bu Wulandari." })).await;
    assert_eq!(asked.status, 200, "{}", asked.json);
    assert_eq!(asked.json["supporting"][0]["note"], "Tanya Bu Wulandari.", "who may know reads it");
    let roads = Program::of(house, ROADS).await;
    let done = json!({ "words": "Bu Wulandari sudah ditemui." });
    let finished = roads.post(&format!("{path}/pupr/done"), &done).await;
    for told in [finished, roads.get(&format!("/tickets/{one}/relations")).await] {
        assert_eq!(told.status, 200, "{}", told.json);
        let words = told.json["supporting"].to_string();
        assert!(words.contains("sudah ditemui") && !words.contains("Wulandari"), "{words}");
    }
    house.forget_jobs().await;
});
