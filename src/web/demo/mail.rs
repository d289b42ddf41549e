//! The mail composer: writes real MIME and hands it to the mail pipeline as a mail server would.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt as _;

use super::letter::{File, Letter};
use super::{Demo, said};
use crate::app::App;
use crate::error::{Result, bad_request, forbidden, too_large};
use crate::intake::{self, Outcome, Received};
use crate::secret::random_token;
use crate::web::Shell;

/// Bytes of a field, of a file, and how many parts there are at most.
const FIELD: usize = 64 * 1024;
const FILE: usize = 10 * 1024 * 1024;
const PARTS: usize = 20;
/// Who writes when nobody is named.
pub const WRITER: &str = "wening@warga.example";
pub const WRITER_NAME: &str = "Wening Septiana";

/// `POST /demo/mail`.
pub async fn post(
    app: web::Data<App>,
    _demo: web::Data<Demo>,
    shell: Shell,
    request: HttpRequest,
    form: Multipart,
) -> Result<HttpResponse> {
    let mut form = read(form).await?;
    let file = form.file.take();
    if !shell.csrf_matches(&app, form.field("csrf")) {
        return Err(forbidden("the form's token is missing or wrong: reload the page and send it again"));
    }
    let from = form.field("from").trim();
    let id = format!("{}@warga.example", &random_token()[..24]);
    let letter = Letter {
        from: if from.contains('@') { from } else { WRITER },
        name: if from == WRITER { WRITER_NAME } else { "" },
        to: &app.config.mail_from,
        subject: form.field("subject"),
        body: form.field("body"),
        id: &id,
        answers: Some(form.field("answers").trim()).filter(|answers| !answers.is_empty()),
        file,
        at: shell.now,
    };
    let raw = letter.write();
    let inbound = channels::email::parse(&raw, &app.ours());
    let outcome = intake::receive(&app, &Received::new(inbound, raw, "message/rfc822")).await?;
    let message = match &outcome {
        Outcome::Opened { ticket, .. } => {
            shell.t.with("demo-mail-opened", "number", ticket.number.to_string())
        }
        Outcome::Joined { ticket, .. } => {
            shell.t.with("demo-mail-joined", "number", ticket.number.to_string())
        }
        Outcome::Noted | Outcome::Repeat | Outcome::Rejected => shell.t.say("demo-mail-delivered"),
    };
    Ok(said(&request, &message, "mail"))
}

#[derive(Default)]
struct Read {
    fields: Vec<(String, String)>,
    file: Option<File>,
}

impl Read {
    fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

async fn read(mut form: Multipart) -> Result<Read> {
    let broken = || bad_request("the form cannot be read");
    let mut read = Read::default();
    let mut parts = 0;
    while let Some(part) = form.next().await {
        let mut part = part.map_err(|_| broken())?;
        parts += 1;
        if parts > PARTS {
            return Err(too_large("the form has too many parts"));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|told| told.get_filename()).map(str::to_owned);
        let media_type = part.content_type().map_or("application/octet-stream".into(), ToString::to_string);
        let most = if file_name.is_some() { FILE } else { FIELD };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            if bytes.len() + chunk.len() > most {
                return Err(too_large("a part of the form is too large"));
            }
            bytes.extend_from_slice(&chunk);
        }
        match file_name {
            // An empty file field is no file.
            Some(file) if !file.is_empty() => read.file = Some(File { name: file, media_type, bytes }),
            Some(_) => {}
            None => read.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(read)
}
