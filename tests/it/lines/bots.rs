//! Two bots: what is said to one is answered by it, with its own pace, agency and secret.

use std::cell::RefCell;
use std::net::TcpListener;

use actix_web::guard::fn_guard;
use actix_web::{App as Web, HttpServer, web};
use sahut::cli::demo::bot_api::{self, BotApi, Citizen};
use sahut::clock::Clock;
use sahut::config::Config;
use sahut::ids::TicketId;
use sahut::{auth, outbox};

use super::listening;
use crate::story;
use crate::support::city::{self, ADMINISTRATOR};
use crate::support::house::MORNING;
use crate::support::{House, until};

pub const TOKEN: &str = "8112:AAfirst-secret_Token0123456789";
const OTHER: &str = "8113:BBother-secret_Token0123456789";

thread_local! {
    static APIS: RefCell<Vec<BotApi>> = const { RefCell::new(Vec::new()) };
}

/// A Bot API that knows two bots.
pub fn two_bots(config: &mut Config) {
    let apis: Vec<BotApi> =
        [TOKEN, OTHER].iter().map(|token| BotApi::new(token, Clock::turned(MORNING))).collect();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    config.telegram_api_url = Some(format!("http://{}", listener.local_addr().expect("an address")));
    let served = apis.clone();
    let server = HttpServer::new(move || {
        served.iter().fold(Web::new(), |web, api| {
            let (_, tail) = api.token().split_once(':').expect("a token");
            let tail = tail.to_owned();
            let mine = fn_guard(move |ask| ask.head().uri.path().contains(&tail));
            web.service(
                web::scope("").guard(mine).app_data(web::Data::new(api.clone())).configure(bot_api::routes),
            )
        })
    });
    let server = server.workers(1).disable_signals().listen(listener).expect("a Bot API");
    actix_web::rt::spawn(server.run());
    APIS.set(apis);
}

fn api(n: usize) -> BotApi {
    APIS.with_borrow(|apis| apis[n].clone())
}

/// Everything the citizens did so far is in, and answered.
async fn settled(house: &House) {
    until("updates are taken in", async || (0..2).all(|n| api(n).waiting() == 0)).await;
    house.work().await;
}

story!(each_bot_answers_for_itself, two_bots, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let pdam = house.number("SELECT id AS n FROM agency WHERE code = 'pdam'").await.to_string();
    let refused =
        admin.post("/admin/channels/bots/new", &[("bot_token", "1:x"), ("bot_mode", "polling")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Telegram"), "{}", refused.text);
    for (token, agency) in [(TOKEN, ""), (OTHER, pdam.as_str())] {
        let fields = [("bot_token", token), ("bot_mode", "polling"), ("line_agency", agency)];
        let kept = admin.post("/admin/channels/bots/new", &fields).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        let twice = admin.post("/admin/channels/bots/new", &fields).await;
        assert!(twice.status == 422 && twice.text.contains("sudah ada di sini"), "{}", twice.text);
    }
    let ids = ["8112", "8113"].map(|of| format!("SELECT id AS n FROM bot WHERE telegram_id = {of}"));
    let mut bots = Vec::new();
    for sql in ids {
        bots.push(house.number(Box::leak(sql.into_boxed_str())).await);
    }
    for id in &bots {
        let on = admin.post(&format!("/admin/channels/bots/{id}/active"), &[("active", "1")]).await;
        assert_eq!(on.status, 200, "{}", on.text);
    }
    listening(&house.app, async || {
        let siti = Citizen::new(7001, "Siti", "id");
        // Chats, messages and updates have the same numbers with both.
        api(0).text(&siti, "Jalan rusak parah di depan SD 3, sudah dua anak jatuh");
        api(1).text(&siti, "Terima kasih, ingin bertanya sesuatu tentang kantor");
        settled(house).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 2);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity WHERE kind = 'telegram'").await, 1);
        assert_eq!(
            house.number("SELECT COUNT(*) AS n FROM conversation WHERE channel = 'telegram'").await,
            2
        );
        assert_eq!((api(0).sent().len(), api(1).sent().len()), (1, 1), "each acknowledges its own");
        let theirs = house
            .number(
                "SELECT t.id AS n FROM ticket t JOIN conversation c ON c.ticket_id = t.id
                 JOIN agency a ON a.id = t.agency_id WHERE a.code = 'pdam' AND c.thread_key LIKE 'b%'",
            )
            .await;
        house
            .app
            .db
            .write(async |tx| {
                let by = auth::by_email(tx, city::AGENT).await?.expect("an agent").id;
                outbox::reply(tx, &house.app.zone, TicketId(theirs), by, "Silakan datang.", &[]).await
            })
            .await
            .expect("a reply");
        house.app.db.clock.advance(sahut::clock::MINUTE);
        house.work().await;
        assert_eq!(api(1).sent().last().map(|line| line.text.clone()).as_deref(), Some("Silakan datang."));
        assert_eq!(api(0).sent().len(), 1, "the other bot says nothing");

        // Switched off, it takes nothing more.
        let path = format!("/admin/channels/bots/{}/active", bots[1]);
        let told = || api(1).calls().iter().filter(|call| *call == "deletewebhook").count();
        let before = told();
        assert_eq!(admin.post(&path, &[("active", "0")]).await.status, 200);
        house.work().await;
        assert_eq!(told(), before + 1, "Telegram is told");
    })
    .await;
});

story!(a_webhook_has_its_own_secret, two_bots, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let kept = admin.post("/admin/channels/bots/new", &[("bot_token", TOKEN), ("bot_mode", "webhook")]).await;
    assert_eq!(kept.status, 200, "{}", kept.text);
    let id = house.number("SELECT id AS n FROM bot").await;
    let on = admin.post(&format!("/admin/channels/bots/{id}/active"), &[("active", "1")]).await;
    assert_eq!(on.status, 200, "{}", on.text);
    listening(&house.app, async || {
        until("the webhook is set", async || api(0).webhook().is_some()).await;
        let update = r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"S"},"text":"Lampu mati"}}"#;
        let client = reqwest::Client::new();
        for path in [format!("/hooks/telegram/{id}"), "/hooks/telegram/1".to_owned()] {
            for secret in ["", "wrong"] {
                let call = client.post(format!("{}{path}", house.url)).body(update);
                let call = call.header("X-Telegram-Bot-Api-Secret-Token", secret);
                assert_eq!(call.send().await.expect("an answer").status(), 403);
            }
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM inbox").await, 0);
        api(0).text(&Citizen::new(7001, "Siti", "id"), "Lampu jalan di Melati mati");
        assert_eq!(api(0).push().await.expect("a call"), [200]);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
        house.work().await;
        assert_eq!(api(0).sent().len(), 1);
    })
    .await;
});
