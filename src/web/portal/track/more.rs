//! The citizen says more: through the same door as every message, into the same ticket.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use channels::{Attachment, Channel, Content, Identity, Inbound, InboundKind, Thread};
use serde_json::json;

use super::view::{comes_back, draft_key, is_over, render};
use super::{ask, pass};
use crate::app::App;
use crate::conversations;
use crate::drafts::{self, Draft};
use crate::error::{Result, internal};
use crate::intake::{self, Outcome, Received};
use crate::secret::random_token;
use crate::tickets::Ticket;
use crate::web::portal::report::send::told;
use crate::web::portal::upload::{self, FILES};
use crate::web::portal::{Slips, clean};
use crate::web::{Shell, see_other};

/// Characters of an addition.
const TEXT: usize = 10_000;

pub async fn add(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    number: web::Path<String>,
    form: Multipart,
) -> Result<HttpResponse> {
    let Some(ticket) = pass::ticket(&app, &shell, &request, &number).await? else {
        return Ok(ask(&number));
    };
    let key = draft_key(&ticket);
    let mut draft = app.db.read(async |tx| drafts::load(tx, &key).await).await?.unwrap_or_default();
    let mut sent = upload::read(&app, &shell, form, FILES.saturating_sub(draft.files.len())).await?;
    draft.text = clean(sent.text("text"));
    let removed = sent.text("remove").parse().ok().filter(|at| *at < draft.files.len());
    if let Some(at) = removed {
        draft.files.remove(at);
    }
    draft.files.append(&mut sent.files);
    let mut slips = Slips::default();
    for complaint in sent.complaints(&shell) {
        slips.add("files", complaint);
    }
    let is_over = is_over(&ticket) && !app.db.read(async |tx| comes_back(tx, &ticket).await).await?;
    let length = draft.text.chars().count();
    if is_over {
        slips.add("talk", shell.t.say("portal-over"));
    } else if length > TEXT {
        slips.add("text", shell.t.with2("portal-text-long", ("n", length), ("most", TEXT)));
    } else if removed.is_none() && draft.text.trim().is_empty() && draft.files.is_empty() && slips.is_empty()
    {
        slips.add("text", shell.t.say("portal-more-needed"));
    }
    if !slips.is_empty() || removed.is_some() {
        app.db.write(async |tx| drafts::save(tx, &key, &draft).await).await?;
        let status = if slips.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return render(&app, shell, ticket, slips, ("", ""), status).await;
    }
    let received = received(&app, &shell, &ticket, &draft, sent.text("once")).await?;
    let outcome = intake::receive(&app, &received).await?;
    if matches!(outcome, Outcome::Rejected) {
        return Err(internal("an addition was set aside"));
    }
    app.db.write(async |tx| drafts::forget(tx, &key).await).await?;
    if let Outcome::Opened { ticket, pin, .. } = outcome {
        // Staff closed the report in this very moment: the words became a new one.
        return told(&app, shell, *ticket, &pin, None).await;
    }
    Ok(see_other(&format!("/track/{}?done=more", ticket.number)))
}

async fn received(app: &App, shell: &Shell, ticket: &Ticket, draft: &Draft, once: &str) -> Result<Received> {
    let conversation = app
        .db
        .write(async |tx| conversations::form_of(tx, ticket.id, ticket.contact_id, shell.t).await)
        .await?;
    let is_ours = once.len() == 64 && once.bytes().all(|byte| byte.is_ascii_hexdigit());
    let once = if is_ours { once.to_owned() } else { random_token() };
    let mut attachments = Vec::new();
    for file in &draft.files {
        attachments.push(Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            content: Content::Bytes(app.files.get(&file.key).await?),
        });
    }
    let raw = json!({ "ticket": ticket.number.to_string(), "text": draft.text, "files": draft.files });
    let inbound = Inbound {
        channel: Channel::Form,
        external_id: format!("more:{}:{once}", ticket.id),
        // They hold the pass; whose conversation it is, intake knows by its key.
        from: Identity::Unknown,
        from_name: None,
        language: Some(shell.t.code().to_owned()),
        sent_at: None,
        thread: Thread { key: conversation.thread_key, ..Thread::default() },
        kind: InboundKind::Message,
        subject: None,
        text: draft.text.trim().to_owned(),
        html: None,
        attachments,
        place: None,
        also_known_as: Vec::new(),
        remarks: Vec::new(),
        mail: None,
    };
    Ok(Received::new(inbound, raw.to_string().into_bytes(), "application/json"))
}
