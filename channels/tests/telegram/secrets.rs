//! The token opens everything the bot has, and it is part of every address: it must not be printed.

use std::fmt::{Debug, Display};

use channels::telegram::{Telegram, TelegramConfig, secret_matches};
use serde_json::json;

use crate::loopback::{Answer, BotApi, TOKEN};
use crate::send::outbound;

fn silent(shown: impl Debug) {
    let (short, long) = (format!("{shown:?}"), format!("{shown:#?}"));
    assert!(!short.contains("AAloopback") && !long.contains("AAloopback"), "{short}");
}

fn silent_error<T: Debug>(outcome: Result<T, impl Debug + Display>) {
    let error = outcome.expect_err("this must fail");
    assert!(!error.to_string().contains("AAloopback"), "{error}");
    silent(error);
}

#[tokio::test]
async fn the_token_is_in_no_debug_and_no_error() {
    let api = BotApi::start().await;
    let (bot, config) = (api.bot(), api.config());
    silent(&config);
    silent(&bot);
    silent(bot.clone());
    // Someone between us and Telegram who repeats what we said.
    let echo = format!("Bad Request: /bot{TOKEN}/sendMessage");
    for answer in [
        Answer::refusal(400, &echo),
        // In the body only: on a status of 500 teloxide waits ten seconds.
        Answer::Json(200, json!({ "ok": false, "error_code": 500, "description": echo })),
        Answer::Json(200, json!({ "ok": false, "description": echo })),
        Answer::Json(200, json!({ "ok": true, "result": echo })),
        Answer::Text(200, echo.clone()),
        Answer::Cut,
    ] {
        api.next("sendMessage", answer);
        silent_error(bot.send(&outbound("Halo")).await);
    }
    for method in ["getUpdates", "getMe", "getFile", "setWebhook", "deleteWebhook"] {
        for answer in [Answer::refusal(400, &echo), Answer::Text(200, echo.clone()), Answer::Cut] {
            api.next(method, answer);
            match method {
                "getUpdates" => silent_error(bot.updates_after(None, 0, 1).await),
                "getMe" => silent_error(bot.check().await),
                "getFile" => silent_error(bot.fetch_file("AwAC", 10).await),
                "setWebhook" => silent_error(bot.set_webhook("https://kota.test/", "s").await),
                _ => silent_error(bot.delete_webhook().await),
            }
        }
    }
    assert_eq!(api.calls().len(), 6 + 5 * 3);

    let nobody = TelegramConfig { api_url: Some("http://127.0.0.1:1".into()), ..config };
    let nobody = Telegram::connect(&nobody).expect("connects lazily");
    silent_error(nobody.send(&outbound("Halo")).await);
    silent_error(nobody.check().await);
    silent_error(nobody.fetch_file("AwAC", 10).await);
}

/// Whoever can make the answer could otherwise have the next call, address and all.
#[tokio::test]
async fn redirects_are_not_followed() {
    let api = BotApi::start().await;
    let bot = api.bot();
    api.next("sendMessage", Answer::Redirect);
    silent_error(bot.send(&outbound("Halo")).await);
    api.next("getUpdates", Answer::Redirect);
    silent_error(bot.updates_after(None, 0, 1).await);
    let file = json!({ "file_id": "AwAC", "file_unique_id": "u", "file_path": "voice/1" });
    api.next("getFile", Answer::success(file));
    api.next("file", Answer::Redirect);
    silent_error(bot.fetch_file("AwAC", 10).await);
    assert_eq!(api.calls().len(), 4);
}

fn connected(token: &str, api_url: Option<&str>) -> Result<Telegram, String> {
    Telegram::connect(&TelegramConfig {
        token: token.into(),
        api_url: api_url.map(str::to_owned),
        secret: None,
    })
}

#[test]
fn the_token_travels_only_where_it_is_safe() {
    for url in [
        "https://api.telegram.org",
        "https://bot-api.kota.test/under/",
        "http://127.0.0.1:8081",
        "http://[::1]:8081",
        "http://localhost:8081/",
        "http://10.0.0.5:8081",
        "http://telegram-bot-api:8081",
        "http://bot-api.internal",
    ] {
        assert!(connected(TOKEN, Some(url)).is_ok(), "{url}");
    }
    for url in [
        "http://api.telegram.org",
        "http://8.8.8.8/",
        "ftp://localhost/",
        "data:text/plain,x",
        "https://user:word@kota.test/",
        "localhost:8081",
        "",
    ] {
        silent_error(connected(TOKEN, Some(url)));
    }
}

#[test]
fn a_token_that_cannot_be_one_is_not_repeated() {
    for token in ["", "AAloopback/../x", "AAloopback x", "AAloopback\n", &"AAloopback".repeat(30)] {
        silent_error(connected(token, None));
    }
}

#[test]
fn the_secret_of_the_webhook() {
    let config = |secret: Option<&str>| TelegramConfig {
        token: TOKEN.into(),
        api_url: None,
        secret: secret.map(Into::into),
    };
    assert!(secret_matches(&config(Some("rahasia-1")), Some("rahasia-1")));
    for header in [None, Some(""), Some("rahasia-2"), Some("rahasia-"), Some("rahasia-11"), Some("RAHASIA-1")]
    {
        assert!(!secret_matches(&config(Some("rahasia-1")), header), "{header:?}");
    }
    for header in [None, Some(""), Some("x")] {
        assert!(!secret_matches(&config(None), header), "{header:?}");
        assert!(!secret_matches(&config(Some("")), header), "{header:?}");
    }
    silent(config(Some("AAloopback-secret")));
}
