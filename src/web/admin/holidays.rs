//! Days off from a file: looked at first, and taken in only when all of it can be read, as far as ticked.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::civil::Date;

use super::agencies::reach;
use super::calendar::Visit;
use super::calendar_words::{date_words, kind_word};
use super::door::{Administrator, id, mendable};
use super::fields::{Summary, Typed, remedy};
use super::table_file::{self, TableFile};
use crate::agencies::{self, Agency};
use crate::app::App;
use crate::error::{Result, bad_request, not_found};
use crate::ids::AgencyId;
use crate::sla::import::{Found, icalendar, json};
use crate::sla::{self, Fault, Mistake, Place};
use crate::texts::Lang;
use crate::web::{Form, Shell, html, see_other};

/// Mistakes that are shown; the count says how many there are.
const SHOWN: usize = 200;
/// The boxes of the days.
const DAY: &str = "day";

struct Line {
    /// As its box sends it.
    date: String,
    words: String,
    name: String,
    kind: String,
    /// Why to look twice.
    doubt: Option<String>,
    /// Who has it already; None: it is new and has a box.
    known: Option<String>,
    is_ticked: bool,
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
    /// What must be mended about the ticks.
    fault: Option<String>,
}

impl CheckPage {
    fn name(&self) -> &str {
        self.agency.name(self.shell.t)
    }
}

type Read = Result<Vec<Found>, Vec<Mistake>>;

/// A form that was sent and must be mended: its ticks stay as they are.
struct Sent {
    ticked: BTreeSet<Date>,
    fault: (&'static str, &'static str),
}

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

/// That this agency has a day already, or which one above it.
fn known_word(t: Lang, every: &[Agency], here: AgencyId, whose: AgencyId) -> String {
    match every.iter().find(|agency| agency.id == whose && whose != here) {
        Some(above) => t.with("admin-holiday-above", "agency", above.name(t)).into_owned(),
        None => t.say("admin-holiday-known").into_owned(),
    }
}

async fn look(
    app: &App,
    admin: Administrator,
    id: AgencyId,
    file: TableFile,
    read: Read,
    sent: Option<Sent>,
) -> Result<HttpResponse> {
    let (by, t) = (admin.staff.id, admin.shell.t);
    let (agency, every, known) = app
        .db
        .read(async |tx| {
            let agency = reach(tx, by).await?.into_iter().find(|agency| agency.id == id);
            let agency = agency.ok_or_else(|| not_found("agency"))?;
            // Those above may be out of reach, but they have a name.
            Ok((agency, agencies::every_agency(tx).await?, sla::known_days(tx, id).await?))
        })
        .await?;
    let (found, mistakes) = match read {
        Ok(found) => (found, Vec::new()),
        Err(mistakes) => (Vec::new(), mistakes),
    };
    // What is in doubt is taken only by whoever says so.
    let is_ticked = |found: &Found| match &sent {
        Some(sent) => sent.ticked.contains(&found.closure.date),
        None => found.doubt.is_none(),
    };
    let rows: Vec<Line> = found
        .iter()
        .map(|found| Line {
            date: found.closure.date.to_string(),
            words: date_words(t, found.closure.date),
            name: found.closure.name.clone(),
            kind: kind_word(t, found.closure.kind),
            doubt: found.doubt.map(|doubt| t.say(&format!("admin-holiday-{doubt}")).into_owned()),
            known: known.get(&found.closure.date).map(|whose| known_word(t, &every, id, *whose)),
            is_ticked: is_ticked(found),
        })
        .collect();
    let known = rows.iter().filter(|line| line.known.is_some()).count();
    let place = |place: &Place| match place {
        Place::Whole => t.say("admin-holidays-whole").into_owned(),
        Place::Line(line) => t.with("admin-holidays-line", "n", *line).into_owned(),
        Place::Key(key) => key.clone(),
        Place::Date(date) => date.to_string(),
        Place::Row(row) => row.to_string(),
        Place::Weekday(day) => t.say(&format!("weekday-{}", day + 1)).into_owned(),
    };
    let years = years(&admin.shell);
    let faults: Vec<_> = sent.iter().map(|sent| sent.fault).collect();
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
                remedy: remedy(t, mistake.code()),
            })
            .collect(),
        years: format!("{}–{}", years.start(), years.end()),
        summary: Summary::new(t, &faults),
        fault: faults.iter().find(|(field, _)| *field == DAY).map(|(_, code)| remedy(t, code)),
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
        Ok((file, found)) => look(&app, admin, id, file, found, None).await,
        Err(error) => {
            let faults = vec![mendable(error)?];
            Visit { form: "file", faults, ..Visit::new(id) }.answer(&app, admin).await
        }
    }
}

/// Takes in what was ticked of a file that was looked at before.
pub async fn import(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let id: AgencyId = id(&path, "agency")?;
    let by = admin.staff.id;
    let typed = Typed::new(form.0);
    // To the letter: the seal is of the name as it was.
    let first = |name: &str| typed.all(name).next().unwrap_or_default().to_owned();
    let file = TableFile { name: first("name"), key: first("key"), seal: first("seal") };
    if !file.is_ours(&app, by) {
        return Err(bad_request("this file was not looked at before: choose it again"));
    }
    let found = match read(&app.files.get(&file.key).await?, years(&admin.shell)) {
        Ok(found) => found,
        wrong => return look(&app, admin, id, file, wrong, None).await,
    };
    // The kept file says which days there are; the form only chooses among them.
    let ticked: BTreeSet<Date> = typed.all(DAY).filter_map(|day| day.parse().ok()).collect();
    let fault = if found.iter().any(|found| ticked.contains(&found.closure.date)) {
        match app.db.write(async |tx| sla::import_days(tx, id, &found, &ticked, by, &file.name).await).await {
            Ok(hung) => {
                let done = format!("done=imported&new={}&known={}", hung.new, hung.known);
                return Ok(see_other(&format!("/admin/calendars/{id}?{done}")));
            }
            Err(error) => mendable(error)?,
        }
    } else {
        (DAY, "no-day-ticked")
    };
    look(&app, admin, id, file, Ok(found), Some(Sent { ticked, fault })).await
}
