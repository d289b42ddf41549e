//! The desk in a real browser.

use std::time::Duration;

use fantoccini::Locator;

use super::{Report, report, write};
use crate::story;
use crate::support::city::{AGENT, PASSWORD};
use crate::support::{House, browser};

story!(an_agent_answers_and_the_queue_lives, async |house: &House| {
    let first = report(house, Report::default()).await;
    let Some(browser) = browser::open(1440, 900, "id").await else { return };
    let sign_in = async {
        browser.goto(&format!("{}/desk", house.url)).await?;
        browser.find(Locator::Id("email")).await?.send_keys(AGENT).await?;
        browser.find(Locator::Id("password")).await?.send_keys(PASSWORD).await?;
        browser.find(Locator::Css("form.form button")).await?.click().await?;
        let wait = || browser.wait().at_most(Duration::from_secs(10));
        wait().for_element(Locator::Css(".queue-row")).await?;
        assert_eq!(browser.current_url().await?.path(), "/desk", "back where one wanted to go");

        // A ticket arrives, and is there without a reload.
        let second =
            report(house, Report { text: "Rumah terbakar", category: "kebakaran", ..Report::default() })
                .await;
        let row = format!(".queue-row[data-live-key='{}']", second.id);
        wait().for_element(Locator::Css(&row)).await?;

        // j walks to the first row, Enter opens it, t takes it, r writes.
        let body = browser.find(Locator::Css("body")).await?;
        body.send_keys("j").await?;
        browser.active_element().await?.send_keys("\u{e007}").await?;
        wait().for_element(Locator::Css(".ticket-head")).await?;
        assert_eq!(browser.current_url().await?.path(), format!("/desk/{}", second.id));
        browser.find(Locator::Css("body")).await?.send_keys("t").await?;
        wait().for_element(Locator::Css(".just-done")).await?;
        browser.find(Locator::Css("body")).await?.send_keys("r").await?;
        let text = browser.find(Locator::Id("body")).await?;
        text.send_keys("Mobil pemadam sudah berangkat.").await?;
        text.send_keys("\u{e009}\u{e007}").await?;
        wait().for_element(Locator::Css(".message--out")).await?;
        let thread = browser.find(Locator::Css(".thread")).await?.text().await?;
        assert!(thread.contains("Mobil pemadam sudah berangkat."), "{thread}");

        // Somebody else's note appears on the open page.
        write(&house.staff(AGENT).await, &second, "note", "Tim kedua menyusul", "stay").await;
        wait().for_element(Locator::Css(".message--note")).await?;
        browser.find(Locator::Css(&format!("a[href='/desk/{}']", first.id))).await?.click().await?;
        wait().for_element(Locator::XPath("//h1[contains(., 'Air mati')]")).await?;
        Ok::<_, fantoccini::error::CmdError>(())
    };
    let done = sign_in.await;
    browser.close().await.expect("the browser closes");
    done.expect("the whole way");
});
