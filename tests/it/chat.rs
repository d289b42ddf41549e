//! The web chat, from outside: a visitor on a real socket, an agent's answer, lines that break.

mod embed;
mod line;

use channels::Channel;
use sahut::clock::{HOUR, MINUTE};
use sahut::conversations::{self, NewMessage, State};
use sahut::{auth, outbox};
use serde_json::json;
use tokio_tungstenite::tungstenite;

use crate::story;
use crate::support::city::{AGENT, OFFICIAL};
use crate::support::{Engine, House, house};
use line::{Widget, try_open};

/// An agent answers the only ticket there is.
async fn answer(house: &House, text: &str) {
    house
        .app
        .db
        .write(async |tx| {
            let agent = auth::by_email(tx, AGENT).await?.expect("the agent").id;
            let ticket = sahut::ids::TicketId(newest(tx).await?);
            outbox::reply(tx, &house.app.zone, ticket, agent, text, &[]).await
        })
        .await
        .expect("an answer");
}

async fn note(house: &House, text: &str) {
    house
        .app
        .db
        .write(async |tx| {
            let agent = auth::by_email(tx, AGENT).await?.expect("the agent").id;
            let ticket = sahut::ids::TicketId(newest(tx).await?);
            outbox::note(tx, ticket, agent, text).await
        })
        .await
        .expect("a note");
}

async fn newest(tx: &mut sahut::db::Tx) -> sahut::error::Result<i64> {
    sahut::db::select::Select::new("SELECT MAX(id) AS n FROM ticket", []).number(tx).await
}

story!(a_visitor_talks_with_an_agent, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    assert_eq!(visitor.token.len(), 64);
    assert_eq!(visitor.welcome["online"], false, "nobody is signed in");
    assert_eq!(visitor.welcome["limits"]["text_chars"], 4000);

    visitor.say("c1", "SIM C saya mau habis bulan depan, bisa perpanjang online?").await;
    assert_eq!(visitor.next("ack").await, json!({ "v": 1, "type": "ack", "client_id": "c1", "seq": 1 }));
    let own = visitor.next("message").await;
    assert_eq!(
        (&own["seq"], &own["author"], &own["client_id"]),
        (&json!(1), &json!("citizen"), &json!("c1"))
    );
    let automatic = visitor.next("message").await;
    assert_eq!((&automatic["seq"], &automatic["author"]), (&json!(2), &json!("system")));
    let ticket = visitor.next("ticket").await;
    let (number, pin) = (ticket["number"].as_str().unwrap(), ticket["pin"].as_str().unwrap());
    assert!(number.starts_with("2611-") && pin.len() == 6, "{ticket}");
    assert!(automatic["text"].as_str().unwrap().contains(pin), "the PIN is told now: {automatic}");

    let suggested = visitor.suggested().await;
    assert_eq!(
        (&suggested["for_client_id"], &suggested["articles"][0]["url"]),
        (&json!("c1"), &json!("/help/sim-perpanjang?language=id"))
    );

    answer(house, "Silakan bawa surat kehilangan ke Disdukcapil.").await;
    let reply = visitor.next("message").await;
    assert_eq!(
        (&reply["seq"], &reply["author"], &reply["name"]),
        (&json!(3), &json!("staff"), &json!("Ayu Agen"))
    );

    visitor.say("c2", "Terima kasih").await;
    assert_eq!(visitor.next("ack").await["seq"], 4);
    assert_eq!(visitor.next("message").await["text"], "Terima kasih");
    let token = visitor.leave().await;
    answer(house, "Sama-sama.").await;

    let mut again = Widget::resume(house, &token, 4).await;
    assert_eq!(again.welcome["after"], 4);
    assert_eq!(again.next("message").await["text"], "Sama-sama.");
    let mut elsewhere = Widget::resume(house, &token, 0).await;
    let all = elsewhere.messages(5).await;
    assert_eq!(all.iter().map(|m| m["seq"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(!all[1]["text"].as_str().unwrap().contains(pin), "the PIN is told once: {}", all[1]);
    let mut ahead = Widget::resume(house, &token, 99).await;
    assert_eq!(ahead.welcome["after"], 5, "the house says where it really is");
    ahead.is_silent().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE channel = 'chat'").await, 1);
});

story!(what_is_said_twice_counts_once, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    visitor.say("c1", "Pohon tumbang di Jalan Melati").await;
    let first = visitor.next("ack").await;
    visitor.say("c1", "Pohon tumbang di Jalan Melati").await;
    loop {
        let frame = visitor.any().await;
        assert_ne!(frame["type"], "error", "{frame}");
        if frame["type"] == "ack" {
            assert_eq!(frame["seq"], first["seq"]);
            break;
        }
    }
    // The line is cut between the words and the acknowledgement.
    visitor.say("c2", "Jalannya tertutup").await;
    let token = visitor.cut();
    let mut again = Widget::resume(house, &token, 2).await;
    again.say("c2", "Jalannya tertutup").await;
    let ack = again.next("ack").await;
    assert_eq!((&ack["client_id"], &ack["seq"]), (&json!("c2"), &json!(3)));
    again.leave().await;
    let mut all = Widget::resume(house, &token, 0).await;
    let texts: Vec<_> = all.messages(3).await.iter().map(|m| m["client_id"].clone()).collect();
    assert_eq!(texts, [json!("c1"), json!(null), json!("c2")]);
    all.is_silent().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await, 2);
});

story!(notes_and_other_visitors_stay_unseen, async |house: &House| {
    let mut one = Widget::open(house).await;
    let mut other = Widget::open(house).await;
    other.say("o1", "Saya ingin melapor diam-diam").await;
    other.next("ticket").await;
    one.say("c1", "Air tidak mengalir").await;
    one.next("ticket").await;
    note(house, "RAHASIA antar petugas").await;
    answer(house, "Petugas kami menuju ke sana.").await;
    let reply = one.next("message").await;
    assert_eq!((&reply["seq"], &reply["text"]), (&json!(3), &json!("Petugas kami menuju ke sana.")));
    other.is_silent().await;
    let token = one.leave().await;
    let mut again = Widget::resume(house, &token, 0).await;
    let all = again.messages(3).await;
    assert!(all.iter().all(|m| !m["text"].as_str().unwrap().contains("RAHASIA")), "{all:?}");
    assert_eq!(all[2]["seq"], 3, "no gap where the note stands");
    again.is_silent().await;
    // The same client id of another visitor is another message.
    other.say("c1", "Lampu jalan juga mati").await;
    assert_eq!(other.next("ack").await["seq"], 3);
});

story!(typed_contact_details_prove_nothing, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    visitor.say("c1", "Tolong hubungi saya").await;
    visitor.next("ticket").await;
    let contact = json!({ "v": 1, "type": "contact", "client_id": "c2", "name": "Siti Rahma",
        "email": "siti@contoh.id", "phone": "0812-3456-7890" });
    visitor.send(&contact.to_string()).await;
    assert_eq!(visitor.next("ack").await["seq"], 3);
    assert_eq!(visitor.next("message").await["text"], "Siti Rahma\nsiti@contoh.id\n+6281234567890");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity WHERE kind <> 'visitor'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact WHERE name = 'Siti Rahma'").await, 1);
    let notes = "SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body LIKE '%not proven%'";
    assert_eq!(house.number(notes).await, 1);
    let words = "SELECT COUNT(*) AS n FROM message WHERE direction = 'in' AND body LIKE '%siti@contoh.id%+6281234567890%'";
    assert_eq!(house.number(words).await, 1);

    visitor.send(&json!({ "v": 1, "type": "contact", "client_id": "c3", "email": "siti" }).to_string()).await;
    assert_eq!(visitor.next("error").await["code"], "bad_email");
    visitor
        .send(
            &json!({ "v": 1, "type": "place", "client_id": "c4", "latitude": -6.2, "longitude": 106.8 })
                .to_string(),
        )
        .await;
    assert_eq!(visitor.next("ack").await["seq"], 4);
    // The token itself is nowhere in our tables.
    let tokens = house.app.db.read(async |tx| conversations::by_key(tx, Channel::Chat, &visitor.token).await);
    assert_eq!(tokens.await.unwrap(), None);
});

story!(only_our_own_page_opens_the_socket, async |house: &House| {
    for origin in [None, Some("https://evil.test"), Some("null"), Some("http://127.0.0.1:1")] {
        let refused = try_open(house, origin).await.expect_err("a foreign page");
        let tungstenite::Error::Http(response) = refused else { panic!("{refused}") };
        assert_eq!(response.status(), 403, "{origin:?}");
    }
    let plain = house.visitor();
    let request = plain.client.get(format!("{}/widget/socket", house.url)).header("Origin", &house.url);
    assert_eq!(plain.answer(request).await.status, 400);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation").await, 0);
});

story!(bad_frames_are_named_and_change_nothing, async |house: &House| {
    let (mut socket, _) = try_open(house, Some(&house.url)).await.unwrap();
    for (frame, code) in [
        ("nonsense", "not_json"),
        (r#"{"v":2,"type":"hello","after":0,"language":"id"}"#, "bad_version"),
        (r#"{"v":1,"type":"say","client_id":"a","text":"b"}"#, "hello_first"),
    ] {
        line::send(&mut socket, frame).await;
        assert_eq!(line::frame(&mut socket).await.unwrap()["code"], code);
    }
    let mut visitor = Widget::greet(socket, json!({ "token": "not-of-our-making" })).await;
    assert_eq!(visitor.token.len(), 64, "whoever has no token of ours begins anew");
    for (frame, code) in [
        (r#"{"v":1,"type":"say","client_id":"a","text":"  "}"#.to_owned(), "empty_text"),
        (
            json!({ "v": 1, "type": "say", "client_id": "a", "text": "x".repeat(4001) }).to_string(),
            "long_text",
        ),
        (
            json!({ "v": 1, "type": "say", "client_id": "a", "text": "x".repeat(17_000) }).to_string(),
            "too_large",
        ),
        (r#"{"v":1,"type":"hello","after":0,"language":"id"}"#.to_owned(), "hello_first"),
    ] {
        visitor.send(&frame).await;
        assert_eq!(visitor.next("error").await["code"], code);
    }
    visitor.send(r#"{"v":1,"type":"ping"}"#).await;
    visitor.next("pong").await;
    visitor.send(&"x".repeat(100_000)).await;
    visitor.is_closed().await;

    let mut nuisance = Widget::open(house).await;
    for _ in 0..20 {
        nuisance.send("nonsense").await;
    }
    nuisance.is_closed().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
});

story!(a_flood_waits_and_is_not_lost, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    for n in 0..20 {
        visitor.say(&format!("c{n}"), "Halo").await;
        visitor.until("ack").await;
    }
    visitor.say("c20", "Halo").await;
    assert_eq!(visitor.until("error").await["code"], "too_fast");
    house.app.db.clock.advance(2 * MINUTE);
    visitor.say("c20", "Halo").await;
    assert_eq!(visitor.until("ack").await["client_id"], "c20");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await, 21);

    let token = visitor.token.clone();
    let _two = Widget::resume(house, &token, 99).await;
    let _three = Widget::resume(house, &token, 99).await;
    let (mut fourth, _) = try_open(house, Some(&house.url)).await.unwrap();
    line::send(
        &mut fourth,
        &json!({ "v": 1, "type": "hello", "after": 0, "language": "id", "token": token }).to_string(),
    )
    .await;
    assert_eq!(line::frame(&mut fourth).await.unwrap()["code"], "too_many_tabs");
    assert!(line::frame(&mut fourth).await.is_none(), "and the line is closed");
});

story!(a_second_tab_hears_what_the_first_says, async |house: &House| {
    let mut first = Widget::open(house).await;
    first.say("c1", "Sampah menumpuk").await;
    first.next("ticket").await;
    let mut second = Widget::resume(house, &first.token, 2).await;
    first.say("c2", "Sudah seminggu").await;
    assert_eq!(second.next("message").await["text"], "Sudah seminggu");
});

story!(citizens_are_told_whether_somebody_is_there, async |house: &House| {
    let is_online = async || Widget::open(house).await.welcome["online"].as_bool().unwrap();
    house.staff(OFFICIAL).await;
    assert!(!is_online().await, "officials read trends and answer nobody");
    let agent = house.staff(AGENT).await;
    assert!(is_online().await);
    house.app.db.clock.advance(14 * MINUTE);
    assert!(is_online().await);
    house.app.db.clock.advance(2 * MINUTE);
    assert!(!is_online().await, "nothing was heard of the agent for a while");
    let live = agent.client.get(format!("{}/desk", house.url)).header("X-Sahut-Live", "1");
    assert_eq!(agent.answer(live).await.status, 200);
    assert!(!is_online().await, "an open page that looks again is nobody");
    assert_eq!(agent.get("/desk").await.status, 200);
    assert!(is_online().await, "the desk was looked at");
    house.app.db.clock.advance(HOUR);
    agent.post("/sign-out", &[]).await;
    assert!(!is_online().await);
});

story!(
    the_page_lets_itself_be_embedded_by_listed_sites,
    |config: &mut sahut::config::Config| config.chat_origins =
        "https://kota.test, https://dinas.kota.test/".into(),
    async |house: &House| {
        let visitor = house.visitor();
        for (host, known) in [
            ("https://kota.test", true),
            ("https://dinas.kota.test", true),
            (house.url.as_str(), true),
            ("https://evil.test", false),
            ("https://kota.test.evil.test", false),
            ("", false),
        ] {
            let request = visitor
                .client
                .get(format!("{}/widget", house.url))
                .query(&[("host", host), ("language", "en")]);
            let response = request.send().await.unwrap();
            let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert!(
                policy.contains("frame-ancestors 'self' https://kota.test https://dinas.kota.test;"),
                "{policy}"
            );
            let page = response.text().await.unwrap();
            let said = format!("data-host-origin=\"{}\"", if known { host } else { "" });
            assert!(page.contains(&said), "{host}");
            assert!(page.contains("Chat with Kota Tirtamaya") && !page.contains(">widget-"), "{host}");
        }
        let script = visitor.client.get(format!("{}/assets/js/embed.js", house.url)).send().await.unwrap();
        assert_eq!(script.headers()["cross-origin-resource-policy"], "cross-origin");
    }
);

story!(a_reader_who_does_not_read_is_cut, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    visitor.say("c1", "Halo").await;
    visitor.next("ticket").await;
    let token = visitor.leave().await;
    let long = "panjang ".repeat(2_400);
    house
        .app
        .db
        .write(async |tx| {
            let agent = auth::by_email(tx, AGENT).await?.expect("the agent").id;
            let key = sahut::secret::token_hash(&token);
            let chat = conversations::by_key(tx, Channel::Chat, &key).await?.expect("the conversation");
            let words = NewMessage::outgoing(&long, Some(agent), State::Sent);
            for _ in 0..600 {
                conversations::append(tx, chat.id, chat.ticket_id, &words).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    // Does not read for longer than the house waits, while there is more than the network holds.
    let mut lazy = Widget::resume(house, &token, 0).await;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    let mut last = 0;
    while let Some(frame) = lazy.maybe().await {
        last = frame["seq"].as_i64().unwrap_or(last);
    }
    assert!((1..602).contains(&last), "cut at {last}");
    // Coming back, they resume where they were.
    let mut diligent = Widget::resume(house, &token, last).await;
    assert_eq!(diligent.next("message").await["seq"], last + 1);
    while last < 602 {
        last = diligent.next("message").await["seq"].as_i64().unwrap().max(last + 1);
    }
});

/// The agent's desk is served by another machine than the visitor's socket.
#[actix_web::test]
async fn an_answer_from_another_node_arrives() {
    house::run(
        Engine::Postgres,
        |_| {},
        async |house: &House| {
            let node = house.another_node().await;
            let mut visitor = Widget::open(house).await;
            visitor.say("c1", "Halo").await;
            visitor.next("ticket").await;
            let sent = node.app.db.write(async |tx| {
                let agent = auth::by_email(tx, AGENT).await?.expect("the agent").id;
                let ticket = sahut::ids::TicketId(newest(tx).await?);
                outbox::reply(tx, &house.app.zone, ticket, agent, "Halo dari simpul lain", &[]).await
            });
            sent.await.unwrap();
            assert_eq!(visitor.next("message").await["text"], "Halo dari simpul lain");
            node.close().await;
        },
    )
    .await;
}

story!(an_agent_answers_at_the_desk_with_a_file, async |house: &House| {
    let mut visitor = Widget::open(house).await;
    visitor.say("c1", "Di mana kantornya?").await;
    visitor.next("ticket").await;
    let id = house.number("SELECT MAX(id) AS n FROM ticket").await;
    let agent = house.staff(AGENT).await;
    let plan = reqwest::multipart::Part::bytes(b"denah kantor".to_vec()).file_name("denah kantor.txt");
    let form = reqwest::multipart::Form::new()
        .text("csrf", agent.csrf().await)
        .text("kind", "reply")
        .text("body", "Ini denahnya.")
        .part("files", plan);
    agent.answer(agent.client.post(format!("{}/desk/{id}/message", house.url)).multipart(form)).await;
    let reply = visitor.next("message").await;
    assert_eq!((&reply["text"], &reply["author"]), (&json!("Ini denahnya."), &json!("staff")));
    assert_eq!(reply["files"][0]["name"], "denah kantor.txt");
    let url = reply["files"][0]["url"].as_str().unwrap();
    let stranger = house.visitor();
    let response = stranger.client.get(format!("{}{url}", house.url)).send().await.unwrap();
    assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(response.text().await.unwrap(), "denah kantor");
    let (start, proof) = url.rsplit_once('/').unwrap();
    for guess in [format!("{start}/{}", "0".repeat(proof.len())), format!("{start}1/{proof}")] {
        assert_eq!(stranger.get(&guess).await.status, 404, "{guess}");
    }
});
