//! The chat on a site of somebody else's, in a real browser.

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::answer;
use crate::support::browser::{self, complaints, sideways};
use crate::support::house::{self, Engine, House};

/// A site that embeds the chat with one script tag, under a policy that allows no more than it must.
/// Serves until the test's runtime ends.
async fn site(house_url: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    serve(listener, house_url.to_owned())
}

fn serve(listener: TcpListener, house_url: String) -> String {
    let origin = format!("http://{}", listener.local_addr().unwrap());
    actix_web::rt::spawn(async move {
        let page = format!(
            "<!doctype html><html lang=id><meta name=viewport content='width=device-width'><title>Kota</title>\
             <link rel=icon href=data:><h1>Situs kota</h1>\
             <script src=\"{house_url}/assets/js/embed.js\" async data-language=\"id\" data-label-open=\"Tanya kami\" \
             data-label-close=\"Tutup obrolan\" data-title=\"Obrolan\"></script></html>"
        );
        let policy =
            format!("default-src 'none'; script-src {house_url}; frame-src {house_url}; img-src data:");
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 8_192]).await;
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
                 Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    origin
}

async fn in_shadow(window: &Client, what: &str) -> Element {
    window.wait().for_element(Locator::Css("sahut-chat")).await.expect("the embedded chat");
    let script = format!("return document.querySelector('sahut-chat').shadowRoot.querySelector('{what}')");
    let found = window.execute(&script, Vec::new()).await.unwrap();
    let id = found["element-6066-11e4-a52e-4f735466cecf"].as_str().expect("an element").to_owned();
    Element::from_element_id(window.clone(), id.into())
}

async fn open_chat(window: &Client) {
    in_shadow(window, "button").await.click().await.unwrap();
    in_shadow(window, "iframe").await.enter_frame().await.unwrap();
}

async fn log(window: &Client) -> String {
    window.find(Locator::Css("[data-chat-log]")).await.unwrap().text().await.unwrap()
}

async fn wait_for(window: &Client, words: &str) {
    let script = "return document.querySelector('[data-chat-log]').innerText.includes(arguments[0])";
    for _ in 0..200 {
        if window.execute(script, vec![json!(words)]).await.unwrap() == json!(true) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{words:?} is not in {:?}", log(window).await);
}

async fn say(window: &Client, text: &str) {
    window.find(Locator::Id("text")).await.unwrap().send_keys(&format!("{text}\n")).await.unwrap();
}

async fn on_another_site(engine: Engine) {
    let Some(window) = browser::open(390, 844, "id").await else { return };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    house::run(
        engine,
        |config| config.chat_origins = origin,
        async move |house: &House| {
            let listed = serve(listener, house.url.clone());
            window.goto(&listed).await.unwrap();
            open_chat(&window).await;
            window.wait().for_element(Locator::Css("[data-chat][data-state=away]")).await.unwrap();
            say(&window, "Pohon tumbang di Jalan Melati").await;
            let number = window.wait().for_element(Locator::Css(".ticket-number .digits")).await.unwrap();
            assert!(number.text().await.unwrap().starts_with("2611-"));
            let pin = window.find(Locator::Css("[data-slot=pin]")).await.unwrap().text().await.unwrap();
            assert_eq!(pin.len(), 6);
            // Nobody is there: how can we reach you?
            let email = window.wait().for_element(Locator::Id("contact-email")).await.unwrap();
            email.send_keys("siti@contoh.id\n").await.unwrap();
            wait_for(&window, "siti@contoh.id").await;
            assert!(!email.is_displayed().await.unwrap());
            assert_eq!(sideways(&window).await, 0);

            answer(house, "Regu kami sudah berangkat.").await;
            wait_for(&window, "Regu kami sudah berangkat.").await;
            say(&window, "Terima kasih!").await;
            wait_for(&window, "Terima kasih!").await;

            // Another visit to the same site goes on where this one ended.
            window.goto(&listed).await.unwrap();
            open_chat(&window).await;
            // What waits on the device is shown before what the house remembers.
            wait_for(&window, "Regu kami sudah berangkat.").await;
            wait_for(&window, "Terima kasih!").await;
            let again = log(&window).await;
            assert_eq!(again.matches("Regu kami sudah berangkat.").count(), 1, "{again}");
            assert!(!again.contains(&pin), "the PIN is told once: {again}");
            assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);

            // Closing gives the host its page back.
            window.find(Locator::Css("[data-chat-close]")).await.unwrap().click().await.unwrap();
            window.enter_parent_frame().await.unwrap();
            for _ in 0..100 {
                if !in_shadow(&window, ".window").await.is_displayed().await.unwrap() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            assert!(!in_shadow(&window, ".window").await.is_displayed().await.unwrap());
            assert_eq!(complaints(&window).await, [""; 0]);

            // A site that is not on the list gets an empty frame, and the browser says why.
            let stranger = site(&house.url).await;
            window.goto(&stranger).await.unwrap();
            in_shadow(&window, "button").await.click().await.unwrap();
            let mut refused = Vec::new();
            for _ in 0..100 {
                refused.extend(complaints(&window).await);
                if !refused.is_empty() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            assert!(refused.iter().any(|line| line.contains("frame-ancestors")), "{refused:?}");
            in_shadow(&window, "iframe").await.enter_frame().await.unwrap();
            assert!(window.find(Locator::Css("[data-chat]")).await.is_err());
            window.close().await.unwrap();
        },
    )
    .await;
}

#[actix_web::test]
async fn on_sqlite() {
    on_another_site(Engine::Sqlite).await;
}

#[actix_web::test]
async fn on_postgres() {
    on_another_site(Engine::Postgres).await;
}
