//! By keyboard alone, in a real browser: naming a colleague, working through a list, macros, putting aside.

use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};

use crate::desk::{Report, report};
use crate::story;
use crate::support::city::{AGENT, PASSWORD};
use crate::support::{House, browser};

const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";

async fn press(window: &Client, keys: &str) -> Result<(), CmdError> {
    window.active_element().await?.send_keys(keys).await
}

async fn body(window: &Client, keys: &str) -> Result<(), CmdError> {
    window.find(Locator::Css("body")).await?.send_keys(keys).await
}

async fn value(window: &Client) -> String {
    let script = "return document.getElementById('body').value";
    let value = window.execute(script, Vec::new()).await.expect("a value");
    value.as_str().unwrap_or_default().to_owned()
}

story!(a_list_is_worked_through_by_keys_alone, async |house: &House| {
    let mut ids = Vec::new();
    for n in 0..3 {
        house.app.db.clock.advance(1_000);
        ids.push(report(house, Report { text: &format!("Air {n}"), ..Report::default() }).await.id);
    }
    let fields = [("title", "Besok saja"), ("note", "Tunggu vendor"), ("rest", "tomorrow")];
    assert_eq!(house.staff(AGENT).await.post("/desk/macros", &fields).await.status, 200);
    let Some(window) = browser::open(1440, 900, "id").await else { return };
    let way = async {
        let wait = || window.wait().at_most(Duration::from_secs(10));
        window.goto(&format!("{}/desk", house.url)).await?;
        window.find(Locator::Id("email")).await?.send_keys(AGENT).await?;
        window.find(Locator::Id("password")).await?.send_keys(PASSWORD).await?;
        window.find(Locator::Css("form.form button")).await?.click().await?;
        wait().for_element(Locator::Css(".queue-row")).await?;

        // w begins the walk; r writes, Ctrl+Shift+Enter sends and goes on.
        body(&window, "w").await?;
        wait().for_element(Locator::Css(".walk")).await?;
        assert_eq!(window.current_url().await?.path(), format!("/desk/{}", ids[0]));
        let bar = window.find(Locator::Css(".walk p")).await?.text().await?;
        assert_eq!(bar, "Laporan ke-1, sisa 2");
        body(&window, "r").await?;
        press(&window, "Kami cek.").await?;
        press(&window, &format!("{CONTROL}{SHIFT}{ENTER}")).await?;
        wait().for_element(Locator::XPath("//nav[@class='walk']/p[.='Laporan ke-2, sisa 1']")).await?;
        assert_eq!(window.current_url().await?.path(), format!("/desk/{}", ids[1]));

        // n writes a note; @ offers names, arrows choose, Enter puts it in and sends nothing.
        body(&window, "n").await?;
        press(&window, "Tolong @").await?;
        wait().for_element(Locator::Css(".mention-list [role=option]")).await?;
        press(&window, DOWN).await?;
        press(&window, "pen").await?;
        wait()
            .for_element(Locator::XPath("//ul[@id='mention-list']/li[1][contains(., 'Surya Penyelia')]"))
            .await?;
        press(&window, ENTER).await?;
        press(&window, "cek").await?;
        assert_eq!(value(&window).await, "Tolong @Surya Penyelia cek");
        press(&window, &format!("{CONTROL}{ENTER}")).await?;
        wait().for_element(Locator::Css(".message--note .mention")).await?;
        // Taking it stays on the walk; m and Enter use the first macro.
        body(&window, "t").await?;
        wait().for_element(Locator::Css(".just-done")).await?;
        wait().for_element(Locator::XPath("//nav[@class='walk']/p[.='Laporan ke-2, sisa 1']")).await?;
        body(&window, "m").await?;
        press(&window, ENTER).await?;
        wait().for_element(Locator::Css(".asleep")).await?;
        // w skips; at the end one is told.
        body(&window, "w").await?;
        wait().for_element(Locator::XPath("//nav[@class='walk']/p[.='Laporan ke-3, sisa 0']")).await?;
        body(&window, "w").await?;
        wait().for_element(Locator::XPath("//p[contains(., 'Daftar ini sudah habis: 3 laporan')]")).await?;
        Ok::<_, CmdError>(())
    };
    let done = way.await;
    let complaints = browser::complaints(&window).await;
    window.close().await.expect("the browser closes");
    done.expect("the whole way");
    assert!(complaints.is_empty(), "{complaints:#?}");
    let told = house.number("SELECT COUNT(*) AS n FROM notice WHERE kind = 'mentioned'").await;
    assert_eq!(told, 1);
    house.forget_jobs().await;
});
