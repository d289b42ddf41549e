//! What we could not take in. A person looks at the raw payload, replays it or discards it with a reason.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use channels::Channel;
use serde::Deserialize;
use serde_json::json;

use super::door::{Tender, id};
use super::pager::Pager;
use crate::app::App;
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::RejectId;
use crate::intake::{self, Cause, Outcome, Rejected};
use crate::notices::{self, Kind};
use crate::texts::Lang;
use crate::web::{Form, Nothing, Shell, html, see_other};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "web/admin/rejects.html")]
struct RejectsPage {
    shell: Shell,
    rows: Vec<Line>,
    pager: Pager,
    /// `admin-done-<code>`.
    done: Option<&'static str>,
    /// A form that must be mended: which line, `admin-problem-<code>`.
    trouble: Option<(RejectId, &'static str)>,
}

struct Line {
    row: Rejected,
    channel: String,
    /// Of the channel, in the sheet of icons.
    icon: &'static str,
    /// What it is called: its subject, else its first words.
    title: Option<String>,
    /// What was not said by the title.
    words: Option<String>,
    /// `reject-cause-<code>`.
    cause: String,
    failures: Option<String>,
    /// Calls, chats and forms cannot be sent again: nobody is on the line any more.
    can_replay: bool,
    problem: Option<&'static str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    before: String,
    done: String,
}

impl Line {
    fn of(t: Lang, mut row: Rejected, trouble: Option<(RejectId, &'static str)>) -> Self {
        let channel = Channel::parse(&row.channel);
        let (title, words) = match (row.subject.take(), row.words.take()) {
            (Some(subject), words) => (Some(subject), words),
            (None, words) => (words, None),
        };
        let cause = row.cause.as_deref().and_then(Cause::parse).map_or("other", Cause::code);
        Self {
            channel: t.say(&format!("channel-{}", row.channel)).into_owned(),
            icon: match channel {
                Some(Channel::Email) => "mail",
                Some(Channel::Telegram) => "telegram",
                Some(Channel::Voice) => "phone",
                Some(Channel::Chat) => "chat",
                Some(Channel::Form) => "form",
                Some(Channel::Api) | None => "api",
            },
            title,
            words,
            cause: t.say(&format!("reject-cause-{cause}")).into_owned(),
            failures: (row.failures > 1).then(|| t.with("reject-failures", "n", row.failures).into_owned()),
            can_replay: matches!(channel, Some(Channel::Email | Channel::Telegram)),
            problem: trouble.filter(|(id, _)| *id == row.id).map(|(_, code)| code),
            row,
        }
    }
}

pub async fn show(app: web::Data<App>, mut tender: Tender, ask: web::Query<Ask>) -> Result<HttpResponse> {
    read(&app, &mut tender).await?;
    list(&app, tender.shell, &ask, None).await
}

/// Whoever looks at the list has read that something waits there.
async fn read(app: &App, tender: &mut Tender) -> Result<()> {
    let id = tender.staff.id;
    if tender.shell.unread == 0
        || !app.db.read(async |tx| notices::has_unread(tx, id, Kind::Rejected).await).await?
    {
        return Ok(());
    }
    tender.shell.unread = app
        .db
        .write(async |tx| {
            notices::read_of_kind(tx, id, Kind::Rejected).await?;
            notices::unread(tx, id).await
        })
        .await?;
    Ok(())
}

async fn list(
    app: &App,
    shell: Shell,
    ask: &Ask,
    trouble: Option<(RejectId, &'static str)>,
) -> Result<HttpResponse> {
    let before: Option<RejectId> = ask.before.parse().ok();
    let mut rows = app.db.read(async |tx| intake::rejected(tx, before, PAGE as i64 + 1).await).await?;
    let ways = ("/admin/rejects", "/admin/rejects?before=");
    let pager = Pager::cut(shell.t, ways, before.is_none(), &mut rows, PAGE, |row| row.id);
    let rows = rows.into_iter().map(|row| Line::of(shell.t, row, trouble)).collect();
    let status = if trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let done = ["replayed", "still", "discarded"].into_iter().find(|code| *code == ask.done);
    html(status, &RejectsPage { shell, rows, pager, done, trouble })
}

/// The raw payload as a download, never shown in the page; looking at it is written down.
pub async fn raw(app: web::Data<App>, tender: Tender, path: web::Path<String>) -> Result<HttpResponse> {
    let id: RejectId = id(&path, "rejected message")?;
    let (row, bytes) = intake::raw_of(&app, id).await?;
    app.db
        .write(async |tx| {
            audit::record(tx, Some(tender.staff.id), "reject-seen", ("reject", id), json!({})).await
        })
        .await?;
    let ending = match Channel::parse(&row.channel) {
        Some(Channel::Email) => "eml",
        Some(Channel::Telegram) => "json",
        _ => "bin",
    };
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"reject-{id}.{ending}\""),
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

pub async fn replay(
    app: web::Data<App>,
    tender: Tender,
    path: web::Path<String>,
    _form: Form<Nothing>,
) -> Result<HttpResponse> {
    let id: RejectId = id(&path, "rejected message")?;
    match intake::replay(&app, id, tender.staff.id).await {
        Ok(Outcome::Rejected) => Ok(see_other("/admin/rejects?done=still")),
        Ok(_) => Ok(see_other("/admin/rejects?done=replayed")),
        Err(error) => mend(&app, tender, id, error).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Why {
    reason: String,
}

pub async fn discard(
    app: web::Data<App>,
    tender: Tender,
    path: web::Path<String>,
    form: Form<Why>,
) -> Result<HttpResponse> {
    let id: RejectId = id(&path, "rejected message")?;
    let reason: String = form.0.reason.trim().chars().take(500).collect();
    match app.db.write(async |tx| intake::discard(tx, id, tender.staff.id, &reason).await).await {
        Ok(()) => Ok(see_other("/admin/rejects?done=discarded")),
        Err(error) => mend(&app, tender, id, error).await,
    }
}

async fn mend(app: &App, tender: Tender, id: RejectId, error: Error) -> Result<HttpResponse> {
    match error {
        Error::Problem(problem) if problem.status == 422 => {
            list(app, tender.shell, &Ask::default(), Some((id, problem.code))).await
        }
        error => Err(error),
    }
}
