//! Working time: which agencies say something of their own, and a page for each with hours, days off,
//! seasons, and what comes of it in the next days.

use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use super::agencies::{reach, status};
use super::door::{Administrator, id, mendable};
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use crate::agencies::Agency;
use crate::app::App;
use crate::error::{Result, not_found};
use crate::ids::AgencyId;
use crate::sla::{
    self, ClosureKind, Day, DayKind, Fault, Hours, Layer, Mistake, Place, Season, WEEKDAYS, Week, ZONES,
};
use crate::texts::Lang;
use crate::web::{Form, Shell, html, page, see_other};

/// Days that are looked ahead.
const AHEAD: i64 = 21;
/// Characters of a day's hours.
const HOURS: usize = 100;
/// Characters of the name of a day or season.
const NAME: usize = 200;

struct Line {
    id: AgencyId,
    name: String,
    depth: usize,
    zone: String,
    /// What it says itself: `hours`, `days`, `seasons`.
    own: String,
}

#[derive(Template)]
#[template(path = "web/admin/calendars.html")]
struct CalendarsPage {
    shell: Shell,
    rows: Vec<Line>,
}

pub async fn show(app: web::Data<App>, admin: Administrator) -> Result<HttpResponse> {
    let by = admin.staff.id;
    let (mine, own, book) = app
        .db
        .read(async |tx| Ok((reach(tx, by).await?, sla::with_own(tx).await?, sla::book(tx).await?)))
        .await?;
    let t = admin.shell.t;
    let rows = mine
        .iter()
        .filter(|agency| agency.is_active)
        .map(|agency| Line {
            id: agency.id,
            name: agency.name(t).to_owned(),
            depth: agency.depth().min(6),
            zone: zone_word(t, book.calendar(agency.id).zone().iana_name().unwrap_or_default()),
            own: own
                .get(&agency.id)
                .map_or_else(|| t.say("admin-calendar-as-above").into_owned(), |layer| own_words(t, layer)),
        })
        .collect();
    page(&CalendarsPage { shell: admin.shell, rows })
}

fn own_words(t: Lang, layer: &Layer) -> String {
    let mut words = Vec::new();
    if layer.week.is_some() {
        words.push(t.say("admin-calendar-own-hours").into_owned());
    }
    let days = layer.closures.len() + layer.openings.len();
    if days > 0 {
        words.push(t.with("admin-calendar-own-days", "n", days).into_owned());
    }
    if !layer.seasons.is_empty() {
        words.push(t.with("admin-calendar-own-seasons", "n", layer.seasons.len()).into_owned());
    }
    if words.is_empty() { t.say("admin-calendar-as-above").into_owned() } else { words.join(" · ") }
}

/// `WIB (Asia/Jakarta)`.
fn zone_word(t: Lang, zone: &str) -> String {
    let known = ZONES.iter().position(|known| *known == zone);
    known.map_or_else(
        || zone.to_owned(),
        |at| t.say(&format!("admin-zone-{}", ["wib", "wita", "wit"][at])).into(),
    )
}

/// A day that is listed.
struct DayLine {
    date: String,
    words: String,
    name: String,
    kind: String,
}

struct SeasonLine {
    from: String,
    words: String,
    name: String,
    hours: String,
}

/// A day ahead: its hours, or why nobody works.
struct Ahead {
    words: String,
    hours: Vec<String>,
    is_closed: bool,
}

#[derive(Template)]
#[template(path = "web/admin/calendar.html")]
struct CalendarPage {
    shell: Shell,
    agency: Agency,
    hours: Fields,
    day: Fields,
    season: Fields,
    days: Vec<DayLine>,
    seasons: Vec<SeasonLine>,
    ahead: Vec<Ahead>,
    summary: Summary,
    /// What must be mended about the uploaded file.
    fault: Option<String>,
    done: Option<String>,
}

impl CalendarPage {
    fn title(&self) -> String {
        self.agency.name(self.shell.t).to_owned()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// What was just done.
    done: String,
    new: String,
    known: String,
}

/// One look at the page, as it stands or with a form that must be mended.
pub struct Visit {
    pub id: AgencyId,
    /// Which form was sent: `hours`, `day`, `season`, `file`.
    pub form: &'static str,
    pub typed: Typed,
    pub faults: Faults,
    pub done: Option<String>,
}

impl Visit {
    pub fn new(id: AgencyId) -> Self {
        Self { id, form: "", typed: Typed::default(), faults: Faults::new(), done: None }
    }

    pub async fn answer(self, app: &App, admin: Administrator) -> Result<HttpResponse> {
        let (by, t) = (admin.staff.id, admin.shell.t);
        let (agency, layer, book) = app
            .db
            .read(async |tx| {
                let mine = reach(tx, by).await?;
                let agency = mine.into_iter().find(|agency| agency.id == self.id);
                let agency = agency.ok_or_else(|| not_found("agency"))?;
                Ok((agency, sla::layer(tx, self.id).await?, sla::book(tx).await?))
            })
            .await?;
        let status = status(&self.faults);
        let sent = |form: &str| {
            if self.form == form {
                (Some(self.typed.clone()), self.faults.clone())
            } else {
                (None, Faults::new())
            }
        };
        let (typed, faults) = sent("hours");
        let mut hours = Fields::new(t, typed.unwrap_or_else(|| typed_hours(&layer)), faults);
        hours = hours.select("zone", zones(t, agency.parent_id.is_some(), layer.zone.as_deref()));
        for name in WEEKDAYS {
            hours = hours.line(name, HOURS).optional();
        }
        let (typed, faults) = sent("day");
        let kinds = DayKind::ALL.iter().map(|kind| kind.code().to_owned());
        let day = Fields::new(t, typed.unwrap_or_default(), faults)
            .input("day", "date", 10)
            .line("day_name", NAME)
            .select("day_kind", super::categories::words(t, "admin-day-kind", kinds))
            .line("day_hours", HOURS)
            .optional();
        let (typed, faults) = sent("season");
        let season = Fields::new(t, typed.unwrap_or_default(), faults)
            .line("season_name", NAME)
            .input("season_from", "date", 10)
            .input("season_to", "date", 10)
            .line("season_mon_thu", HOURS)
            .optional()
            .line("season_fri", HOURS)
            .optional()
            .line("season_weekend", HOURS)
            .optional();
        let (_, at_file) = sent("file");
        let fault = at_file.first().map(|(_, code)| super::fields::remedy(t, code));
        let calendar = book.calendar(self.id);
        let today = jiff::Timestamp::from_millisecond(admin.shell.now).unwrap_or_default();
        let today = today.to_zoned(calendar.zone().clone()).date();
        let ahead = (0..AHEAD)
            .filter_map(|n| today.checked_add(jiff::Span::new().days(n)).ok())
            .map(|date| Ahead {
                words: date_words(t, date),
                is_closed: calendar.hours(date).is_empty(),
                hours: match calendar.closure(date) {
                    Some(closure) => vec![closure.name.clone()],
                    None if calendar.hours(date).is_empty() => {
                        vec![t.say("admin-calendar-free").into_owned()]
                    }
                    None => calendar.hours(date).iter().map(ToString::to_string).collect(),
                },
            })
            .collect();
        let page = CalendarPage {
            summary: Summary::new(t, &self.faults),
            days: day_lines(t, &layer),
            seasons: layer.seasons.iter().map(|season| season_line(t, season)).collect(),
            done: self.done,
            shell: admin.shell,
            agency,
            hours,
            day,
            season,
            ahead,
            fault,
        };
        html(status, &page)
    }
}

fn zones(t: Lang, may_inherit: bool, known: Option<&str>) -> Vec<Choice> {
    let mut zones = Vec::new();
    if may_inherit {
        zones.push((String::new(), t.say("admin-calendar-as-above").into_owned()));
    }
    zones.extend(ZONES.iter().map(|zone| ((*zone).to_owned(), zone_word(t, zone))));
    // One that was set by other means stays choosable.
    zones.extend(known.filter(|zone| !ZONES.contains(zone)).map(|zone| (zone.to_owned(), zone.to_owned())));
    zones
}

fn typed_hours(layer: &Layer) -> Typed {
    let mut typed = Typed::default();
    typed.set("zone", layer.zone.as_deref().unwrap_or_default());
    for (at, name) in (0..).zip(WEEKDAYS) {
        typed.set(name, layer.week.as_ref().map_or_else(String::new, |week| week.day(at).to_string()));
    }
    typed
}

/// `Sabtu 21 Mar 2026`.
pub fn date_words(t: Lang, date: Date) -> String {
    let weekday = t.say(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
    let month: String = t.say(&format!("month-{}", date.month())).chars().take(3).collect();
    format!("{weekday} {} {month} {}", date.day(), date.year())
}

pub fn kind_word(t: Lang, kind: ClosureKind) -> String {
    t.say(&format!("admin-day-kind-{kind}")).into_owned()
}

fn day_lines(t: Lang, layer: &Layer) -> Vec<DayLine> {
    let closed = layer.closures.iter().map(|closure| {
        (
            closure.date,
            DayLine {
                date: closure.date.to_string(),
                words: date_words(t, closure.date),
                name: closure.name.clone(),
                kind: kind_word(t, closure.kind),
            },
        )
    });
    let open = layer.openings.iter().map(|opening| {
        let hours = opening.hours.as_ref().map_or_else(String::new, |hours| format!(" · {hours}"));
        (
            opening.date,
            DayLine {
                date: opening.date.to_string(),
                words: date_words(t, opening.date),
                name: opening.name.clone(),
                kind: format!("{}{hours}", t.say("admin-day-kind-open")),
            },
        )
    });
    let mut days: Vec<(Date, DayLine)> = closed.chain(open).collect();
    days.sort_by_key(|(date, _)| *date);
    days.into_iter().map(|(_, line)| line).collect()
}

fn season_line(t: Lang, season: &Season) -> SeasonLine {
    let hours = (0i64..7).zip(1..).filter(|(at, _)| !season.week.day(*at).is_empty());
    let hours = hours.map(|(at, n)| {
        let day: String = t.say(&format!("weekday-{n}")).chars().take(3).collect();
        format!("{day} {}", season.week.day(at))
    });
    SeasonLine {
        from: season.from.to_string(),
        words: format!("{} – {}", date_words(t, season.from), date_words(t, season.to)),
        name: season.name.clone(),
        hours: hours.collect::<Vec<_>>().join("; "),
    }
}

pub async fn open(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    ask: web::Query<Ask>,
) -> Result<HttpResponse> {
    let id = id(&path, "agency")?;
    let t = admin.shell.t;
    let done = match ask.done.as_str() {
        "saved" => Some(t.say("admin-calendar-saved").into_owned()),
        "imported" => {
            let count = |text: &str| text.parse::<u32>().unwrap_or(0);
            let (new, known) = (count(&ask.new), count(&ask.known));
            Some(t.with2("admin-calendar-imported", ("new", new), ("known", known)).into_owned())
        }
        _ => None,
    };
    Visit { done, ..Visit::new(id) }.answer(&app, admin).await
}

/// The field of a day of the week.
fn at_weekday(mistake: &Mistake) -> (&'static str, &'static str) {
    let field = match mistake.place {
        Place::Weekday(day) => WEEKDAYS.get(usize::from(day)).copied().unwrap_or("mon"),
        _ => "mon",
    };
    (field, mistake.code())
}

pub async fn keep(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let (id, typed) = (id(&path, "agency")?, Typed::new(form.0));
    let by = admin.staff.id;
    let zone = typed.some("zone");
    let days = WEEKDAYS.map(|name| typed.text(name));
    let week = if days.iter().all(|day| day.is_empty()) {
        Ok(None)
    } else {
        Week::parse(days).map(Some).map_err(|mistakes| mistakes.iter().map(at_weekday).collect::<Faults>())
    };
    let faults = match week {
        Err(faults) => faults,
        Ok(week) => {
            let kept = app
                .db
                .write(async |tx| sla::keep_hours(tx, id, zone.as_deref(), week.as_ref(), by).await)
                .await;
            match kept {
                Ok(()) => return Ok(saved(id)),
                Err(error) => vec![mendable(error)?],
            }
        }
    };
    Visit { form: "hours", typed, faults, ..Visit::new(id) }.answer(&app, admin).await
}

fn saved(id: AgencyId) -> HttpResponse {
    see_other(&format!("/admin/calendars/{id}?done=saved"))
}

pub async fn add_day(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let (id, typed) = (id(&path, "agency")?, Typed::new(form.0));
    let by = admin.staff.id;
    let mut faults = Faults::new();
    let date = date(&typed, "day", &mut faults);
    let kind = DayKind::parse(typed.text("day_kind"));
    if kind.is_none() {
        faults.push(("day_kind", "day-kind-needed"));
    }
    let hours = hours(&typed, "day_hours", &mut faults);
    if kind.is_some_and(|kind| kind != DayKind::Open) && !typed.text("day_hours").is_empty() {
        faults.push(("day_hours", "closed-with-hours"));
    }
    if let (Some(date), Some(kind), true) = (date, kind, faults.is_empty()) {
        let hours = Some(hours).filter(|hours| !hours.is_empty());
        let day = Day { date, name: typed.text("day_name").to_owned(), kind, hours };
        match app.db.write(async |tx| sla::add_day(tx, id, &day, by).await).await {
            Ok(()) => return Ok(saved(id)),
            Err(error) => faults.push(mendable(error)?),
        }
    }
    Visit { form: "day", typed, faults, ..Visit::new(id) }.answer(&app, admin).await
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
    let (id, by) = (id(&path, "agency")?, admin.staff.id);
    let date: Date = form.0.date.parse().map_err(|_| not_found("day"))?;
    match app.db.write(async |tx| sla::remove_day(tx, id, date, by).await).await {
        Ok(()) => Ok(saved(id)),
        Err(error) => refused(&app, admin, id, "day", mendable(error)?).await,
    }
}

pub async fn add_season(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let (id, typed) = (id(&path, "agency")?, Typed::new(form.0));
    let by = admin.staff.id;
    let mut faults = Faults::new();
    let (from, to) = (date(&typed, "season_from", &mut faults), date(&typed, "season_to", &mut faults));
    let usual = hours(&typed, "season_mon_thu", &mut faults);
    let fri = hours(&typed, "season_fri", &mut faults);
    let weekend = hours(&typed, "season_weekend", &mut faults);
    if let (Some(from), Some(to), true) = (from, to, faults.is_empty()) {
        let week = Week {
            mon: usual.clone(),
            tue: usual.clone(),
            wed: usual.clone(),
            thu: usual,
            fri,
            sat: weekend.clone(),
            sun: weekend,
        };
        let season = Season { from, to, name: typed.text("season_name").to_owned(), week };
        match app.db.write(async |tx| sla::add_season(tx, id, &season, by).await).await {
            Ok(()) => return Ok(saved(id)),
            Err(error) => faults.push(mendable(error)?),
        }
    }
    Visit { form: "season", typed, faults, ..Visit::new(id) }.answer(&app, admin).await
}

pub async fn remove_season(
    app: web::Data<App>,
    admin: Administrator,
    path: web::Path<String>,
    form: Form<Gone>,
) -> Result<HttpResponse> {
    let (id, by) = (id(&path, "agency")?, admin.staff.id);
    let from: Date = form.0.date.parse().map_err(|_| not_found("season"))?;
    match app.db.write(async |tx| sla::remove_season(tx, id, from, by).await).await {
        Ok(()) => Ok(saved(id)),
        Err(error) => refused(&app, admin, id, "season", mendable(error)?).await,
    }
}

async fn refused(
    app: &App,
    admin: Administrator,
    id: AgencyId,
    form: &'static str,
    fault: (&'static str, &'static str),
) -> Result<HttpResponse> {
    Visit { form, faults: vec![fault], ..Visit::new(id) }.answer(app, admin).await
}
