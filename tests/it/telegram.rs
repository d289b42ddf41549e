//! Telegram, through the loopback Bot API: pushed and asked for.

mod albums;
mod another_way;
mod changed;
mod dialogue;
mod fares;
mod kept;
mod kinds;
mod large_files;
mod news;
mod outbound;
mod paced;
mod pauses;
mod photo_place;
mod pollers;
mod refused;
mod to_mail;

use std::cell::RefCell;
use std::net::TcpListener;
use std::time::Duration;

use sahut::cli::demo::bot_api::{BotApi, Citizen, Refusal};
use sahut::clock::{Clock, SECOND};
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::tickets::life::Step;
use sahut::tickets::{self, Taken, Ticket};
use sahut::{auth, conversations, intake, listen, outbox};
use serde_json::json;
use tokio::sync::watch;

use crate::story;
use crate::support::house::MORNING;
use crate::support::{House, city};

const TOKEN: &str = "8112:AAstory-secret_Token0123456789";
const SECRET: &str = "a-secret_of-the_webhook";
const PIN_MASK: &str = "••••••";
const TICKETS: &str = "SELECT COUNT(*) AS n FROM ticket";
const TALKS: &str = "SELECT COUNT(*) AS n FROM talk";
/// A picture, as far as its first bytes tell.
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF a hole in the road";

thread_local! {
    static API: RefCell<Option<BotApi>> = const { RefCell::new(None) };
}

fn polling(config: &mut Config) {
    let api = BotApi::new(TOKEN, Clock::turned(MORNING));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    actix_web::rt::spawn(api.serve(listener).expect("a Bot API"));
    config.telegram_token = Some(TOKEN.into());
    config.telegram_api_url = Some(format!("http://{address}"));
    API.set(Some(api));
}

fn webhook(config: &mut Config) {
    polling(config);
    config.telegram_mode = "webhook".into();
    config.telegram_secret = Some(SECRET.into());
}

fn api() -> BotApi {
    API.with_borrow(|api| api.clone().expect("a Bot API"))
}

fn siti() -> Citizen {
    Citizen::new(7001, "Siti", "id")
}

/// What the bot said last.
fn last() -> String {
    api().sent().last().map(|line| line.text.clone()).unwrap_or_default()
}

/// The citizen says something, and everything that follows happens.
async fn says(house: &House, who: &Citizen, text: &str) {
    house.app.db.clock.advance(SECOND);
    api().text(who, text);
    settled(house).await;
}

async fn presses(house: &House, who: &Citizen, label: &str) {
    house.app.db.clock.advance(SECOND);
    assert!(api().press(who, label), "no button {label:?} under {:?}", buttons(who));
    settled(house).await;
}

/// What can be pressed under the newest message.
fn buttons(who: &Citizen) -> Vec<String> {
    let chat = api().chat(who.id);
    let newest = chat.iter().rev().find(|line| line.by_bot).expect("the bot said something");
    newest.buttons.iter().flatten().map(|(label, _)| label.clone()).collect()
}

async fn newest(house: &House) -> Ticket {
    let id = TicketId(ticket(house).await);
    house.app.db.read(async |tx| tickets::get(tx, id).await).await.unwrap()
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("waited in vain: {what}");
}

/// Listens while the story is told.
async fn listening(house: &House, story: impl AsyncFnOnce()) {
    let (stop, stopped) = watch::channel(false);
    let listeners = listen::start(house.app.clone(), stopped);
    assert_eq!(listeners.len(), 1);
    story().await;
    stop.send_replace(true);
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(10), listener).await.expect("it ends").expect("no panic");
    }
}

/// Everything the citizens did so far is in, and answered.
async fn settled(house: &House) {
    until("updates are taken in", async || api().waiting() == 0).await;
    house.work().await;
}

async fn reply(house: &House, ticket: i64, text: &str) {
    let app = &house.app;
    app.db
        .write(async |tx| {
            let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
            outbox::reply(tx, &app.zone, TicketId(ticket), by, text, &[]).await
        })
        .await
        .unwrap();
}

async fn ticket(house: &House) -> i64 {
    house.number("SELECT id AS n FROM ticket ORDER BY created_at DESC, id DESC LIMIT 1").await
}

/// The whole story of one matter, whichever way updates come; `comes` waits until they are in.
async fn a_matter(house: &House, comes: impl AsyncFn()) {
    let (api, siti) = (api(), siti());
    api.text(&siti, "/start");
    comes().await;
    assert!(last().contains("Kota Tirtamaya"), "{}", last());
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);

    let first = api.text(&siti, "Jalan rusak parah di depan SD 3, sudah dua anak jatuh");
    comes().await;
    let told = last();
    let row = house
        .app
        .db
        .read(async |tx| tickets::get(tx, TicketId(house.number("SELECT id AS n FROM ticket").await)).await);
    let row = row.await.unwrap();
    assert!(told.contains(&row.number.to_string()) && !told.contains(PIN_MASK), "{told}");
    let pin = told.lines().find_map(|line| line.strip_prefix("PIN: ")).expect("a PIN").to_owned();
    assert!(pin.len() == 6 && pin.bytes().all(|b| b.is_ascii_digit()), "{told}");
    let messages =
        house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
    assert!(messages.iter().any(|message| message.body.contains(PIN_MASK)));
    assert!(messages.iter().all(|message| !message.body.contains(&pin)), "the PIN is stored nowhere");

    api.photo(&siti, "Ini lubangnya", PICTURE.to_vec());
    api.location(&siti, -6.2, 106.8);
    comes().await;
    let files = house.app.db.read(async |tx| conversations::attachments(tx, row.id).await).await.unwrap();
    let key = files[0].file_key.as_deref().expect("a fetched photo");
    assert_eq!(house.app.files.get(key).await.unwrap(), PICTURE);
    assert_eq!(files[0].media_type, "image/jpeg");

    reply(house, row.id.0, "Tim kami berangkat siang ini.").await;
    house.work().await;
    assert_eq!(last(), "Tim kami berangkat siang ini.");
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);

    api.text(&siti, "Terima kasih, ditunggu");
    api.edit(&siti, first, "Jalan rusak parah di depan SD 5");
    comes().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message_revision").await, 1);
    let messages =
        house.app.db.read(async |tx| conversations::of_ticket(tx, row.id, 50).await).await.unwrap();
    assert!(messages.iter().any(|message| message.body.ends_with("SD 5")));
    assert!(messages.iter().any(|message| message.body == "Terima kasih, ditunggu"));

    api.text(&siti, &format!("/status {} {pin}", row.number));
    comes().await;
    assert!(last().contains("Tim kami berangkat siang ini."), "{}", last());
    api.text(&siti, "/status");
    comes().await;
    assert!(last().contains(&row.number.to_string()), "{}", last());
}

story!(a_matter_by_long_polling, polling, async |house: &House| {
    listening(house, async || a_matter(house, async || settled(house).await).await).await;
    let position = house.number("SELECT position AS n FROM lease").await;
    assert!(position > 1_000);
    assert_eq!(house.number("SELECT until AS n FROM lease").await, 0, "another node may go on at once");
});

story!(a_matter_by_webhook, webhook, async |house: &House| {
    listening(house, async || {
        until("the webhook is set", async || api().webhook().is_some()).await;
    })
    .await;
    assert_eq!(api().webhook().unwrap().url, format!("{}/channels/telegram", house.url));
    a_matter(house, async || {
        let answers = api().push().await.expect("pushed");
        assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
        house.work().await;
    })
    .await;
});

story!(a_place_gives_the_area, polling, async |house: &House| {
    listening(house, async || {
        api().location(&siti(), -6.2001, 106.8001);
        settled(house).await;
    })
    .await;
    let row = house
        .app
        .db
        .read(async |tx| tickets::get(tx, TicketId(house.number("SELECT id AS n FROM ticket").await)).await);
    let row = row.await.unwrap();
    assert!(row.area_code.is_some_and(|code| code.starts_with("99.71")));
    assert_eq!(row.latitude, Some(-6.2001));
});

story!(only_telegram_knows_the_secret, webhook, async |house: &House| {
    let client = house.visitor().client;
    let update = json!({ "update_id": 5, "message": { "message_id": 1, "date": 1, "text": "halo",
        "chat": { "id": 1, "type": "private", "first_name": "X" },
        "from": { "id": 1, "is_bot": false, "first_name": "X" } } });
    let send = async |secret: Option<&str>| {
        let mut request = client.post(format!("{}/channels/telegram", house.url)).json(&update);
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        request.send().await.unwrap().status().as_u16()
    };
    for wrong in [None, Some(""), Some("a-secret_of-the_webhooK"), Some("other")] {
        assert_eq!(send(wrong).await, 403, "{wrong:?}");
    }
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
    assert_eq!(send(Some(SECRET)).await, 200);
    // Telegram did not hear us and brings it again.
    assert_eq!(send(Some(SECRET)).await, 200);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    house.forget_jobs().await;
});

story!(what_we_do_not_know_waits_for_a_person, polling, async |house: &House| {
    listening(house, async || {
        let body = json!({ "id": "x", "from": { "id": 7001, "is_bot": false, "first_name": "Siti" } });
        api().update("telepathy", body);
        settled(house).await;
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject WHERE state = 'waiting'").await, 1);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);
    let id = house.app.db.read(async |tx| intake::rejected(tx, None, 1).await).await.unwrap()[0].id;
    let (_, raw) = intake::raw_of(&house.app, id).await.unwrap();
    assert!(String::from_utf8_lossy(&raw).contains("telepathy"), "the payload is kept");
});

story!(telegram_asks_to_wait, polling, async |house: &House| {
    listening(house, async || {
        api().text(&siti(), "Lampu jalan mati");
        settled(house).await;
        let before = api().sent().len();
        api().refuse("sendMessage", Refusal::too_many(3));
        reply(house, ticket(house).await, "Sedang diperiksa.").await;
        house.work().await;
        assert_eq!(api().sent().len(), before);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 1);
        house.app.db.clock.advance(4 * SECOND);
        house.work().await;
        assert_eq!(last(), "Sedang diperiksa.");
        assert_eq!(api().sent().len(), before + 1);
    })
    .await;
});

story!(the_citizen_blocked_the_bot, polling, async |house: &House| {
    listening(house, async || {
        api().text(&siti(), "Lampu jalan mati");
        settled(house).await;
        api().block(&siti());
        settled(house).await;
    })
    .await;
    let id = TicketId(ticket(house).await);
    house
        .app
        .db
        .write(async |tx| {
            tickets::take(tx, &house.app.zone, id, None, &Taken::by_system(Step::AskCitizen, "")).await
        })
        .await
        .unwrap();
    reply(house, id.0, "Di tiang nomor berapa?").await;
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 1);
    let history = house.app.db.read(async |tx| tickets::history(tx, id).await).await.unwrap();
    assert!(history.iter().any(|entry| entry.kind == tickets::EventKind::Undelivered), "{history:?}");
    let messages = house.app.db.read(async |tx| conversations::of_ticket(tx, id, 50).await).await.unwrap();
    assert!(
        messages.iter().any(|message| message.body.contains("memblokir")),
        "staff are told: {messages:?}"
    );
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject").await, 0);
});

story!(a_group_is_sent_to_the_private_chat_once_a_day, polling, async |house: &House| {
    let said = |id: i64, text: &str| {
        let body = json!({ "message_id": id, "date": 1, "text": text,
            "chat": { "id": -500, "type": "group", "title": "Warga RT 3" },
            "from": { "id": 7001, "is_bot": false, "first_name": "Siti", "language_code": "id" } });
        api().update("message", body)
    };
    // The group is a chat the Bot API knows.
    api().text(&Citizen::new(-500, "Warga RT 3", "id"), "/start");
    listening(house, async || {
        settled(house).await;
        let before = api().sent().len();
        said(1, "@tirtamaya_bot lampu mati");
        said(2, "@tirtamaya_bot halo?");
        settled(house).await;
        until("the group is told", async || api().sent().len() > before).await;
        assert_eq!(api().sent().len(), before + 1);
        assert!(last().contains("pesan pribadi"), "{}", last());
        house.app.db.clock.advance(25 * 60 * 60 * SECOND);
        said(3, "masih di sini");
        settled(house).await;
        until("the group is told again", async || api().sent().len() == before + 2).await;
    })
    .await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject").await, 0);
});

story!(two_nodes_ask_one_at_a_time, polling, async |house: &House| {
    let (stop, stopped) = watch::channel(false);
    let mut listeners = listen::start(house.app.clone(), stopped.clone());
    listeners.extend(listen::start(house.app.clone(), stopped));
    for n in 0..30 {
        api().text(&Citizen::new(8000 + n, "Warga", "id"), "Air mati di rumah");
    }
    settled(house).await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 30);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM lease").await, 1);
    stop.send(true).unwrap();
    for listener in listeners {
        tokio::time::timeout(Duration::from_secs(10), listener).await.unwrap().unwrap();
    }
});

story!(the_database_is_away_for_a_while, webhook, async |house: &House| {
    let node = house.another_node().await;
    node.lose_database().await;
    let url = format!("{}/channels/telegram", node.url);

    let api = api();
    let set = async |url: &str| {
        let bot = format!("{}/bot{TOKEN}/setWebhook", house.app.config.telegram_api_url.as_deref().unwrap());
        let asked = json!({ "url": url, "secret_token": SECRET });
        house.visitor().client.post(bot).json(&asked).send().await.unwrap();
    };
    set(&url).await;
    api.text(&siti(), "Air mati sejak kemarin");
    assert_eq!(api.push().await.unwrap(), [503]);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM reject").await, 0);
    // Telegram keeps it and brings it again.
    set(&format!("{}/channels/telegram", house.url)).await;
    assert_eq!(api.push().await.unwrap(), [200]);
    house.work().await;
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    assert_eq!(api.waiting(), 0);
    node.close().await;
});
