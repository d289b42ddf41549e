//! Who saw and did what, newest first.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Administrator;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth;
use crate::error::Result;
use crate::ids::StaffId;
use crate::web::{Shell, page};

const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "web/admin/audit.html")]
struct AuditPage {
    shell: Shell,
    rows: Vec<Line>,
    next: Option<i64>,
    is_first: bool,
}

struct Line {
    at: i64,
    who: String,
    action: String,
    subject: String,
    /// Where one can look at it.
    href: Option<String>,
    detail: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    before: String,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let before: Option<i64> = ask.before.parse().ok();
    let (mut rows, names) = app
        .db
        .read(async |tx| {
            let rows = audit::list(tx, before, PAGE as i64 + 1).await?;
            let names: HashMap<StaffId, String> =
                auth::all(tx).await?.into_iter().map(|staff| (staff.id, staff.name)).collect();
            Ok((rows, names))
        })
        .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let shell = admin.shell;
    let rows = rows.into_iter().map(|entry| line(&shell, &names, entry)).collect();
    page(&AuditPage { rows, next, is_first: before.is_none(), shell })
}

fn line(shell: &Shell, names: &HashMap<StaffId, String>, entry: Entry) -> Line {
    let key = format!("admin-action-{}", entry.action);
    // Other rooms write actions of their own: their code is better than nothing.
    let action = if shell.t.has(&key) { shell.t.say(&key).into_owned() } else { entry.action };
    let who = entry.staff_id.map_or_else(
        || shell.t.say("admin-system").into_owned(),
        |id| names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
    );
    let staff = entry.subject_id.parse().ok().map(StaffId).and_then(|id| names.get(&id));
    let subject = match (entry.subject_kind.as_str(), staff) {
        ("staff", Some(name)) => name.clone(),
        ("ticket", _) => shell.t.say("admin-look-ticket").into_owned(),
        // An address that nobody here has, or a thing that goes by its number.
        ("staff", None) => entry.subject_id.clone(),
        (kind, _) => {
            let key = format!("admin-subject-{kind}");
            let word = if shell.t.has(&key) { shell.t.say(&key).into_owned() } else { kind.to_owned() };
            format!("{word} {}", entry.subject_id)
        }
    };
    let href = (entry.subject_kind == "ticket").then(|| format!("/desk/{}", entry.subject_id));
    let detail = if entry.detail.0.as_object().is_some_and(|detail| !detail.is_empty()) {
        entry.detail.0.to_string()
    } else {
        String::new()
    };
    Line { at: entry.at, who, action, subject, href, detail }
}
