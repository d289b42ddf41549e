//! Sending: the draft becomes a message, once. Number and PIN are told on the page that answers.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use channels::{Attachment, Channel, Content, Identity, Inbound, InboundKind, Place, Thread};
use serde::Deserialize;
use serde_json::json;

use super::keep::{self, Kept};
use super::{check, rules};
use crate::agencies;
use crate::app::App;
use crate::auth;
use crate::clock::HOUR;
use crate::conversations;
use crate::drafts::{self, Draft};
use crate::error::{Error, Result, internal};
use crate::intake::{self, Outcome, Received, Wishes};
use crate::texts::Lang;
use crate::tickets::{self, Class, Pin, Ticket};
use crate::web::portal::track::pass;
use crate::web::portal::{Slips, line};
use crate::web::{Form, Shell, page, see_other};

/// Reports from one address in an hour: a whole office behind one address may complain, a machine may not.
const PER_HOUR: i64 = 60;

#[derive(Template)]
#[template(path = "web/portal/report/sent.html")]
struct Sent {
    shell: Shell,
    ticket: Ticket,
    pin: String,
    agency: String,
    email: Option<String>,
}

#[derive(Template)]
#[template(path = "web/portal/report/already.html")]
struct Already {
    shell: Shell,
    ticket: Ticket,
}

#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    category: String,
    /// The category that the page looked for known cases with; none: from a page that did not.
    asked: Option<String>,
    /// Numbers of the cases that it showed.
    #[serde(default)]
    shown: String,
}

pub async fn send(
    app: web::Data<App>,
    shell: Shell,
    request: HttpRequest,
    form: Form<Said>,
) -> Result<HttpResponse> {
    let Some(mut kept) = keep::find(&app, &request).await? else {
        return already(&app, shell, &request).await;
    };
    kept.draft.category = Some(line(&form.0.category, 80));
    kept.save(&app).await?;
    let slips = rules::all(&kept.draft, shell.t);
    if !slips.is_empty() {
        return check::render(&app, shell, kept.draft, slips, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if let Some(asked) = &form.0.asked
        && let Some(found) = check::again(&app, &shell, &kept.draft, (asked, &form.0.shown)).await?
    {
        let page = (Slips::default(), StatusCode::OK);
        return check::with_same(&app, shell, kept.draft, page, Some(found)).await;
    }
    if !may_send(&app, &shell).await? {
        let mut slips = Slips::default();
        slips.add("send", shell.t.say("portal-too-many-reports"));
        return check::render(&app, shell, kept.draft, slips, StatusCode::TOO_MANY_REQUESTS).await;
    }
    let received = received(&app, &kept, shell.t).await?;
    match intake::receive(&app, &received).await? {
        Outcome::Opened { ticket, pin, .. } => {
            app.db.write(async |tx| drafts::forget(tx, &kept.hash).await).await?;
            let email = channels::chat::email(&kept.draft.email).filter(|_| app.can_mail());
            told(&app, shell, *ticket, &pin, email).await
        }
        Outcome::Repeat => {
            app.db.write(async |tx| drafts::forget(tx, &kept.hash).await).await?;
            already(&app, shell, &request).await
        }
        // Intake tries three times before it sets a message aside; the draft is still here.
        _ => Err(internal("a report was set aside")),
    }
}

/// The one page that tells the PIN. This browser may follow the report at once.
pub async fn told(
    app: &App,
    shell: Shell,
    ticket: Ticket,
    pin: &Pin,
    email: Option<String>,
) -> Result<HttpResponse> {
    let agency = app.db.read(async |tx| agencies::agency(tx, ticket.agency_id).await).await?;
    let agency = agency.name(shell.t).to_owned();
    let cookie = pass::issue(app, &shell, &ticket);
    let pin = pin.tell().to_owned();
    let mut answer = page(&Sent { shell, ticket, pin, agency, email })?;
    // A cookie of ours is always well formed.
    let _ = answer.add_cookie(&cookie);
    Ok(answer)
}

/// It was sent before: the number, but never the PIN. This browser may follow it all the same.
pub async fn already(app: &App, shell: Shell, request: &HttpRequest) -> Result<HttpResponse> {
    let Some(hash) = keep::hash_of(request) else { return Ok(see_other("/report")) };
    let ticket = app
        .db
        .read(async |tx| {
            let known = conversations::by_key(tx, Channel::Form, &keep::thread_key(&hash)).await?;
            match known.and_then(|known| known.ticket_id) {
                Some(id) => Ok(Some(tickets::get(tx, id).await?)),
                None => Ok(None),
            }
        })
        .await?;
    let Some(ticket) = ticket else { return Ok(see_other("/report")) };
    let cookie = pass::issue(app, &shell, &ticket);
    let mut answer = page(&Already { shell, ticket })?;
    let _ = answer.add_cookie(&cookie);
    Ok(answer)
}

async fn may_send(app: &App, shell: &Shell) -> Result<bool> {
    let key = format!("report:{}", shell.address);
    // The count must be kept when the limit is reached, so the refusal is an answer and no error here.
    match app.db.write(async |tx| Ok(auth::permit(tx, &key, PER_HOUR, HOUR).await)).await? {
        Ok(()) => Ok(true),
        Err(Error::Problem(problem)) if problem.status == 429 => Ok(false),
        Err(error) => Err(error),
    }
}

/// The draft as a message. Who somebody says they are is not proven here: an address is where answers
/// go, a further number is a note to staff, and neither ties people together.
async fn received(app: &App, kept: &Kept, lang: Lang) -> Result<Received> {
    let draft = &kept.draft;
    let email = channels::chat::email(&draft.email);
    let phone = channels::chat::typed_number(&draft.phone).filter(|_| !draft.is_anonymous);
    let mut remarks = Vec::new();
    let claims: Vec<Identity> = phone.clone().map(Identity::Phone).into_iter().collect();
    let from = match (email, phone) {
        (Some(email), phone) => {
            remarks.extend(
                phone.map(|phone| format!("Telephone number given in the form, not proven: {phone}")),
            );
            Identity::Email(email)
        }
        (None, Some(phone)) => Identity::Phone(phone),
        (None, None) => Identity::Unknown,
    };
    let name = Some(draft.name.clone()).filter(|name| !name.is_empty() && !draft.is_anonymous);
    let mut attachments = Vec::new();
    for file in &draft.files {
        attachments.push(Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            content: Content::Bytes(app.files.get(&file.key).await?),
        });
    }
    let place = draft.point().map(|(latitude, longitude)| Place { latitude, longitude, label: None });
    let inbound = Inbound {
        channel: Channel::Form,
        external_id: kept.thread_key(),
        from,
        from_name: name,
        language: Some(lang.code().to_owned()),
        sent_at: None,
        thread: Thread { key: Some(kept.thread_key()), ..Thread::default() },
        kind: InboundKind::Message,
        subject: None,
        text: draft.text.trim().to_owned(),
        html: None,
        attachments,
        place,
        also_known_as: Vec::new(),
        remarks,
        mail: None,
    };
    let raw = serde_json::to_vec(&as_sent(draft, lang)).map_err(|error| internal(error.to_string()))?;
    let mut received = Received::new(inbound, raw, "application/json");
    received.wishes = Wishes { claims, ..wishes(app, draft).await? };
    Ok(received)
}

/// What is kept as the payload: the form as it was sent, without what an anonymous sender took back.
fn as_sent(draft: &Draft, lang: Lang) -> serde_json::Value {
    let hidden = |text: &str| if draft.is_anonymous { String::new() } else { text.to_owned() };
    let mut sent = draft.clone();
    (sent.name, sent.phone) = (hidden(&draft.name), hidden(&draft.phone));
    // What a photo says and nobody took over stands in the photo alone.
    sent.files.iter_mut().for_each(|file| file.point = None);
    json!({ "language": lang.code(), "report": sent })
}

async fn wishes(app: &App, draft: &Draft) -> Result<Wishes> {
    let code = draft.category.as_deref().filter(|code| !code.is_empty());
    let code = code.map(str::to_owned).or_else(|| app.rules().category(&draft.text));
    let category = match &code {
        Some(code) => app.db.read(async |tx| Ok(agencies::category_by_code(tx, code).await.ok())).await?,
        None => None,
    };
    // What the citizen calls it never makes an emergency less urgent.
    let is_emergency = category.as_ref().is_some_and(|category| category.class == Class::Emergency);
    Ok(Wishes {
        category: category.map(|category| category.code),
        class: if is_emergency { None } else { Some(draft.class.unwrap_or(Class::Complaint)) },
        area: Some(draft.area.clone()).filter(|code| !code.is_empty()),
        place: Some(draft.place.clone()).filter(|place| !place.is_empty()),
        is_anonymous: draft.is_anonymous,
        is_confidential: draft.is_confidential,
        claims: Vec::new(),
    })
}
