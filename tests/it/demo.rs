//! Stories of the demo: a past that is true, a page that plays every channel, a program that starts.

mod alive;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use actix_web::web::Data;
use reqwest::multipart::{Form, Part};
use sahut::app::App;
use sahut::cli::demo::{self, bot_api::BotApi, city::City, seed};
use sahut::config::Config;
use sahut::conversations::Attachment;
use sahut::db::select::Select;
use sahut::texts::Lang;
use sahut::tickets::{self, Ticket};
use sahut::web::demo::{Demo, routes};
use sahut::{listen, web};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::watch;

use crate::story;
use crate::support::city::AGENT;
use crate::support::house::{Answer, Visitor};
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

async fn files(app: &App) -> Vec<Attachment> {
    let sql =
        "SELECT id, message_id, name, media_type, size, state, file_key, remote, scan, scan_note, latitude,
         longitude FROM attachment";
    app.db.read(async |tx| Select::new(sql, []).fetch::<Attachment>(tx).await).await.expect("files")
}

/// Tickets whose assignee cannot see them.
async fn blind(app: &App) -> Vec<String> {
    let sql = "SELECT * FROM ticket WHERE assignee_id IS NOT NULL";
    app.db
        .read(async |tx| {
            let mut blind = Vec::new();
            for ticket in Select::new(sql, []).fetch::<Ticket>(tx).await? {
                let who = ticket.assignee_id.expect("somebody");
                if tickets::visible(tx, who, ticket.id).await.is_err() {
                    blind.push(ticket.number.to_string());
                }
            }
            Ok(blind)
        })
        .await
        .expect("tickets")
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
    // What the city's table says held from the beginning: no ticket is late by another time than its page tells.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM category_time").await, 0);
    // Nobody is written to about the past.
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'queued'").await, 0);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE kind <> 'wake'").await, 0);
    // Believable: most were answered, somebody waits with an emergency.
    let answered = house.number("SELECT COUNT(*) AS n FROM ticket WHERE first_response_at IS NOT NULL").await;
    assert!((0.85..0.99).contains(&(answered as f64 / done as f64)), "{answered} of {done}");
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open AND class = 'emergency'").await > 0);
    assert!(house.number("SELECT COUNT(*) AS n FROM ticket WHERE status = 'rejected'").await > 0);
    // Of what is open most is young and in time, however few there are.
    let open = house.number("SELECT COUNT(*) AS n FROM ticket WHERE is_open").await;
    let late = "SELECT COUNT(*) AS n FROM ticket WHERE is_open AND due_at < 1795399200000";
    let late = house.number(late).await;
    assert!(late * 3 <= open, "{late} of {open}");
    let in_time = house.number("SELECT COUNT(*) AS n FROM ticket WHERE resolved_at <= due_at").await;
    let done = house.number("SELECT COUNT(*) AS n FROM ticket WHERE resolved_at IS NOT NULL").await;
    assert!((0.75..0.93).contains(&(in_time as f64 / done as f64)), "{in_time} of {done}");
    // Citizens sent pictures, staff answered with some, and the files are there.
    let pictures = "SELECT COUNT(*) AS n FROM attachment a JOIN message m ON m.id = a.message_id
        WHERE a.state = 'stored' AND a.media_type = 'image/jpeg' AND m.direction = ";
    for (direction, least) in [("'in'", 3), ("'out'", 1)] {
        let sql: &'static str = format!("{pictures}{direction}").leak();
        assert!(house.number(sql).await >= least, "{direction}");
    }
    for file in files(&house.app).await {
        let bytes = house.app.files.get(&file.file_key.expect("a key")).await.expect("a file");
        assert_eq!(Some(bytes.len() as i64), file.size, "{}", file.name);
    }
    // Whoever has a ticket can see it; places in a conversation have no gaps.
    assert_eq!(blind(&house.app).await, Vec::<String>::new());
    let gaps = "SELECT COUNT(*) AS n FROM conversation c WHERE c.last_seq <>
        (SELECT COUNT(*) FROM message m WHERE m.conversation_id = c.id)
        OR c.last_seq <> (SELECT MAX(m.seq) FROM message m WHERE m.conversation_id = c.id)";
    assert_eq!(house.number(gaps).await, 0);
    let done = house.number(tickets).await as usize;
    // Once is enough.
    assert_eq!(seed::seed(&house.app, SMALL, |_, _| {}).await.expect("nothing to do"), done);
    assert_eq!(house.number(tickets).await, done as i64);
    // One is put aside until tomorrow.
    house.forget_jobs().await;
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
    for house in [house, &other] {
        house.work().await;
        // One is put aside until tomorrow.
        house.forget_jobs().await;
    }
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

    /// Sends the Telegram pane's form.
    async fn telegram(&self, form: Form) -> Answer {
        let request = self.visitor.client.post(format!("{}/demo/telegram", self.visitor.url));
        self.visitor.answer(request.multipart(form.text("csrf", self.csrf.clone()))).await
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
    let form = Form::new()
        .text("csrf", stage.csrf.clone())
        .text("from", "wening@warga.example")
        .text("subject", "Lampu jalan mati – tolong")
        .text("body", "Tiga lampu di Jalan Kenanga mati.")
        .part("file", Part::bytes(b"catatan".to_vec()).file_name("catatan.txt"));
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
    let form = Form::new()
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
        // As a browser without a script: a form, and the page again.
        let page = stage.telegram(Form::new().text("text", text)).await;
        assert_eq!((page.status, page.path.as_str()), (200, "/demo"), "{}", page.text);
        stage.house.work().await;
    }
    let chat = stage.visitor.get("/demo/telegram/messages").await.text;
    assert!(chat.contains("is-mine") && pin_in(&chat).is_some(), "{chat}");
    assert_eq!(stage.bot.sent().len(), 2, "a welcome and an acknowledgement");
    assert_eq!(stage.house.number("SELECT COUNT(*) AS n FROM ticket WHERE channel = 'telegram'").await, 1);
}

/// A photo and a voice message go the whole way: update, getFile, download, the ticket's page.
async fn telegram_files(stage: &Stage) {
    let (_, photo) = City::files().find(|(name, _)| name == "sampah-menumpuk.jpg").expect("a photo");
    let voice = [b"OggS\0\x02".as_slice(), &[0; 22], b"\x01\x13OpusHead", &[0; 60]].concat();
    let file = |bytes: &[u8], name: &'static str| Part::bytes(bytes.to_vec()).file_name(name);
    let form = Form::new().text("text", "Ini fotonya").part("photo", file(photo, "IMG_0007.jpg"));
    let page = stage.telegram(form).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let page = stage.telegram(Form::new().part("voice", file(&voice, "rekaman.ogg"))).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let page = stage.telegram(Form::new().part("voice", file(b"bukan suara", "catatan.txt"))).await;
    assert!(page.text.contains(&*Lang::Id.say("demo-bot-no-sound")), "{}", page.text);
    stage.house.work().await;
    let fetched: Vec<_> = files(&stage.house.app).await;
    let fetched = fetched.iter().filter(|file| ["photo.jpg", "voice.ogg"].contains(&file.name.as_str()));
    let mut told = Vec::new();
    for file in fetched {
        let bytes =
            stage.house.app.files.get(file.file_key.as_deref().expect("fetched")).await.expect("bytes");
        told.push((file.name.as_str(), file.media_type.as_str(), bytes));
    }
    assert_eq!(told, [("photo.jpg", "image/jpeg", photo.to_vec()), ("voice.ogg", "audio/ogg", voice)]);
    assert!(
        stage.bot.calls().iter().filter(|call| *call == "getfile").count() >= 2,
        "{:?}",
        stage.bot.calls()
    );
    let joined = "SELECT COUNT(*) AS n FROM message m JOIN ticket t ON t.id = m.ticket_id
        WHERE t.channel = 'telegram' AND m.direction = 'in' AND m.body = 'Ini fotonya'";
    assert_eq!(stage.house.number(joined).await, 1, "the caption is the message");
    // The pane shows both, and so does the ticket.
    let chat = stage.visitor.get("/demo/telegram/messages").await.text;
    assert!(chat.contains("<img src=\"/demo/telegram/files/") && chat.contains("<audio "), "{chat}");
    let (_, rest) = chat.split_once("<img src=\"").expect("a picture");
    let path = rest.split('"').next().expect("its address");
    let answer =
        stage.visitor.client.get(format!("{}{path}", stage.visitor.url)).send().await.expect("a picture");
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.bytes().await.expect("bytes"), photo);
    let ticket = "SELECT id AS n FROM ticket WHERE channel = 'telegram'";
    let ticket = stage.house.number(ticket).await;
    let agent = stage.house.staff(AGENT).await;
    let page = agent.get(&format!("/desk/{ticket}")).await;
    assert!(page.text.contains("photo.jpg") && page.text.contains("voice.ogg"), "{}", page.text);
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
    telegram_files(&stage).await;
    // The portal names the bot, and leads to where it is.
    let home = stage.visitor.get("/").await.text;
    assert!(home.contains("@tirtamaya_bot") && home.contains("href=\"/demo#telegram\""), "{home}");
    // Without the token of the page nothing happens.
    let request = stage.visitor.client.post(format!("{}/demo/telegram", stage.visitor.url));
    let before = stage.bot.chat(811_200_001).len();
    let form = Form::new().text("text", "halo");
    assert_eq!(stage.visitor.answer(request.multipart(form)).await.status, 403);
    assert_eq!(stage.bot.chat(811_200_001).len(), before);
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
        // The welcome is the last thing on the terminal: nothing is logged below it.
        let mut told = String::new();
        child.stderr.take().expect("its log").read_to_string(&mut told).await.expect("text");
        assert!(!told.contains("INFO") && told.trim_end().ends_with("tickets"), "{told}");
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
