//! A real Chromium, driven over WebDriver; left out, and says so, when there is none.

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::json;
use url::{ParseError, Url};

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
    capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
    let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver).await;
    Some(client.expect("a browser session"))
}

/// What the browser complained about since it was last asked: errors of scripts, refused and missing
/// resources.
pub async fn complaints(window: &Client) -> Vec<String> {
    let log = window.issue_cmd(Log).await.expect("the browser's log");
    let entries = log.as_array().cloned().unwrap_or_default();
    let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
    severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Pixels by which the page is wider than its window.
pub async fn sideways(window: &Client) -> i64 {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    window.execute(script, Vec::new()).await.expect("a width").as_i64().expect("a number")
}

/// Chromium's own command for its console.
#[derive(Debug)]
struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
