//! Stories of the demo: a past that is true, a page that plays every channel, a program that starts.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use actix_web::web::Data;
use sahut::app::App;
use sahut::cli::demo::{self, bot_api::BotApi, city::City, seed};
use sahut::config::Config;
use sahut::db::select::Select;
use sahut::web::demo::{Demo, routes};
use sahut::{listen, web};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::watch;

use crate::story;
use crate::support::house::Visitor;
use crate::support::{Engine, House};

/// Tickets of a small past.
const SMALL: usize = 260;

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Told {
    number: String,
    created_at: i64,
    subject: String,
    status: String,
    channel: String,
    resolved_at: Option<i64>,
    due_at: i64,
    area_code: Option<String>,
    agency: String,
    events: i64,
    messages: i64,
}

async fn told(app: &App) -> Vec<Told> {
    let sql =
        "SELECT t.number, t.created_at, t.subject, t.status, t.channel, t.resolved_at, t.due_at, t.area_code,
        a.code AS agency, (SELECT COUNT(*) FROM ticket_event e WHERE e.ticket_id = t.id) AS events,
        (SELECT COUNT(*) FROM message m WHERE m.ticket_id = t.id) AS messages
        FROM ticket t JOIN agency a ON a.id = t.agency_id ORDER BY t.number";
    app.db.read(async |tx| Select::new(sql, []).fetch::<Told>(tx).await).await.expect("tickets")
}

story!(a_past_is_true, async |house: &House| {
    let done = seed::seed(&house.app, SMALL, |_, _| {}).await.expect("a past");
    assert!((SMALL - 15..=SMALL + 5).contains(&done), "{done}");
    house.work().await;
    let same = |a: &'static str, b: &'static str| async move {
        assert_eq!(house.number(a).await, house.number(b).await, "{a} / {b}");
    };
    let tickets = "SELECT COUNT(*) AS n FROM ticket";
    assert_eq!(house.number(tickets).await, done as i64);
    same(tickets, "SELECT COUNT(DISTINCT number) AS n FROM ticket").await;
    same(
        tickets,
        "SELECT COUNT(*) AS n FROM ticket WHERE area_code IS NOT NULL AND created_at < 1795399200000",
    )
    .await;
    same(tickets, "SELECT COUNT(*) AS n FROM ticket_event WHERE kind = 'opened'").await;
    // The sums are what a count over all tickets says, cell by cell.
    let cells = "SELECT COUNT(*) AS n FROM ticket_sum r WHERE r.grain = 'day' AND (r.opened <>
        (SELECT COUNT(*) FROM ticket t WHERE t.created_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class)
        OR r.resolved <>
        (SELECT COUNT(*) FROM ticket t WHERE t.resolved_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class)
        OR r.in_time <>
        (SELECT COUNT(*) FROM ticket t WHERE t.resolved_day = r.day AND t.agency_id = r.agency_id
            AND t.category_id = r.category_id AND t.channel = r.channel AND t.class = r.class
            AND t.resolved_at <= t.due_at))";
    assert_eq!(house.number(cells).await, 0);
    let resolved = "SELECT COUNT(*) AS n FROM ticket WHERE resolved_day IS NOT NULL";
    for grain in ["day", "week", "ever", "agency_day"] {
        for (count, sum) in [(tickets, "opened"), (resolved, "resolved")] {
            let sums =
                format!("SELECT CAST(SUM({sum}) AS bigint) AS n FROM ticket_sum WHERE grain = '{grain}'");
            assert_eq!(house.number(count).await, house.number(sums.leak()).await, "{sum} by {grain}");
        }
    }
    // Nobody is written to about the past.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job").await, 0);
    // Believable: most were answered, some are late, somebody waits with an emergency.
    let answered = house.number("SELECT COUNT(*) AS n FROM ticket WHERE first_response_at IS NOT NULL").await;
    assert!((0.78..0.95).contains(&(answered as f64 / done as f64)), "{answered} of {done}");
    assert!(
        house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open AND due_at < 1795399200000").await > 0
    );
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open AND class = 'emergency'").await > 0);
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE status = 'rejected'").await > 0);
    // Once is enough.
    assert_eq!(seed::seed(&house.app, SMALL, |_, _| {}).await.expect("nothing to do"), done);
    assert_eq!(house.number(tickets).await, done as i64);
});

story!(a_past_repeats_and_goes_on_where_it_was_cut_off, async |house: &House| {
    seed::seed(&house.app, SMALL, |_, _| {}).await.expect("a past");
    let whole = told(&house.app).await;
    let other = House::build(house.engine, |_| {}).await;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let mut stop = Some(stop);
    let cut_off = tokio::select! {
        biased;
        _ = stopped => true,
        _ = seed::seed(&other.app, SMALL, |done, _| if done > 0 && let Some(stop) = stop.take() { let _ = stop.send(()); }) => false,
    };
    let part = other.number("SELECT COUNT(*) AS n FROM ticket").await;
    assert!(cut_off && part > 0 && part < whole.len() as i64, "{part} of {}", whole.len());
    seed::seed(&other.app, SMALL, |_, _| {}).await.expect("the rest");
    assert_eq!(told(&other.app).await, whole);
    house.work().await;
    other.work().await;
    other.close().await;
});

story!(tickets_of_others_are_left_alone, async |house: &House| {
    let inbound = channels::email::parse(
        b"From: a@warga.test\r\nSubject: Air mati\r\n\r\nSejak pagi.",
        &house.app.ours(),
    );
    let received = sahut::intake::Received::new(inbound, Vec::new(), "message/rfc822");
    sahut::intake::receive(&house.app, &received).await.expect("a ticket");
    assert_eq!(seed::seed(&house.app, SMALL, |_, _| {}).await.expect_err("not the demo's").status(), 409);
    house.forget_jobs().await;
});

/// A house with the demo's page in front of it.
struct Stage {
    house: House,
    visitor: Visitor,
    csrf: String,
    bot: BotApi,
    server: actix_web::dev::ServerHandle,
    stop: watch::Sender<bool>,
}

impl Stage {
    async fn open(engine: Engine) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let house = House::build(engine, |config| {
            let (database_url, data) = (config.database_url.clone(), config.data_dir.clone());
            let secret_key = config.secret_key.clone();
            *config = Config { database_url, secret_key, ..demo::configure(&data, &url, |_| None) };
        })
        .await;
        let bot = demo::bot(&house.app.config, house.app.db.clock.clone()).expect("a bot");
        let people = City::read().expect("a city").people;
        let stage = Data::new(Demo::new(bot.clone(), &house.app.config.data_dir, people));
        let server = web::start(house.app.clone(), listener, routes(stage)).expect("a server");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let (stop, stopped) = watch::channel(false);
        listen::start(house.app.clone(), stopped);
        while bot.webhook().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        let visitor = Visitor { client, url };
        let page = visitor.get("/demo").await;
        assert_eq!(page.status, 200, "{}", page.text);
        let (_, rest) = page.text.split_once("name=\"csrf\" value=\"").expect("a token");
        let csrf = rest.split('"').next().expect("a token").to_owned();
        Self { house, visitor, csrf, bot, server: handle, stop }
    }

    async fn phone(&self, fields: &[(&str, &str)]) -> Value {
        let mut fields = fields.to_vec();
        fields.extend([("csrf", self.csrf.as_str()), ("call", "0123456789abcdef0123456789abcdef")]);
        let request = self.visitor.client.post(format!("{}/demo/phone", self.visitor.url));
        let answer = self.visitor.answer(request.header("Accept", "application/json").form(&fields)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).expect("JSON")
    }

    async fn close(self) {
        let _ = self.stop.send(true);
        self.server.stop(false).await;
        self.house.close().await;
    }
}

fn spoken(answer: &Value) -> String {
    answer["say"].as_array().expect("words").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// Six digits in a row, spaces between them or not: the PIN that was told.
fn pin_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("PIN")?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).take(6).collect();
    (digits.len() == 6).then_some(digits)
}

async fn telephone(stage: &Stage) {
    let menu = stage.phone(&[("event", "start")]).await;
    assert_eq!((&menu["expects"], &menu["digits"]), (&json!("digits"), &json!(1)), "{menu}");
    assert!(spoken(&menu).contains("112"), "{menu}");
    let beep = stage.phone(&[("event", "digits"), ("digits", "1")]).await;
    assert_eq!(beep["expects"], "record", "{beep}");
    let told = stage.phone(&[("event", "record"), ("recording", "Pohon tumbang di Jalan Kantil")]).await;
    assert!(pin_in(&spoken(&told)).is_some(), "{told}");
    stage.phone(&[("event", "hangup")]).await;
    stage.house.work().await;
    assert_eq!(stage.house.number("SELECT COUNT(*) AS n FROM ticket WHERE channel = 'voice'").await, 1);
    let sound = "SELECT COUNT(*) AS n FROM attachment WHERE state = 'stored' AND media_type = 'audio/x-wav'";
    assert_eq!(stage.house.number(sound).await, 1, "the recording was fetched");
    let note = "SELECT COUNT(*) AS n FROM message WHERE direction = 'note' AND body <> ''";
    assert_eq!(stage.house.number(note).await, 1, "what was said is there to read");
}

async fn mail(stage: &Stage) {
    let form = reqwest::multipart::Form::new()
        .text("csrf", stage.csrf.clone())
        .text("from", "wening@warga.example")
        .text("subject", "Lampu jalan mati – tolong")
        .text("body", "Tiga lampu di Jalan Kenanga mati.")
        .part("file", reqwest::multipart::Part::bytes(b"catatan".to_vec()).file_name("catatan.txt"));
    let request = stage.visitor.client.post(format!("{}/demo/mail", stage.visitor.url));
    let answer = stage.visitor.answer(request.header("Accept", "application/json").multipart(form)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    stage.house.work().await;
    let left = stage.visitor.get("/demo/outbox").await.text;
    assert!(left.contains("wening@warga.example") && pin_in(&left).is_some(), "{left}");
    // The citizen answers the letter: the same ticket, and the composer knows what is answered.
    let (_, rest) = left.split_once("/demo?answer=").expect("a way to answer");
    let page = stage
        .visitor
        .get(&format!("/demo?answer={}", rest.split(['"', '#']).next().expect("an id")))
        .await
        .text;
    assert!(page.contains("value=\"Re: ["), "{page}");
    let (_, rest) = page.split_once("name=\"answers\" value=\"").expect("what is answered");
    let form = reqwest::multipart::Form::new()
        .text("csrf", stage.csrf.clone())
        .text("from", "wening@warga.example")
        .text("subject", "Re: Lampu")
        .text("answers", rest.split('"').next().expect("an id").to_owned())
        .text("body", "Sekarang empat.");
    let request = stage.visitor.client.post(format!("{}/demo/mail", stage.visitor.url));
    stage.visitor.answer(request.header("Accept", "application/json").multipart(form)).await;
    stage.house.work().await;
    assert_eq!(stage.house.number("SELECT COUNT(*) AS n FROM ticket WHERE channel = 'email'").await, 1);
    assert_eq!(stage.house.number("SELECT COUNT(*) AS n FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.channel = 'email' AND m.direction = 'in'").await, 2);
}

async fn telegram(stage: &Stage) {
    for text in ["/start", "Sampah di Pasar Wangi belum diangkut"] {
        let fields = [("csrf", stage.csrf.as_str()), ("text", text)];
        // As a browser without a script: a form, and the page again.
        let request = stage.visitor.client.post(format!("{}/demo/telegram", stage.visitor.url)).form(&fields);
        let page = stage.visitor.answer(request).await;
        assert_eq!((page.status, page.path.as_str()), (200, "/demo"), "{}", page.text);
        stage.house.work().await;
    }
    let chat = stage.visitor.get("/demo/telegram/messages").await.text;
    assert!(chat.contains("is-mine") && pin_in(&chat).is_some(), "{chat}");
    assert_eq!(stage.bot.sent().len(), 2, "a welcome and an acknowledgement");
    assert_eq!(stage.house.number("SELECT COUNT(*) AS n FROM ticket WHERE channel = 'telegram'").await, 1);
}

async fn a_whole_round(engine: Engine) {
    if engine == Engine::Postgres && std::env::var("SAHUT_TEST_POSTGRES").is_err() {
        eprintln!("left out: SAHUT_TEST_POSTGRES is not set (tests/run sets it)");
        return;
    }
    let stage = Stage::open(engine).await;
    telephone(&stage).await;
    mail(&stage).await;
    telegram(&stage).await;
    // Without the token of the page nothing happens.
    let request = stage.visitor.client.post(format!("{}/demo/telegram", stage.visitor.url));
    assert_eq!(stage.visitor.answer(request.form(&[("text", "halo")])).await.status, 403);
    stage.close().await;
}

#[actix_web::test]
async fn a_whole_round_on_sqlite() {
    a_whole_round(Engine::Sqlite).await;
}

#[actix_web::test]
async fn a_whole_round_on_postgres() {
    a_whole_round(Engine::Postgres).await;
}

#[actix_web::test]
async fn a_telephone_without_a_script() {
    let stage = Stage::open(Engine::Sqlite).await;
    let post = async |fields: &[(&str, &str)]| {
        let mut fields = fields.to_vec();
        fields.extend([("csrf", stage.csrf.as_str()), ("recording", "")]);
        let request = stage.visitor.client.post(format!("{}/demo/phone", stage.visitor.url)).form(&fields);
        stage.visitor.answer(request).await.text
    };
    let page = post(&[("event", "start")]).await;
    let (_, rest) = page.split_once("name=\"call\" value=\"").expect("a call goes on");
    let call = rest.split('"').next().expect("its name").to_owned();
    assert!(page.contains("name=\"event\" value=\"digits\""), "{page}");
    let page = post(&[("call", &call), ("event", "digits"), ("digits", "1")]).await;
    assert!(page.contains("name=\"event\" value=\"record\""), "{page}");
    let page = post(&[("call", &call), ("event", "record"), ("recording", "Air mati")]).await;
    assert!(pin_in(&page).is_some(), "{page}");
    post(&[("call", &call), ("event", "hangup")]).await;
    stage.house.work().await;
    stage.close().await;
}

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sahut"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--tickets", "40", "--data"]).arg(data);
    for name in ["SAHUT_DATABASE_URL", "SAHUT_MEILISEARCH_URL", "SAHUT_CONFIG"] {
        command.env_remove(name);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[actix_web::test]
async fn the_program_starts_and_serves_its_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("kota");
    for again in [false, true] {
        let mut child = program(&data).args(again.then_some("--fresh")).spawn().expect("a program");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = tokio::time::timeout(Duration::from_mins(1), async {
            while let Some(line) = lines.next_line().await.expect("a line") {
                if let Some((_, address)) =
                    line.split_once("http://").filter(|(_, rest)| rest.ends_with("/demo"))
                {
                    return format!("http://{address}");
                }
            }
            panic!("the program ended without an address");
        })
        .await
        .expect("ready within a minute");
        let page = reqwest::get(&address).await.expect("a page");
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("text").contains("ratna@tirtamaya.example"));
        child.kill().await.expect("stopped");
    }
}

#[actix_web::test]
async fn a_strangers_folder_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("foto.jpg"), "bukan untuk dihapus").expect("a file");
    let output = program(folder.path()).arg("--fresh").output().await.expect("a program");
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("--data"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("still there").count(), 1);
}
