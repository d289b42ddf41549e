//! A real Chromium, driven over WebDriver; left out, and says so, when there is none.

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// A browser window of this size, or None when `SAHUT_TEST_WEBDRIVER` is not set.
pub async fn open(width: u32, height: u32, language: &str) -> Option<Client> {
    let Some(driver) = std::env::var("SAHUT_TEST_WEBDRIVER").ok().filter(|url| !url.is_empty()) else {
        eprintln!("left out: SAHUT_TEST_WEBDRIVER is not set (tests/run sets it)");
        return None;
    };
    let mut options = json!({ "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
        format!("--lang={language}"), format!("--window-size={},{}", width.max(500), height),
    ], "prefs": { "intl.accept_languages": language } });
    if width < 500 {
        // A window is never narrower than 500: a phone is emulated.
        options["mobileEmulation"] =
            json!({ "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0 } });
    }
    if let Ok(binary) = std::env::var("SAHUT_TEST_CHROMIUM") {
        options["binary"] = json!(binary);
    }
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver).await;
    Some(client.expect("a browser session"))
}
