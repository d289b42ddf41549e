//! The working time of agencies in the hands of administrators: what would make no sense is refused, with
//! the field and the remedy, and every change is written down.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::import::Found;
use super::past::{self, chain, hang, lines};
use super::store::{self, DayRow};
use super::{Closure, Fault, Hours, Layer, Mistake, Place, Season, Week, reckon_anew};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result, invalid};
use crate::ids::{AgencyId, StaffId, codes};

/// The zones of Indonesia: WIB, WITA, WIT.
pub const ZONES: [&str; 3] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];
/// Names of the fields of a week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

codes! {
    /// Why a day is not as usual.
    DayKind {
        Holiday = "holiday",
        JointLeave = "joint-leave",
        Agency = "agency",
        /// People work although the calendar says otherwise.
        Open = "open",
    }
}

/// A day that is not as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub name: String,
    pub kind: DayKind,
    /// Of an open day; None: the usual hours of that weekday.
    pub hours: Option<Hours>,
}

/// What an import found, beside what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hung {
    pub new: usize,
    /// Days of the file that are known already and stay as they are.
    pub known: usize,
}

/// The hours of an office where nobody has said anything: Monday to Thursday 8 to 16 with an hour's rest,
/// Friday 8 to 16.30 with an hour and a half.
pub(super) fn usual(zone: Option<&str>) -> Layer {
    let day = "08:00-12:00 13:00-16:00";
    let week = Week::parse([day, day, day, day, "08:00-11:30 13:00-16:30", "", ""]);
    let zone = zone.unwrap_or(ZONES[0]).to_owned();
    Layer { zone: Some(zone), week: Some(week.unwrap_or_default()), ..Layer::default() }
}

/// Makes sure that the body which runs the hotline says when it works; does nothing when it does.
pub async fn ensure(tx: &mut Tx, zone: &TimeZone) -> Result<()> {
    if store::stamp_now(tx).await?.is_none() {
        super::outdate(tx).await?;
    }
    let root = agencies::root(tx).await?.id;
    if store::calendar(tx, root).await?.is_none() {
        let layer = usual(zone.iana_name());
        // Nobody said anything else before.
        store::save_calendar(tx, root, layer.zone.as_deref(), layer.week.as_ref(), &[], 0).await?;
        super::outdate(tx).await?;
    }
    Ok(())
}

/// Agencies that say something of their own.
pub async fn with_own(tx: &mut Tx) -> Result<HashMap<AgencyId, Layer>> {
    let now = tx.now();
    Ok(past::past(tx, now).await?.now())
}

/// What one agency says; empty when it leaves all to those above it.
pub async fn layer(tx: &mut Tx, agency: AgencyId) -> Result<Layer> {
    let mut layer = Layer::default();
    if let Some(row) = store::calendar(tx, agency).await? {
        past::take(&mut layer, row);
    }
    for row in store::days_of(tx, agency).await? {
        hang(&mut layer, row)?;
    }
    Ok(layer)
}

/// Keeps zone and weekly hours of an agency; None leaves them to those above it.
pub async fn keep_hours(
    tx: &mut Tx,
    agency: AgencyId,
    zone: Option<&str>,
    week: Option<&Week>,
    by: StaffId,
) -> Result<()> {
    let before = begin(tx, agency, by).await?;
    let after = Layer { zone: zone.map(str::to_owned), week: week.cloned(), ..before.clone() };
    if agencies::agency(tx, agency).await?.parent_id.is_none() {
        // Somebody must say it for all.
        if after.zone.is_none() {
            return Err(invalid("zone", Fault::ZoneMissing.code()));
        }
        if after.week.is_none() {
            return Err(invalid("mon", Fault::WeekMissing.code()));
        }
    }
    check(tx, agency, &after, |mistake| match mistake.fault {
        Fault::ZoneUnknown | Fault::ZoneMissing => "zone",
        _ => "mon",
    })
    .await?;
    let (was, is) = (hours_told(&before), hours_told(&after));
    if audit::changed(tx, by, "calendar-hours", ("calendar", agency), &was, &is).await? {
        let now = tx.now();
        store::save_calendar(tx, agency, zone, week, &after.seasons, now).await?;
        reckon_anew(tx).await?;
    }
    Ok(())
}

/// Adds a time of the year with other hours.
pub async fn add_season(tx: &mut Tx, agency: AgencyId, season: &Season, by: StaffId) -> Result<()> {
    let before = begin(tx, agency, by).await?;
    let mut after = before.clone();
    after.seasons.push(season.clone());
    after.seasons.sort_by_key(|season| season.from);
    check(tx, agency, &after, |mistake| match mistake.fault {
        Fault::NameMissing | Fault::NameTooLong => "season_name",
        Fault::SeasonEndBeforeBegin => "season_to",
        Fault::NeverOpens => "season_mon_thu",
        _ => "season_from",
    })
    .await?;
    let (now, zone) = (tx.now(), after.zone.as_deref());
    store::save_calendar(tx, agency, zone, after.week.as_ref(), &after.seasons, now).await?;
    let is = json!({ "season_name": season.name, "season_from": season.from.to_string(),
        "season_to": season.to.to_string(), "week": week_told(Some(&season.week)) });
    audit::changed(tx, by, "calendar-season-added", ("calendar", agency), &json!({}), &is).await?;
    reckon_anew(tx).await
}

/// Takes the season that begins on a day away again.
pub async fn remove_season(tx: &mut Tx, agency: AgencyId, from: Date, by: StaffId) -> Result<()> {
    let mut layer = begin(tx, agency, by).await?;
    let Some(at) = layer.seasons.iter().position(|season| season.from == from) else { return Ok(()) };
    let gone = layer.seasons.remove(at);
    check(tx, agency, &layer, |_| "season_from").await?;
    let (now, zone) = (tx.now(), layer.zone.as_deref());
    store::save_calendar(tx, agency, zone, layer.week.as_ref(), &layer.seasons, now).await?;
    let detail = json!({ "season_name": gone.name, "season_from": gone.from.to_string(),
        "season_to": gone.to.to_string(), "week": week_told(Some(&gone.week)) });
    audit::record(tx, Some(by), "calendar-season-removed", ("calendar", agency), detail).await?;
    reckon_anew(tx).await
}

/// Adds a day that is not as usual.
pub async fn add_day(tx: &mut Tx, agency: AgencyId, day: &Day, by: StaffId) -> Result<()> {
    let mut layer = begin(tx, agency, by).await?;
    let row = row(agency, day, tx.now());
    hang(&mut layer, row.clone())?;
    check(tx, agency, &layer, |mistake| match mistake.fault {
        Fault::NameMissing | Fault::NameTooLong => "day_name",
        Fault::OpeningWithoutHours => "day_hours",
        _ => "day",
    })
    .await?;
    is_not_off_already(tx, agency, day).await?;
    store::insert_day(tx, &row).await?;
    let is = day_told(day);
    audit::changed(tx, by, "calendar-day-added", ("calendar", agency), &json!({}), &is).await?;
    reckon_anew(tx).await
}

/// Refuses a day off that is one already, because somebody above is closed on it.
async fn is_not_off_already(tx: &mut Tx, agency: AgencyId, day: &Day) -> Result<()> {
    // What the agency itself says about this day was refused before: what is known comes from above.
    if day.kind != DayKind::Open && known_days(tx, agency).await?.contains_key(&day.date) {
        return Err(invalid("day", "holiday-above"));
    }
    Ok(())
}

/// Days about which nothing need be said here any more, each with the agency that said it: this one itself,
/// or the nearest one above that is closed then.
pub async fn known_days(tx: &mut Tx, agency: AgencyId) -> Result<HashMap<Date, AgencyId>> {
    let lines = lines(tx).await?;
    let mut said: HashMap<Date, Option<AgencyId>> = HashMap::new();
    for whose in lines.get(&agency).into_iter().flatten() {
        let layer = layer(tx, *whose).await?;
        for opening in &layer.openings {
            // Open above: whatever stands still higher does not hold, and the day may be off here.
            said.entry(opening.date).or_insert((*whose == agency).then_some(agency));
        }
        for closure in &layer.closures {
            said.entry(closure.date).or_insert(Some(*whose));
        }
    }
    Ok(said.into_iter().filter_map(|(date, whose)| Some((date, whose?))).collect())
}

/// That day is as usual again.
pub async fn remove_day(tx: &mut Tx, agency: AgencyId, date: Date, by: StaffId) -> Result<()> {
    begin(tx, agency, by).await?;
    let known = store::days_of(tx, agency).await?.into_iter().find(|row| row.day == date.to_string());
    let Some(known) = known else { return Ok(()) };
    store::end_day(tx, agency, &known.day).await?;
    let detail = json!({ "day": known.day, "day_name": known.name, "day_kind": known.kind });
    audit::record(tx, Some(by), "calendar-day-removed", ("calendar", agency), detail).await?;
    reckon_anew(tx).await
}

/// Takes in those days off of a file that was looked at which were ticked; days that are known already stay
/// as they are.
pub async fn import_days(
    tx: &mut Tx,
    agency: AgencyId,
    found: &[Found],
    ticked: &BTreeSet<Date>,
    by: StaffId,
    file: &str,
) -> Result<Hung> {
    begin(tx, agency, by).await?;
    let known = known_days(tx, agency).await?;
    let known = found.iter().filter(|found| known.contains_key(&found.closure.date)).count();
    let closures = found.iter().map(|found| &found.closure);
    let chosen: Vec<Closure> = closures.filter(|closure| ticked.contains(&closure.date)).cloned().collect();
    let now = tx.now();
    let rows = hang_days(tx, agency, &chosen, now).await?;
    let hung = Hung { new: rows.len(), known };
    if hung.new > 0 {
        let days: Vec<String> = rows.iter().map(|(date, name)| format!("{date} {name}")).collect();
        let detail = json!({ "file": file, "new": hung.new, "days": days });
        audit::record(tx, Some(by), "calendar-imported", ("calendar", agency), detail).await?;
        reckon_anew(tx).await?;
    }
    Ok(hung)
}

/// Adds days off that neither the agency nor one above it has yet, for imports and for a city that is made up
/// and knew them always (`from` is 0 then). Gives those that are new.
pub async fn hang_days(
    tx: &mut Tx,
    agency: AgencyId,
    days: &[Closure],
    from: Millis,
) -> Result<Vec<(Date, String)>> {
    let (known, mut layer) = (known_days(tx, agency).await?, layer(tx, agency).await?);
    let fresh = days.iter().filter(|closure| !known.contains_key(&closure.date));
    let fresh: Vec<Closure> = fresh.cloned().collect();
    layer.closures.extend(fresh.iter().cloned());
    check(tx, agency, &layer, |_| "file").await?;
    for Closure { date, name, kind } in &fresh {
        let (day, kind) = (date.to_string(), kind.code().to_owned());
        let (name, from_at) = (name.clone(), from);
        let row = DayRow { agency_id: agency, day, name, kind, hours: None, from_at, until_at: None };
        store::insert_day(tx, &row).await?;
    }
    super::outdate(tx).await?;
    Ok(fresh.into_iter().map(|closure| (closure.date, closure.name)).collect())
}

/// One at a time, and only whoever administers the agency.
async fn begin(tx: &mut Tx, agency: AgencyId, by: StaffId) -> Result<Layer> {
    agencies::hold_tree(tx).await?;
    agencies::agency(tx, agency).await?;
    auth::within(tx, by, &[agency]).await?;
    layer(tx, agency).await
}

/// Refuses what makes no sense by itself, and what would leave this agency or one below it without sense.
async fn check(
    tx: &mut Tx,
    agency: AgencyId,
    after: &Layer,
    field: impl Fn(&Mistake) -> &'static str,
) -> Result<()> {
    let refuse = |mistakes: &[Mistake]| -> Result<()> {
        let Some(mistake) = mistakes.first() else { return Ok(()) };
        Err(refusal(mistake, field(mistake)))
    };
    refuse(&after.mistakes())?;
    let (lines, mut layers) = (lines(tx).await?, with_own(tx).await?);
    layers.insert(agency, after.clone());
    for (below, line) in &lines {
        if line.contains(&agency)
            && (*below == agency || layers.contains_key(below))
            && let Err(mistakes) = chain(&lines, &layers, *below)
        {
            refuse(&mistakes)?;
        }
    }
    Ok(())
}

fn refusal(mistake: &Mistake, field: &'static str) -> Error {
    let field = match mistake.place {
        Place::Weekday(day) => WEEKDAYS.get(usize::from(day)).copied().unwrap_or(field),
        _ => field,
    };
    invalid(field, mistake.code())
}

fn row(agency: AgencyId, day: &Day, from_at: Millis) -> DayRow {
    let hours = day.hours.as_ref().filter(|_| day.kind == DayKind::Open).map(told);
    DayRow {
        agency_id: agency,
        day: day.date.to_string(),
        name: day.name.trim().to_owned(),
        kind: day.kind.code().to_owned(),
        hours,
        from_at,
        until_at: None,
    }
}

/// `08:00-12:00 13:00-16:00`, as a form takes it.
fn told(hours: &Hours) -> String {
    hours.to_string()
}

fn day_told(day: &Day) -> Value {
    json!({ "day": day.date.to_string(), "day_name": day.name, "day_kind": day.kind.code(),
        "day_hours": day.hours.as_ref().map(told) })
}

fn week_told(week: Option<&Week>) -> Value {
    let Some(week) = week else { return Value::Null };
    let days = (0..7).zip(WEEKDAYS).filter(|(day, _)| !week.day(*day).is_empty());
    json!(days.map(|(day, name)| format!("{name} {}", week.day(day))).collect::<Vec<_>>())
}

fn hours_told(layer: &Layer) -> Value {
    json!({ "zone": layer.zone, "week": week_told(layer.week.as_ref()) })
}
