//! Days off from a file: looked at first, and taken in only when all of it can be read.

use std::ops::RangeInclusive;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::agencies::reach;
use super::calendar::Visit;
use super::calendar_words::{date_words, kind_word};
use super::door::{Administrator, id, mendable};
use super::fields::Summary;
use super::table_file::{self, TableFile};
use crate::agencies::Agency;
use crate::app::App;
use crate::error::{Result, bad_request, not_found};
use crate::ids::AgencyId;
use crate::sla::import::{Found, icalendar, json};
use crate::sla::{self, Fault, Mistake, Place};
use crate::web::{Form, Shell, html, see_other};

/// Mistakes that are shown; the count says how many there are.
const SHOWN: usize = 200;

struct Line {
    words: String,
    name: String,
    kind: String,
    /// Why to look twice.
    doubt: Option<String>,
    is_known: bool,
}

struct Wrong {
    place: String,
    found: String,
    remedy: String,
}

#[derive(Template)]
#[template(path = "web/admin/holidays.html")]
struct CheckPage {
    shell: Shell,
    agency: Agency,
    file: TableFile,
    rows: Vec<Line>,
    wrong: Vec<Wrong>,
    /// Mistakes beyond those shown.
    more: usize,
    new: usize,
    known: usize,
    years: String,
    summary: Summary,
}

impl CheckPage {
    fn name(&self) -> &str {
        self.agency.name(self.shell.t)
    }
}

type Read = Result<Vec<Found>, Vec<Mistake>>;

/// Last year to five years ahead: what may still move a deadline.
fn years(shell: &Shell) -> RangeInclusive<i16> {
    let this = jiff::Timestamp::from_millisecond(shell.now).unwrap_or_default();
    let this = this.to_zoned(shell.zone.clone()).year();
    this - 1..=this + 5
}

/// JSON begins with a brace; everything else must be iCalendar.
fn read(bytes: &[u8], years: RangeInclusive<i16>) -> Read {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let place = Place::Whole;
        return Err(vec![Mistake { fault: Fault::FileUnreadable, place, found: "UTF-8?".to_owned() }]);
    };
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        json(text, years)
    } else {
        icalendar(text, years)
    }
}

async fn look(
    app: &App,
    admin: Administrator,
    id: AgencyId,
    file: TableFile,
    read: Read,
    faults: &[(&'static str, &'static str)],
) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (agency, layer) = app
        .db
        .read(async |tx| {
            let agency = reach(tx, by).await?.into_iter().find(|agency| agency.id == id);
            Ok((agency.ok_or_else(|| not_found("agency"))?, sla::layer(tx, id).await?))
        })
        .await?;
    let (found, mistakes) = match read {
        Ok(found) => (found, Vec::new()),
        Err(mistakes) => (Vec::new(), mistakes),
    };
    let rows: Vec<Line> = found
        .iter()
        .map(|found| Line {
            words: date_words(t, found.closure.date),
            name: found.closure.name.clone(),
            kind: kind_word(t, found.closure.kind),
            doubt: found.doubt.map(|doubt| t.say(&format!("admin-holiday-{doubt}")).into_owned()),
            is_known: sla::is_known(&layer, found.closure.date),
        })
        .collect();
    let known = rows.iter().filter(|line| line.is_known).count();
    let place = |place: &Place| match place {
        Place::Whole => t.say("admin-holidays-whole").into_owned(),
        Place::Line(line) => t.with("admin-holidays-line", "n", *line).into_owned(),
        Place::Key(key) => key.clone(),
        Place::Date(date) => date.to_string(),
        Place::Row(row) => row.to_string(),
        Place::Weekday(day) => t.say(&format!("weekday-{}", day + 1)).into_owned(),
    };
    let years = years(&admin.shell);
    let page = CheckPage {
        new: rows.len() - known,
        known,
        more: mistakes.len().saturating_sub(SHOWN),
        wrong: mistakes
            .iter()
            .take(SHOWN)
            .map(|mistake| Wrong {
                place: place(&mistake.place),
                found: mistake.found.clone(),
                remedy: super::fields::remedy(t, mistake.code()),
            })
            .collect(),
        years: format!("{}–{}", years.start(), years.end()),
        summary: Summary::new(t, faults),
        shell: admin.shell,
        agency,
        file,
        rows,
    };
    let is_good = page.wrong.is_empty() && faults.is_empty();
    html(if is_good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

/// Looks at a file and changes nothing.
pub async fn check(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Multipart,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let by = admin.staff.id;
    let kept = async {
        let (name, bytes) = table_file::read(&app, &admin.shell, form).await?;
        let found = read(&bytes, years(&admin.shell));
        Ok((TableFile::keep(&app, name, bytes, by).await?, found))
    };
    match kept.await {
        Ok((file, found)) => look(&app, admin, id, file, found, &[]).await,
        Err(error) => {
            let faults = vec![mendable(error)?];
            Visit { form: "file", faults, ..Visit::new(id) }.answer(&app, admin).await
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TakeIn {
    name: String,
    key: String,
    seal: String,
}

/// Takes in a file that was looked at before.
pub async fn import(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<TakeIn>,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let by = admin.staff.id;
    let TakeIn { name, key, seal } = form.0;
    let file = TableFile { name, key, seal };
    if !file.is_ours(&app, by) {
        return Err(bad_request("this file was not looked at before: choose it again"));
    }
    let found = match read(&app.files.get(&file.key).await?, years(&admin.shell)) {
        Ok(found) => found,
        wrong => return look(&app, admin, id, file, wrong, &[]).await,
    };
    match app.db.write(async |tx| sla::import_days(tx, id, &found, by, &file.name).await).await {
        Ok(hung) => Ok(see_other(&format!(
            "/admin/calendars/{id}?done=imported&new={}&known={}",
            hung.new, hung.known
        ))),
        Err(error) => {
            let fault = mendable(error)?;
            look(&app, admin, id, file, Ok(found), &[fault]).await
        }
    }
}
