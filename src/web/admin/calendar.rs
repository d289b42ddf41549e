//! The working time of one agency: hours, days off, seasons, and what comes of it in the next days.

use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use super::agencies::{reach, status};
use super::calendar_words::{date_words, kind_word, zone_word};
use super::door::{Administrator, id};
use super::fields::{Choice, Faults, Fields, Summary, Typed};
use crate::agencies::Agency;
use crate::app::App;
use crate::error::{Result, not_found};
use crate::ids::AgencyId;
use crate::sla::{self, DayKind, Layer, Season, WEEKDAYS, ZONES};
use crate::texts::Lang;
use crate::web::{Shell, html};

/// Days that are looked ahead.
const AHEAD: i64 = 21;
/// Characters of a day's hours.
const HOURS: usize = 100;
/// Characters of the name of a day or season.
const NAME: usize = 200;

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
