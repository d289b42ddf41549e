//! Other systems file tickets, read them, answer, and find articles.

mod relations;

use std::collections::BTreeMap;

use sahut::auth;
use serde_json::{Value, json};

use crate::story;
use crate::support::House;
use crate::support::city::{AGENT, OFFICIAL, ROADS, SUPERVISOR, WATER};
use crate::support::people::token;

/// A program with a token.
struct Program {
    client: reqwest::Client,
    url: String,
    token: Option<String>,
}

struct Reply {
    status: u16,
    headers: BTreeMap<String, String>,
    json: Value,
}

impl Program {
    async fn of(house: &House, email: &str) -> Self {
        let token = token(house, email).await;
        Self { token: Some(token), ..Self::nobody(house) }
    }

    fn nobody(house: &House) -> Self {
        Self { client: reqwest::Client::new(), url: house.url.clone(), token: None }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.client.request(method, format!("{}/api/v1{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn get(&self, path: &str) -> Reply {
        reply(self.request("GET", path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        reply(self.request("POST", path).json(body)).await
    }

    async fn post_as(&self, key: &str, path: &str, body: &Value) -> Reply {
        reply(self.request("POST", path).header("Idempotency-Key", key).json(body)).await
    }

    async fn file(&self, body: &Value) -> String {
        let filed = self.post("/tickets", body).await;
        assert_eq!(filed.status, 201, "{}", filed.json);
        filed.json["number"].as_str().expect("a number").to_owned()
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let headers = response.headers();
    let headers =
        headers.iter().map(|(k, v)| (k.to_string(), v.to_str().unwrap_or_default().to_owned())).collect();
    let text = response.text().await.expect("a text");
    let json = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
    Reply { status, headers, json }
}

fn code(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.json["error"]["code"].as_str().unwrap_or_default())
}

/// A number that is well formed, and of no ticket.
fn nobodys() -> String {
    let numbers = (0..10).map(|check| format!("2611-999999-{check}"));
    numbers.into_iter().find(|text| sahut::tickets::TicketNumber::parse(text).is_ok()).expect("a check digit")
}

fn water(n: i64) -> Value {
    json!({ "text": format!("Air mati sejak pagi di rumah nomor {n}"), "category": "air" })
}

story!(a_ticket_is_filed_once, async |house: &House| {
    let crm = Program::of(house, AGENT).await;
    let new = json!({
        "external_id": "CRM-7", "subject": "Air mati", "text": "Air mati sejak pagi", "category": "air",
        "area": "99.71.01", "place": "Jalan Melati 4", "name": "Siti", "email": "Siti@Rumah.test",
        "phone": "0812-3456-7890", "language": "id",
    });
    let first = crm.post("/tickets", &new).await;
    assert_eq!(first.status, 201);
    let pin = first.json["pin"].as_str().expect("a PIN");
    assert!(pin.len() == 6 && pin.bytes().all(|b| b.is_ascii_digit()));
    let number = first.json["number"].as_str().unwrap().to_owned();
    assert_eq!(first.headers["location"], format!("/api/v1/tickets/{number}"));

    let again = crm.post("/tickets", &new).await;
    assert_eq!(
        (again.status, &again.json["number"], &again.json["pin"]),
        (200, &json!(number), &Value::Null)
    );
    let other = crm.post("/tickets", &json!({ "external_id": "CRM-7", "text": "Lampu jalan mati" })).await;
    assert_eq!(code(&other), (422, "key-reused"), "another matter under the same id is not lost silently");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);

    // Another program's keys are its own.
    let water = Program::of(house, WATER).await;
    assert_eq!(water.post("/tickets", &new).await.status, 201);

    let shown = crm.get(&format!("/tickets/{}", number.replace('-', ""))).await;
    assert_eq!(shown.status, 200);
    insta::assert_json_snapshot!("api_ticket", shown.json);
    let messages = crm.get(&format!("/tickets/{number}/messages")).await;
    insta::assert_json_snapshot!("api_messages", messages.json, { ".messages[].id" => "[id]" });
});

story!(a_list_comes_in_pages_of_what_one_may_see, async |house: &House| {
    let agent = Program::of(house, AGENT).await;
    for n in 0..5 {
        agent.file(&water(n)).await;
    }
    let fire = agent.file(&json!({ "text": "Rumah terbakar", "category": "kebakaran" })).await;
    let road = agent.file(&json!({ "text": "Jalan berlubang", "category": "jalan" })).await;

    let mut seen = Vec::new();
    let mut path = "/tickets?limit=3".to_owned();
    loop {
        let page = agent.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.json);
        let rows = page.json["tickets"].as_array().unwrap();
        assert!(rows.len() <= 3);
        seen.extend(rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()));
        match page.json["next"].as_str() {
            Some(next) => path = format!("/tickets?limit=3&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    assert_eq!((&seen[0], &seen[6]), (&fire, &road), "emergencies first, then by due time");
    insta::assert_json_snapshot!("api_list", agent.get("/tickets?limit=1").await.json, { ".next" => "[cursor]" });

    let count = async |program: &Program, query: &str| {
        let page = program.get(&format!("/tickets{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.json);
        page.json["tickets"].as_array().unwrap().len()
    };
    assert_eq!(count(&agent, "?category=air").await, 5);
    assert_eq!(count(&agent, "?class=emergency&status=new&channel=api&agency=kota").await, 1);
    assert_eq!(count(&agent, "?agency=damkar").await, 1);
    assert_eq!(count(&agent, "?view=done").await, 0);
    assert_eq!(count(&agent, "?view=mine").await, 0);
    assert_eq!(count(&agent, "?channel=email").await, 0);

    let roads = Program::of(house, ROADS).await;
    assert_eq!(count(&roads, "").await, 1, "an officer sees their agency's tickets alone");
    assert_eq!(count(&roads, "?agency=pdam").await, 0);
    let hidden = roads.get(&format!("/tickets/{fire}")).await;
    let unknown = roads.get(&format!("/tickets/{}", nobodys())).await;
    assert_eq!(
        (code(&hidden), &hidden.json),
        ((404, "not-found"), &unknown.json),
        "hidden and unknown look alike"
    );
    assert_eq!(roads.get(&format!("/tickets/{fire}/messages")).await.status, 404);
    assert_eq!(roads.post(&format!("/tickets/{fire}/reply"), &json!({ "text": "x" })).await.status, 404);
    assert_eq!(roads.get(&format!("/tickets/{road}")).await.status, 200);
});

story!(a_reply_is_sent_once, async |house: &House| {
    let water_officer = Program::of(house, WATER).await;
    let number = water_officer.file(&water(1)).await;
    let path = format!("/tickets/{number}/reply");
    let words = json!({ "text": "Petugas sudah berangkat." });
    let first = water_officer.post_as("r-1", &path, &words).await;
    assert_eq!(first.status, 201, "{}", first.json);
    // The citizen left no address: the answer waits until they ask.
    assert_eq!((&first.json["state"], &first.json["direction"]), (&json!("held"), &json!("out")));
    assert_eq!(first.json["staff"], "Wira Air");
    let again = water_officer.post_as("r-1", &path, &words).await;
    assert_eq!((again.status, &again.json["id"]), (200, &first.json["id"]));
    let other = water_officer.post_as("r-1", &path, &json!({ "text": "Lain" })).await;
    assert_eq!(code(&other), (422, "key-reused"));
    assert_eq!(water_officer.post_as("r-2", &path, &words).await.status, 201);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'out'").await, 2);
    let shown = water_officer.get(&format!("/tickets/{number}")).await;
    assert_eq!((&shown.json["status"], &shown.json["assignee"]), (&json!("in_progress"), &json!("Wira Air")));
    assert_eq!(code(&water_officer.post(&path, &json!({ "text": "  " })).await), (422, "text-needed"));
});

story!(who_is_anonymous_stays_so, async |house: &House| {
    let agent = Program::of(house, AGENT).await;
    let new = json!({
        "text": "Pungutan liar di loket", "category": "ktp", "name": "Siti", "email": "siti@rumah.test",
        "anonymous": true,
    });
    let number = agent.file(&new).await;
    let shown = agent.get(&format!("/tickets/{number}")).await;
    assert_eq!((&shown.json["citizen"], &shown.json["contact"]), (&Value::Null, &Value::Null));
    assert!(!shown.json.to_string().contains("siti@") && !shown.json.to_string().contains("Siti"));
    assert!(!agent.get("/tickets").await.json.to_string().contains("Siti"));

    let supervisor = Program::of(house, SUPERVISOR).await;
    let shown = supervisor.get(&format!("/tickets/{number}")).await;
    assert_eq!(shown.json["citizen"]["identities"][0]["value"], "siti@rumah.test");
    assert!(
        !supervisor.get("/tickets").await.json.to_string().contains("Siti"),
        "lists hide it from everyone"
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM audit WHERE action = 'ticket-seen'").await, 2);

    // A confidential ticket is not for agents.
    let secret =
        agent.file(&json!({ "text": "Laporan rahasia", "category": "ktp", "confidential": true })).await;
    assert_eq!(agent.get(&format!("/tickets/{secret}")).await.status, 404);
    assert_eq!(supervisor.get(&format!("/tickets/{secret}")).await.status, 200);
});

story!(only_good_tokens_open_the_door, async |house: &House| {
    let nobody = Program::nobody(house);
    let refused = nobody.get("/tickets").await;
    assert_eq!(code(&refused), (401, "token-needed"));
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
    let wrong = Program { token: Some("sahut_0000".into()), ..Program::nobody(house) };
    assert_eq!(code(&wrong.post("/tickets", &water(1)).await), (401, "token-needed"));

    let agent = Program::of(house, AGENT).await;
    let used = "SELECT COALESCE(MAX(last_used_at), 0) AS n FROM api_token";
    assert_eq!(house.number(used).await, 0);
    assert_eq!(agent.get("/tickets").await.status, 200);
    let first = house.number(used).await;
    assert!(first > 0);
    house.app.db.clock.advance(30_000);
    agent.get("/tickets").await;
    assert_eq!(house.number(used).await, first, "noted once a minute at most");
    house.app.db.clock.advance(31_000);
    agent.get("/tickets").await;
    assert!(house.number(used).await > first);

    let official = Program::of(house, OFFICIAL).await;
    assert_eq!(code(&official.get("/tickets").await), (403, "forbidden"));
    assert_eq!(code(&official.post("/tickets", &water(1)).await), (403, "forbidden"));

    house
        .app
        .db
        .write(async |tx| {
            let staff = auth::by_email(tx, AGENT).await?.expect("staff");
            for token in auth::tokens_of(tx, staff.id).await? {
                auth::revoke_token(tx, token.id).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(code(&agent.get("/tickets").await), (401, "token-needed"), "revoked");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);
});

story!(what_is_wrong_is_said_clearly, async |house: &House| {
    let agent = Program::of(house, AGENT).await;
    let mut said: Vec<Value> = Vec::new();
    let mut note = |what: &str, answer: &Reply| {
        said.push(json!({ "asked": what, "status": answer.status, "error": answer.json["error"] }));
    };
    let large = json!({ "text": "x".repeat(300 * 1024) });
    note("a body over the limit", &agent.post("/tickets", &large).await);
    for body in [
        json!({ "text": "Air mati", "categori": "air" }),
        json!({}),
        json!({ "text": "   " }),
        json!({ "text": "x".repeat(20_001) }),
        json!({ "text": "Air mati", "class": "wish" }),
        json!({ "text": "Air mati", "category": "nothing" }),
        json!({ "text": "Air mati", "area": "00.00" }),
        json!({ "text": "Air mati", "email": "a b@c" }),
        json!({ "text": "Air mati", "phone": "halo" }),
        json!({ "text": "Air mati", "latitude": 6.1 }),
        json!({ "text": "Air mati", "latitude": 600, "longitude": 100 }),
        json!({ "text": "Air mati", "external_id": " " }),
        json!(["Air mati"]),
    ] {
        let shown: String = body.to_string().chars().take(60).collect();
        note(&shown, &agent.post("/tickets", &body).await);
    }
    note(
        "no JSON",
        &reply(agent.request("POST", "/tickets").header("content-type", "application/json").body("{")).await,
    );
    note("no JSON type", &reply(agent.request("POST", "/tickets").body("{}")).await);
    note(
        "deep JSON",
        &reply(
            agent
                .request("POST", "/tickets")
                .header("content-type", "application/json")
                .body("[".repeat(5000)),
        )
        .await,
    );
    note("a long key", &agent.post_as(&"k".repeat(201), "/tickets", &water(1)).await);
    for path in [
        "/tickets?statuss=new",
        "/tickets?status=fresh",
        "/tickets?limit=101",
        "/tickets?limit=0",
        "/tickets?after=x",
        "/tickets?agency=mars",
        "/tickets/halo",
        "/tickets/2611-000001-0",
        "/articles/search",
        "/articles/search?q=x&limit=999",
        "/nothing",
    ] {
        note(path, &agent.get(path).await);
    }
    note("another method", &reply(agent.request("DELETE", "/tickets")).await);
    insta::assert_json_snapshot!("api_refusals", said);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
});

story!(articles_are_found_without_a_token, async |house: &House| {
    let nobody = Program::nobody(house);
    let found = nobody.get("/articles/search?q=ktp%20hilang&language=id&limit=2").await;
    let articles = found.json["articles"].as_array().unwrap();
    assert!(!articles.is_empty() && articles.len() <= 2, "{}", found.json);
    assert!(articles.iter().all(|article| article["language"] == "id"));
    for _ in 0..130 {
        nobody.get("/articles/search?q=ktp").await;
    }
    assert_eq!(code(&nobody.get("/articles/search?q=ktp").await), (429, "too-many-attempts"));
    house.app.db.clock.advance(61_000);
    assert_eq!(nobody.get("/articles/search?q=ktp").await.status, 200);
});

story!(trends_are_told_to_those_who_answer_for_them, async |house: &House| {
    let agent = Program::of(house, AGENT).await;
    for n in 0..6 {
        agent.file(&water(n)).await;
    }
    agent.file(&json!({ "text": "Jalan berlubang", "category": "jalan" })).await;
    assert_eq!(code(&agent.get("/trends").await), (403, "forbidden"));
    let official = Program::of(house, OFFICIAL).await;
    let trends = official.get("/trends?to=2026-11-23&from=2026-11-22").await;
    insta::assert_json_snapshot!("api_trends", trends.json);
    let roads = Program::of(house, ROADS).await;
    assert_eq!(roads.get("/trends").await.json["all"]["opened"], 1, "an officer reads their agency's sums");
    assert_eq!(official.get("/trends?agency=pdam").await.json["all"]["opened"], 6);
    assert_eq!(official.get("/trends?channel=email").await.json["all"]["opened"], 0);
    assert_eq!(code(&official.get("/trends?from=2026-11-23&to=2026-11-22").await), (422, "period-order"));
    assert_eq!(code(&official.get("/trends?from=2026-13-01").await), (422, "date-shape"));
});

story!(health_and_counters, async |house: &House| {
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", house.url)).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/healthz").await, (200, "ok\n".into()));
    let (status, text) = get("/readyz").await;
    assert_eq!(status, 200);
    insta::assert_snapshot!("readyz", text);
    let agent = Program::of(house, AGENT).await;
    agent.file(&water(1)).await;
    let (status, text) = get("/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "sahut_database_up 1",
        "sahut_tickets_open 1",
        "sahut_jobs_waiting 0",
        "sahut_jobs_buried 0",
        "sahut_rejects_waiting 0",
        "sahut_job_oldest_seconds 0",
    ] {
        assert!(text.lines().any(|known| known == line), "{line} is missing in\n{text}");
    }
    assert!(text.contains("sahut_intake_total{channel=\"api\",outcome=\"new\"}"), "{text}");
    let mut names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "a metric is described once");
});
