//! Files in an S3-compatible store that all nodes share: `sahut serve` as an administrator runs it.

use std::net::TcpListener;
use std::time::Duration;

use sahut::app::App;
use sahut::cli::demo::bot_api::{BotApi, Citizen};
use sahut::clock::Clock;
use sahut::config::Config;
use sahut::db::Db;
use sahut::db::select::Select;
use serde_json::{Value, json};

use crate::portal;
use crate::support::house::Visitor;
use crate::support::process::{Place, Running};
use crate::support::store::Store;
use crate::support::{Engine, city, until};

const TOKEN: &str = "8112:AAstory-secret_Token0123456789";
const SECRET: &str = "a-secret_of-the_webhook";
/// A carrier and Telegram wait longer than this for an answer.
const PATIENCE: Duration = Duration::from_secs(12);

/// A city in the place's database.
async fn settle(place: &mut Place, engine: Engine) -> Db {
    if engine == Engine::Sqlite {
        // Named, so that a node with a folder of its own uses it too.
        let file = format!("sqlite:{}", place.path("data/sahut.db").display());
        place.set("SAHUT_DATABASE_URL", file);
    }
    place.must(&["migrate"]).await;
    let db = Db::connect(&place.database(), Clock::System).await.expect("a database");
    let key = "0123456789abcdef0123456789abcdef";
    let config =
        Config { data_dir: place.path("builder"), secret_key: Some(key.into()), ..Config::default() };
    city::build(&App::with(config, db.clone()).await.expect("a house")).await;
    db
}

/// The Bot API on loopback, and a bot in the place's settings.
fn bot(place: &mut Place) -> BotApi {
    let api = BotApi::new(TOKEN, Clock::System);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    actix_web::rt::spawn(api.serve(listener).expect("a Bot API"));
    place.set("SAHUT_TELEGRAM_TOKEN", TOKEN);
    place.set("SAHUT_TELEGRAM_API_URL", format!("http://{address}"));
    api
}

fn visitor(server: &Running) -> Visitor {
    let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
    Visitor { client, url: server.url.clone() }
}

async fn staff(server: &Running, email: &str) -> Visitor {
    let visitor = visitor(server);
    let form = [("email", email), ("password", city::PASSWORD), ("next", "/assets/favicon.svg")];
    let answer = visitor.post("/sign-in", &form).await;
    assert!(answer.status < 400, "{email} cannot sign in: {} {}", answer.status, answer.text);
    visitor
}

async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read(async |tx| Select::new(sql, []).number(tx).await).await.expect("a number")
}

/// A file as it comes: the headers that matter, and its bytes.
async fn download(visitor: &Visitor, path: &str) -> (String, String, Vec<u8>) {
    let answer = visitor.client.get(format!("{}{path}", visitor.url)).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    let (kind, disposition) = (header("content-type"), header("content-disposition"));
    (kind, disposition, answer.bytes().await.expect("bytes").to_vec())
}

/// A picture of this many bytes, as far as its first bytes tell.
fn picture(size: usize) -> Vec<u8> {
    let noise = (0..size).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8);
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0".iter().copied().chain(noise).take(size).collect()
}

async fn two_nodes(engine: Engine) {
    let Some(store) = Store::open().await else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    store.settings(&mut place);
    let db = settle(&mut place, engine).await;

    let said = String::from_utf8_lossy(&place.run(&["doctor"]).await.stdout).into_owned();
    assert!(said.contains("ok    files         can be written and read"), "{said}");
    assert_eq!(store.files().await.len(), 0, "a check leaves nothing");

    let here = place.start(&["serve"]).await;
    place.set("SAHUT_DATA_DIR", place.path("other").display().to_string());
    let there = place.start(&["serve", "--no-worker"]).await;

    let citizen = visitor(&here);
    portal::fill(&citizen, portal::WORDS, &[]).await;
    let (code, _) = portal::send(&citizen).await;
    let photo = picture(3 * 1024 * 1024);
    let more = format!("/track/{code}/more");
    let sent = portal::upload(&citizen, &more, &[("text", "Fotonya.")], &[("jalan.jpg", &photo)]).await;
    assert_eq!(sent.status, 200, "{}", sent.text);

    let agent = staff(&there, city::AGENT).await;
    let ticket = number(&db, "SELECT id AS n FROM ticket").await;
    let page = agent.get(&format!("/desk/{ticket}")).await.text;
    let mut found = Vec::new();
    for link in page.split("class=\"attachment\" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap())
    {
        let (kind, disposition, bytes) = download(&agent, link).await;
        assert_eq!(kind, "application/octet-stream");
        assert!(disposition.starts_with("attachment"), "{disposition}");
        let (kind, disposition, shown) = download(&agent, &format!("{link}?inline=1")).await;
        assert!(kind.starts_with("image/") && disposition.starts_with("inline"), "{kind} {disposition}");
        assert_eq!(shown, bytes);
        found.push(bytes);
    }
    assert_eq!(found.len(), 2, "{page}");
    assert!(found.contains(&photo) && found.iter().any(|file| file == portal::PNG));

    // The same picture again is the same file.
    portal::upload(&citizen, &more, &[("text", "Lagi.")], &[("sama.jpg", &photo)]).await;
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM attachment").await, 3);
    assert_eq!(store.files().await.len(), 2);
    // Nothing lies where only one node could read it.
    assert!(!place.path("data/files").exists() && !place.path("other/files").exists());

    // Keys that the store does not know: told, with what to do, and without the secret.
    place.set("AWS_SECRET_ACCESS_KEY", "hush-hush");
    let said = String::from_utf8_lossy(&place.run(&["doctor"]).await.stdout).into_owned();
    assert!(said.contains("fail  files") && said.contains("AWS_SECRET_ACCESS_KEY"), "{said}");
    assert!(!said.contains("hush"), "{said}");

    assert!(here.terminate().await.success() && there.terminate().await.success());
    db.close().await;
    place.close().await;
}

async fn a_voice(engine: Engine) {
    let Some(store) = Store::open().await else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    store.settings(&mut place);
    let api = bot(&mut place);
    let db = settle(&mut place, engine).await;
    let server = place.start(&["serve"]).await;
    let voice = [b"OggS\0\x02".as_slice(), &[0; 22], b"\x01\x13OpusHead", &[7; 9_000]].concat();

    // The store is away: what was said is in, its sound waits at Telegram.
    store.shut();
    let siti = Citizen::new(7001, "Siti", "id");
    api.text(&siti, "Air mati sejak pagi");
    api.voice(&siti, 4, voice.clone());
    until("updates are taken in", async || api.waiting() == 0).await;
    let failed = "SELECT COUNT(*) AS n FROM job WHERE kind = 'fetch_media' AND last_error LIKE '%files%'";
    until("the fetch fails", async || number(&db, failed).await == 1).await;
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(store.files().await.len(), 0);

    store.reopen();
    let stored = "SELECT COUNT(*) AS n FROM attachment WHERE state = 'stored'";
    until("the sound is fetched", async || number(&db, stored).await == 1).await;
    let agent = staff(&server, city::AGENT).await;
    let file = number(&db, "SELECT id AS n FROM attachment").await;
    let (kind, _, bytes) = download(&agent, &format!("/desk/file/{file}?inline=1")).await;
    assert!(kind.starts_with("audio/"), "{kind}");
    assert_eq!(bytes, voice);
    assert_eq!(store.files().await, [voice]);
    assert!(server.terminate().await.success());
    db.close().await;
    place.close().await;
}

/// An update of this many bytes: Telegram may add what we do not know.
fn update(id: i64, kind: &str, bytes: usize) -> Value {
    json!({ "update_id": id, kind: { "message_id": id, "date": 1, "text": "Jalan berlubang",
        "chat": { "id": 7001, "type": "private", "first_name": "Siti" },
        "from": { "id": 7001, "is_bot": false, "first_name": "Siti" }, "new": "x".repeat(bytes) } })
}

async fn away(engine: Engine) {
    let Some(store) = Store::open().await else { return };
    let Some(mut place) = Place::new(engine).await else { return };
    store.settings(&mut place);
    bot(&mut place);
    place.set("SAHUT_TELEGRAM_MODE", "webhook");
    place.set("SAHUT_TELEGRAM_SECRET", SECRET);
    let db = settle(&mut place, engine).await;
    // The store may also be away when a node starts.
    store.shut();
    let server = place.start(&["serve"]).await;
    let client = reqwest::Client::new();
    let push = async |update: &Value| {
        let request = client.post(format!("{}/channels/telegram", server.url)).json(update);
        let sent = request.header("X-Telegram-Bot-Api-Secret-Token", SECRET).send();
        let answer = tokio::time::timeout(PATIENCE, sent).await.expect("an answer in time").unwrap();
        answer.status().as_u16()
    };
    let (large, strange) = (update(1, "message", 400_000), update(2, "telepathy", 500_000));

    // As often as it comes: nothing is stored, nothing is given up.
    let all = [&large, &strange, &large, &strange, &large, &strange, &large].map(&push);
    assert_eq!(futures_util::future::join_all(all).await, [503; 7]);
    let rows = "SELECT (SELECT COUNT(*) FROM inbox) + (SELECT COUNT(*) FROM ticket)
        + (SELECT COUNT(*) FROM reject) AS n";
    assert_eq!(number(&db, rows).await, 0);
    // What needs no file goes on.
    assert_eq!(push(&update(3, "message", 10)).await, 200);
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM ticket").await, 1);
    // A citizen hears that the picture could not be kept, and loses no word.
    let citizen = visitor(&server);
    citizen.post("/report", &[("class", "complaint"), ("text", portal::WORDS)]).await;
    let photo = picture(50_000);
    let upload =
        async || portal::upload(&citizen, "/report/files", &[], &[("lampu.jpg", photo.as_slice())]).await;
    let refused = upload().await;
    assert_eq!(refused.status, 503, "{}", refused.text);

    store.reopen();
    assert_eq!([push(&large).await, push(&strange).await, push(&large).await], [200; 3]);
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM ticket").await, 1, "the same conversation");
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM message WHERE direction = 'in'").await, 2);
    assert_eq!(number(&db, "SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 1);
    assert_eq!(upload().await.path, "/report/about");
    assert!(citizen.get("/report").await.text.contains("Lampu jalan mati"), "the words are kept");

    // The payloads are there as they came, and people can look at what was not understood.
    let kept = store.files().await;
    assert_eq!(kept.len(), 3);
    for payload in [large.to_string().into_bytes(), strange.to_string().into_bytes(), photo] {
        assert!(kept.contains(&payload), "{} bytes", payload.len());
    }
    let administrator = staff(&server, city::ADMINISTRATOR).await;
    let reject = number(&db, "SELECT id AS n FROM reject").await;
    let raw = administrator.get(&format!("/admin/rejects/{reject}/raw")).await;
    assert_eq!(raw.status, 200);
    assert_eq!(serde_json::from_str::<Value>(&raw.text).unwrap(), strange);
    assert!(server.terminate().await.success());
    db.close().await;
    place.close().await;
}

/// Declares both tests of a story.
macro_rules! on_both {
    ($($name:ident = $story:path),+) => {$(
        mod $name {
            use crate::support::Engine;

            #[actix_web::test]
            async fn on_sqlite() {
                $story(Engine::Sqlite).await;
            }

            #[actix_web::test]
            async fn on_postgres() {
                $story(Engine::Postgres).await;
            }
        }
    )+};
}

on_both! {
    a_photo_at_one_node_is_read_at_another = super::two_nodes,
    a_voice_message_waits_for_the_store = super::a_voice,
    the_store_is_away_and_nothing_is_lost = super::away
}
