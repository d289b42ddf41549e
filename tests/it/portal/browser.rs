//! The portal in a real browser, and how heavy its pages are.

use super::{PNG, WORDS};
use crate::support::{House, browser};

/// Everything a phone loads for its way through the portal, uncompressed: at most 100 kB a page.
#[actix_web::test]
async fn pages_are_light() {
    let house = House::build(crate::support::Engine::Sqlite, |_| {}).await;
    let citizen = house.visitor();
    let mut worst = 0;
    for path in ["/", "/help", "/help/ktp-hilang-rusak", "/report", "/track"] {
        let page = citizen.get(path).await.text;
        let mut total = page.len();
        let mut parts: Vec<&str> =
            page.split(['"', '#']).filter(|part| part.starts_with("/assets/")).collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            total += citizen.get(part).await.text.len();
        }
        println!("{path}: {} bytes of HTML, {total} in all", page.len());
        worst = worst.max(total);
    }
    assert!(worst <= 100_000, "{worst} bytes");
    house.close().await;
}

#[actix_web::test]
async fn in_a_browser_a_report_with_a_photo_is_sent_and_followed() {
    use fantoccini::Locator::{Css, Id};
    let Some(window) = browser::open(390, 844, "id").await else { return };
    let house = House::build(crate::support::Engine::Sqlite, |_| {}).await;
    let url = |path: &str| format!("{}{path}", house.url);
    window.goto(&url("/")).await.unwrap();
    window.find(Id("q")).await.unwrap().send_keys("ktp hilng").await.unwrap();
    let live = window.wait().for_element(Css("#answers .answers-list a")).await.unwrap();
    assert!(live.text().await.unwrap().contains("KTP"));

    window.goto(&url("/report")).await.unwrap();
    window.find(Id("text")).await.unwrap().send_keys(WORDS).await.unwrap();
    window.wait().for_element(Css("#suggestions a")).await.unwrap();
    let press = Css("form[method=post] .buttons .button--primary");
    window.find(press).await.unwrap().click().await.unwrap();
    window.wait().for_element(Id("place")).await.unwrap().send_keys("Jalan Melati 3").await.unwrap();
    window.find(press).await.unwrap().click().await.unwrap();
    let photo = house.folder.path().join("lampu.png");
    std::fs::write(&photo, PNG).unwrap();
    window.wait().for_element(Id("files")).await.unwrap().send_keys(photo.to_str().unwrap()).await.unwrap();
    window.wait().for_element(Css("#files-list .name")).await.unwrap();
    window.find(press).await.unwrap().click().await.unwrap();
    window.wait().for_element(Id("name")).await.unwrap().send_keys("Siti Rahma").await.unwrap();
    window.find(press).await.unwrap().click().await.unwrap();
    window.wait().for_element(Id("category")).await.unwrap();
    window.find(press).await.unwrap().click().await.unwrap();
    window.wait().for_element(Css(".sent-codes")).await.unwrap();
    let mut codes = Vec::new();
    for code in window.find_all(Css(".digits")).await.unwrap() {
        codes.push(code.text().await.unwrap());
    }
    window.delete_all_cookies().await.unwrap();
    window.goto(&url("/track")).await.unwrap();
    window.find(Id("number")).await.unwrap().send_keys(&codes[0]).await.unwrap();
    window.find(Id("pin")).await.unwrap().send_keys(&codes[1]).await.unwrap();
    window.find(press).await.unwrap().click().await.unwrap();
    let letters = window.wait().for_element(Css(".letters")).await.unwrap().text().await.unwrap();
    assert!(letters.contains("Lampu jalan mati") && letters.contains("lampu.png"), "{letters}");
    // Nothing is wider than the phone.
    let wide =
        window.execute("return document.documentElement.scrollWidth - innerWidth", Vec::new()).await.unwrap();
    assert!(wide.as_i64().unwrap() <= 0, "{wide}");
    window.close().await.unwrap();
    house.close().await;
}
