//! The mail composer: writes real MIME and hands it to the mail pipeline as a mail server would.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};

use super::letter::Letter;
use super::sent::Sent;
use super::{Demo, said};
use crate::app::App;
use crate::error::Result;
use crate::intake::{self, Outcome, Received};
use crate::secret::random_token;
use crate::web::Shell;

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
    let mut form = Sent::read(&app, &shell, form).await?;
    let file = form.take("file");
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
