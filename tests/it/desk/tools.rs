//! The desk's tools in a real browser: keys, ticking, canned answers by "/", who else is here.

use std::time::Duration;

use fantoccini::{Client, Locator};

use super::{Report, report};
use crate::story;
use crate::support::city::{AGENT, PASSWORD, SUPERVISOR};
use crate::support::{House, browser};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";

async fn sign_in(window: &Client, house: &House, who: &str) -> Result<(), fantoccini::error::CmdError> {
    window.goto(&format!("{}/desk", house.url)).await?;
    window.find(Locator::Id("email")).await?.send_keys(who).await?;
    window.find(Locator::Id("password")).await?.send_keys(PASSWORD).await?;
    window.find(Locator::Css("form.form button")).await?.click().await?;
    window.wait().at_most(Duration::from_secs(10)).for_element(Locator::Css(".queue-row")).await?;
    Ok(())
}

async fn press(window: &Client, keys: &str) -> Result<(), fantoccini::error::CmdError> {
    window.active_element().await?.send_keys(keys).await
}

async fn value(window: &Client, id: &str) -> String {
    let script = format!("return document.getElementById('{id}').value");
    let value = window.execute(&script, Vec::new()).await.expect("a value");
    value.as_str().unwrap_or_default().to_owned()
}

story!(an_agent_works_by_keys_alone, async |house: &House| {
    report(house, Report { text: "Lampu mati", category: "lampu-jalan", ..Report::default() }).await;
    report(house, Report::default()).await;
    let fire =
        report(house, Report { text: "Rumah terbakar", category: "kebakaran", ..Report::default() }).await;
    for title in ["Salam pembuka", "Sudah diterima", "Sudah selesai"] {
        let body = format!("{title}: {{{{ number }}}}");
        let fields = [("title", title), ("body_id", body.as_str()), ("agency", "")];
        assert_eq!(house.staff(AGENT).await.post("/desk/answers", &fields).await.status, 200);
    }
    let Some(window) = browser::open(1440, 900, "id").await else { return };
    let Some(second) = browser::open(1440, 900, "id").await else { return };
    let way = async {
        let wait = || window.wait().at_most(Duration::from_secs(10));
        sign_in(&window, house, AGENT).await?;
        // The bar appears with the first tick: x on the row, X for all, Shift+? for the sheet.
        press(&window, "j").await?;
        press(&window, "x").await?;
        wait().for_element(Locator::Css(".bulk-bar:not(.is-idle)")).await?;
        press(&window, "X").await?;
        let count = window.find(Locator::Css("[data-bulk-count]")).await?.text().await?;
        assert_eq!(count, "3 laporan dicentang");
        press(&window, "X").await?;
        wait().for_element(Locator::Css(".bulk-bar.is-idle")).await?;
        press(&window, "?").await?;
        wait().for_element(Locator::Css("dialog#keys[open]")).await?;
        assert!(window.find(Locator::Id("keys")).await?.text().await?.contains("ambil laporan berikutnya"));
        press(&window, ESCAPE).await?;

        // g hands out the fire; "/" finds an answer by part of its name, arrows choose, Enter puts it in.
        window.find(Locator::Css("body")).await?.send_keys("g").await?;
        wait().for_element(Locator::Css(".ticket-head .just-done")).await?;
        assert_eq!(window.current_url().await?.path(), format!("/desk/{}", fire.id));
        window.find(Locator::Css("body")).await?.send_keys("r").await?;
        press(&window, "Selamat pagi / siang.\n").await?;
        press(&window, "/").await?;
        wait().for_element(Locator::Css(".answer-finder [role=combobox]")).await?;
        press(&window, "sudah").await?;
        press(&window, DOWN).await?;
        let chosen = window.find(Locator::Css(".answer-finder [aria-selected=true]")).await?;
        assert_eq!(chosen.text().await?, "Sudah selesai");
        press(&window, ENTER).await?;
        let words = format!("Selamat pagi / siang.\nSudah selesai: {}", fire.number);
        for _ in 0..100 {
            if value(&window, "body").await == words {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(value(&window, "body").await, words);
        // The draft survives leaving the page.
        window.goto(&format!("{}/desk?view=mine", house.url)).await?;
        wait().for_element(Locator::Css(".queue-row")).await?;
        window.goto(&format!("{}/desk/{}", house.url, fire.id)).await?;
        wait().for_element(Locator::Css(".composer")).await?;
        assert_eq!(value(&window, "body").await, words);

        // A colleague opens the ticket and sees who is writing, without a reload.
        sign_in(&second, house, SUPERVISOR).await?;
        second.goto(&format!("{}/desk/{}", house.url, fire.id)).await?;
        second.find(Locator::Css("body")).await?.send_keys("r").await?;
        window.find(Locator::Id("body")).await?.send_keys(" x").await?;
        let line = "//p[contains(@class, 'who-else')][contains(., 'Ayu Agen sedang menulis jawaban')]";
        second.wait().at_most(Duration::from_secs(10)).for_element(Locator::XPath(line)).await?;
        Ok::<_, fantoccini::error::CmdError>(())
    };
    let done = way.await;
    let complaints = browser::complaints(&window).await;
    window.close().await.expect("the browser closes");
    second.close().await.expect("the browser closes");
    done.expect("the whole way");
    assert!(complaints.is_empty(), "{complaints:#?}");
    house.forget_jobs().await;
});
