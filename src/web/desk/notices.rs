//! Notices: what one should know of, newest first, and that one has read it.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use super::chrome::{self, Views};
use super::parts::{self, Icon};
use super::{Agent, ticket_id};
use crate::app::App;
use crate::auth;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{NoticeId, StaffId, TicketId};
use crate::notices::{self, Kind, Notice, PAGE};
use crate::texts::Lang;
use crate::web::{Form, Nothing, Shell, page, see_other};

#[derive(Template)]
#[template(path = "web/desk/notices.html")]
struct NoticesPage {
    shell: Shell,
    views: Views,
    lines: Vec<Line>,
    next: Option<String>,
    is_first: bool,
    has_unread: bool,
}

#[derive(Debug)]
struct Line {
    id: NoticeId,
    icon: Icon,
    words: String,
    /// Number and subject, while the reader sees the ticket.
    ticket: Option<(TicketId, String, String)>,
    /// A page that tells more: address and key of its name.
    goes_to: Option<(&'static str, &'static str)>,
    /// It is about a ticket that the reader no longer sees.
    is_out_of_reach: bool,
    is_unread: bool,
    machine: String,
    exact: String,
    ago: String,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Ask {
    before: String,
}

pub async fn show(app: web::Data<App>, agent: Agent, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let Agent { staff, shell, .. } = agent;
    let before: Option<NoticeId> = ask.before.parse().ok();
    let (found, names, views) = app
        .db
        .read(async |tx| {
            let found = notices::of(tx, staff.id, before).await?;
            let names = who(tx, &found).await?;
            let views = chrome::views(tx, shell.t, staff.id, None).await?;
            Ok((found, names, views))
        })
        .await?;
    let next = found.last().filter(|_| found.len() as i64 == PAGE);
    page(&NoticesPage {
        next: next.map(|last| format!("/desk/notices?before={}", last.id)),
        is_first: before.is_none(),
        has_unread: shell.unread > 0,
        lines: found.iter().map(|notice| line(&shell, &names, notice)).collect(),
        views,
        shell,
    })
}

/// Names of those who caused them.
async fn who(tx: &mut Tx, notices: &[Notice]) -> Result<HashMap<StaffId, String>> {
    let mut named: Vec<StaffId> = notices.iter().filter_map(|notice| notice.by_id).collect();
    named.extend(notices.iter().filter_map(who_left));
    auth::names(tx, &named).await
}

fn line(shell: &Shell, names: &HashMap<StaffId, String>, notice: &Notice) -> Line {
    let who = notice.by_id.and_then(|id| names.get(&id)).map_or("Sahut", String::as_str);
    let key = match (notice.kind, notice.by_id) {
        // Handed out by the program.
        (Kind::Assigned, None) => "notice-handed-out".to_owned(),
        // A colleague asks for a strike.
        (Kind::Escalated, Some(_)) if notice.data.0.get("label").is_some() => "notice-labelled".to_owned(),
        (kind, _) => format!("notice-{kind}"),
    };
    let ticket = notice.ticket_id.zip(notice.number.as_ref());
    Line {
        id: notice.id,
        icon: parts::icon(match notice.kind {
            Kind::Mentioned => "note",
            Kind::Assigned => "user",
            Kind::Soon => "clock",
            Kind::Breached | Kind::Rejected | Kind::Troubled => "warning",
            Kind::Escalated => "high",
            Kind::Reopened | Kind::Declined => "reply",
            Kind::Referred => "agency",
            Kind::Woke => "play",
            Kind::SupportAsked | Kind::SupportDone => "users",
            Kind::AgencyWrote => "mail",
            Kind::Silent | Kind::StillWaits => "pause",
            Kind::Released => "inbox",
        }),
        words: match notice.kind {
            Kind::Silent | Kind::Troubled => of_line(shell.t, &key, notice),
            Kind::Released => released(shell.t, names, notice),
            Kind::StillWaits => shell.t.with("notice-still_waits", "days", days(notice)).into_owned(),
            _ => shell.t.with(&key, "who", who).into_owned(),
        },
        goes_to: match notice.kind {
            Kind::Silent | Kind::Troubled if notice.ticket_id.is_none() => {
                Some(("/admin/health", "admin-health"))
            }
            Kind::Rejected => Some(("/admin/rejects", "admin-rejects")),
            Kind::Released => Some(("/desk?view=unassigned", "desk-view-unassigned")),
            _ => None,
        },
        is_out_of_reach: notice.ticket_id.is_some() && ticket.is_none(),
        ticket: ticket
            .map(|(id, number)| (id, number.to_string(), notice.subject.clone().unwrap_or_default())),
        is_unread: notice.read_at.is_none(),
        machine: shell.machine(&notice.at),
        exact: shell.moment(&notice.at),
        ago: shell.ago(&notice.at),
    }
}

/// How long it has waited.
fn days(notice: &Notice) -> i64 {
    notice.data.0.get("days").and_then(Value::as_i64).unwrap_or_default()
}

/// Whose tickets went back into the queue.
fn who_left(notice: &Notice) -> Option<StaffId> {
    let staff = notice.data.0.get("staff").filter(|_| notice.kind == Kind::Released)?;
    staff.as_i64().or_else(|| staff.as_str()?.parse().ok()).map(StaffId)
}

fn released(t: Lang, names: &HashMap<StaffId, String>, notice: &Notice) -> String {
    let name = who_left(notice).and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let n = notice.data.0.get("n").and_then(Value::as_i64).unwrap_or_default();
    t.with2("notice-released", ("name", name), ("n", n)).into_owned()
}

/// Which channel nothing comes by, which line does not work.
fn of_line(t: Lang, key: &str, notice: &Notice) -> String {
    let line = notice.data.0.get("line").and_then(Value::as_str).unwrap_or_default();
    let channel = t.say(&format!("channel-{line}"));
    let channel = match notice.data.0.get("name").and_then(Value::as_str).filter(|name| !name.is_empty()) {
        // A single mailbox or bot.
        Some(name) => format!("{channel} {name}"),
        None => channel.into_owned(),
    };
    t.with(key, "channel", channel).into_owned()
}

/// All of them are read.
pub async fn read(app: web::Data<App>, agent: Agent, _form: Form<Nothing>) -> Result<HttpResponse> {
    app.db.write(async |tx| notices::read_all(tx, agent.staff.id).await).await?;
    Ok(see_other("/desk/notices"))
}

/// Whoever opens a ticket's page has read what was said of it. Most pages have nothing to write.
pub async fn opened(app: &App, shell: &mut Shell, staff: StaffId, ticket: &str) -> Result<()> {
    let Ok(id) = ticket_id(ticket) else { return Ok(()) };
    if shell.unread == 0 || !app.db.read(async |tx| notices::is_news(tx, staff, id).await).await? {
        return Ok(());
    }
    shell.unread = app
        .db
        .write(async |tx| {
            notices::read_of_ticket(tx, staff, id).await?;
            notices::unread(tx, staff).await
        })
        .await?;
    Ok(())
}
