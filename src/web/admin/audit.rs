//! Who saw and did what, newest first; of one thing, when asked about it.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::audit_words::{Line as Change, Names, tickets_in};
use super::door::Administrator;
use super::pager::Pager;
use crate::agencies;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth;
use crate::error::Result;
use crate::routing::rules;
use crate::tickets;
use crate::web::{Shell, page};

const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "web/admin/audit.html")]
struct AuditPage {
    shell: Shell,
    rows: Vec<Line>,
    /// The one thing asked about.
    about: Option<String>,
    pager: Pager,
}

struct Line {
    at: i64,
    who: String,
    action: String,
    subject: String,
    /// Where one can look at it.
    href: Option<String>,
    changes: Vec<Change>,
    /// Changes that are not shown.
    more: usize,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    before: String,
    /// `agency:42`.
    about: String,
}

pub async fn show(app: web::Data<App>, admin: Administrator, ask: web::Query<Ask>) -> Result<HttpResponse> {
    let before: Option<i64> = ask.before.parse().ok();
    let about = ask.about.split_once(':');
    let by = admin.staff.id;
    let t = admin.shell.t;
    let (mut rows, names) = app
        .db
        .read(async |tx| {
            // It tells of everybody.
            auth::whole_house(tx, by).await?;
            let rows = match about {
                Some(about) => audit::about(tx, about, before, PAGE as i64 + 1).await?,
                None => audit::list(tx, before, PAGE as i64 + 1).await?,
            };
            let staff = auth::all(tx).await?;
            let (agencies, categories) =
                (agencies::every_agency(tx).await?, agencies::every_category(tx).await?);
            let tickets = tickets::numbers(tx, &tickets_in(&rows)).await?;
            let names = Names::new(t, staff, agencies, categories).with_tickets(tickets);
            Ok((rows, names.with_rules(rules::all(tx).await?)))
        })
        .await?;
    let first = match about {
        Some((kind, id)) => {
            let about: String =
                url::form_urlencoded::byte_serialize(format!("{kind}:{id}").as_bytes()).collect();
            format!("/admin/audit?about={about}")
        }
        None => "/admin/audit".to_owned(),
    };
    let next = format!("{first}{}before=", if about.is_some() { '&' } else { '?' });
    let pager = Pager::cut(t, (&first, &next), before.is_none(), &mut rows, PAGE, |row| row.id);
    let rows = rows.iter().map(|entry| line(&names, entry)).collect();
    let about = about.map(|(kind, id)| names.subject(kind, id).0);
    page(&AuditPage { shell: admin.shell, rows, about, pager })
}

fn line(names: &Names, entry: &Entry) -> Line {
    let (subject, href) = names.subject(&entry.subject_kind, &entry.subject_id);
    let (changes, more) = names.lines(entry);
    Line {
        at: entry.at,
        who: names.who(entry.staff_id),
        action: names.action(&entry.action),
        subject,
        href,
        changes,
        more,
    }
}
