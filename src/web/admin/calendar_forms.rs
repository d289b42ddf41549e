//! What administrators change about an agency's working time: each form is read into one change, kept or shown
//! again with what must be mended.

use actix_web::{HttpResponse, web};
use jiff::civil::Date;
use serde::Deserialize;

use super::calendar::Visit;
use super::door::{Administrator, id, mendable};
use super::fields::{Faults, Typed};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Result, not_found};
use crate::ids::{AgencyId, StaffId};
use crate::sla::{self, Day, DayKind, Fault, Hours, Mistake, Place, Season, WEEKDAYS, Week};
use crate::web::{Form, see_other};

type Fields = Form<Vec<(String, String)>>;

enum Change {
    /// Zone and week; None: as above.
    Hours(Option<String>, Option<Week>),
    Day(Day),
    NoDay(Date),
    Season(Season),
    /// The one that begins then.
    NoSeason(Date),
}

impl Change {
    async fn keep(&self, tx: &mut Tx, agency: AgencyId, by: StaffId) -> Result<()> {
        match self {
            Self::Hours(zone, week) => sla::keep_hours(tx, agency, zone.as_deref(), week.as_ref(), by).await,
            Self::Day(day) => sla::add_day(tx, agency, day, by).await,
            Self::NoDay(date) => sla::remove_day(tx, agency, *date, by).await,
            Self::Season(season) => sla::add_season(tx, agency, season, by).await,
            Self::NoSeason(from) => sla::remove_season(tx, agency, *from, by).await,
        }
    }
}

/// Keeps the change, or shows the page with the form that was sent.
async fn kept(
    app: &App,
    admin: Administrator,
    agency: &str,
    (form, typed): (&'static str, Typed),
    change: Result<Change, Faults>,
) -> Result<HttpResponse> {
    let (id, by) = (id(agency, "agency")?, admin.staff.id);
    let faults = match change {
        Err(faults) => faults,
        Ok(change) => match app.db.write(async |tx| change.keep(tx, id, by).await).await {
            Ok(()) => return Ok(see_other(&format!("/admin/calendars/{id}?done=saved"))),
            Err(error) => vec![mendable(error)?],
        },
    };
    Visit { form, typed, faults, ..Visit::new(id) }.answer(app, admin).await
}

pub async fn keep_hours(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Fields,
) -> Result<HttpResponse> {
    let typed = Typed::new(form.0);
    let change = week(&typed).map(|week| Change::Hours(typed.some("zone"), week));
    kept(&app, admin, &path, ("hours", typed), change).await
}

pub async fn add_day(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Fields,
) -> Result<HttpResponse> {
    let typed = Typed::new(form.0);
    let change = day(&typed).map(Change::Day);
    kept(&app, admin, &path, ("day", typed), change).await
}

pub async fn add_season(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Fields,
) -> Result<HttpResponse> {
    let typed = Typed::new(form.0);
    let change = season(&typed).map(Change::Season);
    kept(&app, admin, &path, ("season", typed), change).await
}

#[derive(Deserialize)]
pub struct Gone {
    #[serde(default)]
    date: String,
}

pub async fn remove_day(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Gone>,
) -> Result<HttpResponse> {
    let date = form.0.date.parse().map_err(|_| not_found("day"))?;
    kept(&app, admin, &path, ("day", Typed::default()), Ok(Change::NoDay(date))).await
}

pub async fn remove_season(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Gone>,
) -> Result<HttpResponse> {
    let from = form.0.date.parse().map_err(|_| not_found("season"))?;
    kept(&app, admin, &path, ("season", Typed::default()), Ok(Change::NoSeason(from))).await
}

/// The hours of the week; None when nothing is said about any day.
fn week(typed: &Typed) -> Result<Option<Week>, Faults> {
    let days = WEEKDAYS.map(|name| typed.text(name));
    if days.iter().all(|day| day.is_empty()) {
        return Ok(None);
    }
    Week::parse(days).map(Some).map_err(|mistakes| mistakes.iter().map(at_weekday).collect())
}

/// The field of a day of the week.
fn at_weekday(mistake: &Mistake) -> (&'static str, &'static str) {
    let field = match mistake.place {
        Place::Weekday(day) => WEEKDAYS.get(usize::from(day)).copied().unwrap_or("mon"),
        _ => "mon",
    };
    (field, mistake.code())
}

fn day(typed: &Typed) -> Result<Day, Faults> {
    let mut faults = Faults::new();
    let date = date(typed, "day", &mut faults);
    let kind = DayKind::parse(typed.text("day_kind"));
    if kind.is_none() {
        faults.push(("day_kind", "day-kind-needed"));
    }
    let hours = hours(typed, "day_hours", &mut faults);
    if kind.is_some_and(|kind| kind != DayKind::Open) && !typed.text("day_hours").is_empty() {
        faults.push(("day_hours", "closed-with-hours"));
    }
    match (date, kind) {
        (Some(date), Some(kind)) if faults.is_empty() => {
            let hours = Some(hours).filter(|hours| !hours.is_empty());
            Ok(Day { date, name: typed.text("day_name").to_owned(), kind, hours })
        }
        _ => Err(faults),
    }
}

fn season(typed: &Typed) -> Result<Season, Faults> {
    let mut faults = Faults::new();
    let (from, to) = (date(typed, "season_from", &mut faults), date(typed, "season_to", &mut faults));
    let usual = hours(typed, "season_mon_thu", &mut faults);
    let fri = hours(typed, "season_fri", &mut faults);
    let weekend = hours(typed, "season_weekend", &mut faults);
    let (Some(from), Some(to), true) = (from, to, faults.is_empty()) else { return Err(faults) };
    let week = Week {
        mon: usual.clone(),
        tue: usual.clone(),
        wed: usual.clone(),
        thu: usual,
        fri,
        sat: weekend.clone(),
        sun: weekend,
    };
    Ok(Season { from, to, name: typed.text("season_name").to_owned(), week })
}

fn date(typed: &Typed, name: &'static str, faults: &mut Faults) -> Option<Date> {
    let date = typed.text(name).parse().ok();
    if date.is_none() {
        faults.push((name, Fault::DateUnreadable.code()));
    }
    date
}

fn hours(typed: &Typed, name: &'static str, faults: &mut Faults) -> Hours {
    Hours::parse(typed.text(name)).unwrap_or_else(|mistake| {
        faults.push((name, mistake.code()));
        Hours::default()
    })
}
