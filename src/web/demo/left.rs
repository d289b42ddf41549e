//! What left the house: letters as they were written into the outbox folder, and what the bot said.

use std::path::Path;
use std::time::UNIX_EPOCH;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Demo, citizen};
use crate::app::App;
use crate::clock::{Millis, SECOND};
use crate::error::{Result, internal};
use crate::web::{Shell, page};

/// Newest letters and lines that are shown.
const SHOWN: usize = 40;
/// Bytes of a letter that are read: files in it come last.
const BYTES: u64 = 2 * 1024 * 1024;

/// Something that left.
#[derive(Clone, Debug)]
pub struct Item {
    /// For the page: keeps an opened item open.
    id: String,
    icon: &'static str,
    to: String,
    title: String,
    text: String,
    at: Millis,
    /// Message-ID, when it can be answered by mail.
    message_id: Option<String>,
}

#[derive(Template)]
#[template(path = "web/demo/left.html")]
pub struct Left {
    shell: Shell,
    pub items: Vec<Item>,
}

impl Left {
    pub async fn look(app: &App, demo: &Demo, shell: Shell) -> Result<Self> {
        let (folder, ours) = (demo.outbox.clone(), app.ours());
        let mut items = web::block(move || letters(&folder, &ours))
            .await
            .map_err(|_| internal("looking into the outbox was cut off"))?;
        let me = citizen(shell.t);
        items.extend(demo.bot.sent().into_iter().rev().take(SHOWN).map(|line| Item {
            id: format!("left-bot-{}", line.message_id),
            icon: "telegram",
            to: if line.chat == me.id { me.first_name.clone() } else { line.chat.to_string() },
            title: line.text.lines().next().unwrap_or_default().to_owned(),
            text: line.text,
            at: line.date * SECOND,
            message_id: None,
        }));
        items.sort_by_key(|item| std::cmp::Reverse(item.at));
        items.truncate(SHOWN);
        Ok(Self { shell, items })
    }
}

/// `GET /demo/outbox`: the list's items.
pub async fn list(app: web::Data<App>, demo: web::Data<Demo>, shell: Shell) -> Result<HttpResponse> {
    page(&Left::look(&app, &demo, shell).await?)
}

/// The letter a citizen answers: its subject and who got it.
pub async fn letter(app: &App, demo: &Demo, message_id: &str) -> Option<(String, String)> {
    let (folder, ours) = (demo.outbox.clone(), app.ours());
    let letters = web::block(move || letters(&folder, &ours)).await.ok()?;
    let found = letters.into_iter().find(|item| item.message_id.as_deref() == Some(message_id))?;
    Some((found.title, found.to))
}

fn letters(folder: &Path, ours: &channels::email::Ours) -> Vec<Item> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "eml"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    files.truncate(SHOWN);
    files
        .into_iter()
        .filter_map(|(written, path)| {
            let written = written.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as Millis);
            let mut raw = Vec::new();
            let file = std::fs::File::open(&path).ok()?;
            std::io::Read::read_to_end(&mut std::io::Read::take(file, BYTES), &mut raw).ok()?;
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Some(item(&name, &raw, written, ours))
        })
        .collect()
}

fn item(name: &str, raw: &[u8], written: Millis, ours: &channels::email::Ours) -> Item {
    let read = channels::email::parse(raw, ours);
    Item {
        id: format!("left-{}", name.chars().filter(char::is_ascii_alphanumeric).collect::<String>()),
        icon: "mail",
        to: recipient(raw).unwrap_or_default(),
        title: read.subject.unwrap_or_default(),
        text: read.text,
        at: written,
        message_id: read.thread.message_id,
    }
}

/// The address in `To:`. The adapter reads letters to us; this one goes the other way.
fn recipient(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let headers = text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
    let to = headers.lines().find_map(|line| line.strip_prefix("To:"))?.trim();
    let address = to.rsplit_once('<').map_or(to, |(_, rest)| rest.trim_end_matches('>'));
    Some(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipient_is_read_however_it_is_folded() {
        let letter = |to: &str| format!("Subject: a\r\nTo: {to}\r\nFrom: b\r\n\r\nTo: x");
        for to in [
            "wening@warga.example",
            "Wening <wening@warga.example>",
            "=?utf-8?B?V2VuaW5n?=\r\n <wening@warga.example>",
        ] {
            assert_eq!(recipient(letter(to).as_bytes()).as_deref(), Some("wening@warga.example"), "{to}");
        }
        assert_eq!(recipient(b"nothing"), None);
    }
}
