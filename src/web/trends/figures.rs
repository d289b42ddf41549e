//! The charts, each with its finding for a title.

use super::words::{Move, long_day, period, points, say, short_day};
use crate::clock::Millis;
use crate::reports::{Day, Group, Sums, Trends, monday};
use crate::texts::Lang;
use crate::web::chart::{Axis, Bar, Bars, Figure, Lines, Picture, Series, Stroke, Table, Target};
use crate::web::number::{decimal, duration, percent, whole};

/// More bars than this become "others".
const BARS: usize = 8;
/// From this many days on, the mean of seven days is drawn: single days only jump up and down.
const LONG: i64 = 45;
/// From this many days on, shares are told by week.
const WEEKS: i64 = 28;

/// Those that have something to say.
pub fn figures(trends: &Trends, scope: &str, t: Lang) -> Vec<Figure> {
    let source = say(
        t,
        "trends-source",
        [("period", period(trends.query.period, t).into()), ("what", scope.to_owned().into())],
    );
    let mut figures = vec![volume(trends, &source, t)];
    figures.extend(category(trends, &source, t));
    figures.extend(in_time(trends, &source, t));
    figures.extend(agency(trends, &source, t));
    figures.extend(channel(trends, &source, t));
    figures
}

fn heads(t: Lang, codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| t.say(&format!("trends-column-{code}")).into_owned()).collect()
}

fn volume(trends: &Trends, source: &str, t: Lang) -> Figure {
    let all = &trends.all;
    let days = trends.days_now();
    let is_long = trends.query.period.days() >= LONG;
    let values = |pick: fn(&Sums) -> i64| -> Vec<Option<f64>> {
        if is_long {
            mean_of_seven(&trends.days, days.len(), pick)
        } else {
            days.iter().map(|day| Some(pick(&day.sums) as f64)).collect()
        }
    };
    let mut series = vec![
        Series {
            name: t.say("trends-series-opened").into_owned(),
            values: values(|sums| sums.opened),
            stroke: Stroke::Area,
        },
        Series {
            name: t.say("trends-series-resolved").into_owned(),
            values: values(|sums| sums.resolved),
            stroke: Stroke::Line(2),
        },
    ];
    if is_long {
        let values = days.iter().map(|day| Some(day.sums.opened as f64)).collect();
        series.push(Series { name: String::new(), values, stroke: Stroke::Context });
    }
    let largest = series.iter().flat_map(|one| &one.values).copied().flatten().fold(0.0, f64::max);
    let axis = Axis::counts(largest, |tick| whole(tick, t));
    let marks: Vec<String> = days.iter().map(|day| short_day(day.day, t)).collect();
    let moved = Move::of(all.now.opened, all.before.opened);
    let most = days.iter().rev().max_by_key(|day| day.sums.opened);
    let mean = all.now.opened as f64 / days.len().max(1) as f64;
    Figure {
        id: "volume",
        wide: true,
        title: say(
            t,
            &format!("trends-volume-{}", moved.key()),
            [
                ("change", moved.percent(t).into()),
                ("n", whole(all.now.opened, t).into()),
                ("resolved", whole(all.now.resolved, t).into()),
            ],
        ),
        what: t.say(if is_long { "trends-volume-what-mean" } else { "trends-volume-what" }).into_owned(),
        description: most.map_or_else(String::new, |most| {
            say(
                t,
                "trends-volume-description",
                [
                    ("most", whole(most.sums.opened, t).into()),
                    ("day", long_day(most.day, t).into()),
                    ("mean", decimal(mean, t).into()),
                ],
            )
        }),
        source: source.to_owned(),
        picture: Picture::Lines(Lines::draw(&series, axis, &marks, None)),
        table: volume_table(days, is_long, t),
        as_table: t.say("trends-as-table").into_owned(),
    }
}

/// Newest first; by week when there are many days.
fn volume_table(days: &[Day], by_week: bool, t: Lang) -> Table {
    let mut rows: Vec<(i64, Sums)> = Vec::new();
    for day in days {
        let begins = if by_week { monday(day.day).max(days[0].day) } else { day.day };
        match rows.last_mut().filter(|(known, _)| *known == begins) {
            Some((_, sums)) => *sums += day.sums,
            None => rows.push((begins, day.sums)),
        }
    }
    let first = if by_week { "week" } else { "day" };
    Table {
        heads: heads(t, &[first, "opened", "resolved"]),
        rows: rows
            .into_iter()
            .rev()
            .map(|(day, sums)| (short_day(day, t), vec![whole(sums.opened, t), whole(sums.resolved, t)]))
            .collect(),
    }
}

/// The mean of each day and the six before it; the period before lends the first ones.
fn mean_of_seven(days: &[Day], wanted: usize, pick: fn(&Sums) -> i64) -> Vec<Option<f64>> {
    (days.len() - wanted..days.len())
        .map(|at| {
            let week = &days[at.saturating_sub(6)..=at];
            Some(week.iter().map(|day| pick(&day.sums)).sum::<i64>() as f64 / week.len() as f64)
        })
        .collect()
}

/// A bar chart of groups, and the name and sums of the longest bar.
fn bars<K>(
    groups: &[Group<K>],
    name: impl Fn(&K) -> String,
    with_median: bool,
    first: &str,
    t: Lang,
) -> Option<(Picture, Table, String)> {
    let shown: Vec<&Group<K>> = groups.iter().filter(|group| group.now.opened > 0).collect();
    // One bar alone compares nothing.
    if shown.len() < 2 {
        return None;
    }
    let cut = if shown.len() > BARS + 1 { BARS } else { shown.len() };
    let mut bars: Vec<Bar> = shown[..cut]
        .iter()
        .map(|group| Bar {
            label: name(&group.key),
            number: group.now.opened as f64,
            value: whole(group.now.opened, t),
            is_rest: false,
        })
        .collect();
    let rest = &shown[cut..];
    if !rest.is_empty() {
        let sum: i64 = rest.iter().map(|group| group.now.opened).sum();
        bars.push(Bar {
            label: say(t, "trends-others", [("count", rest.len().into())]),
            number: sum as f64,
            value: whole(sum, t),
            is_rest: true,
        });
    }
    let list: Vec<String> = bars.iter().take(3).map(|bar| format!("{} {}", bar.label, bar.value)).collect();
    let description = say(t, "trends-bars-description", [("list", list.join(", ").into())]);
    let mut columns = vec![first, "opened", "change", "resolved", "in-time"];
    columns.extend(with_median.then_some("median"));
    let few = || t.say("trends-too-few").into_owned();
    let rows = groups
        .iter()
        .map(|group| {
            let mut cells = vec![
                whole(group.now.opened, t),
                Move::of(group.now.opened, group.before.opened).signed(t),
                whole(group.now.resolved, t),
                group.share_in_time().map_or_else(few, |share| percent(share, t)),
            ];
            if with_median {
                cells.push(group.median_time().map_or_else(few, |median| span(median, t)));
            }
            (name(&group.key), cells)
        })
        .collect();
    Some((Picture::Bars(Bars::draw(&bars)), Table { heads: heads(t, &columns), rows }, description))
}

fn span(median: Millis, t: Lang) -> String {
    let (value, unit) = duration(median, t);
    format!("{value}\u{a0}{}", t.say(&format!("trends-unit-{unit}")))
}

fn category(trends: &Trends, source: &str, t: Lang) -> Option<Figure> {
    let name = |id: &_| trends.category(*id).map_or_else(String::new, |known| known.name(t).to_owned());
    let (picture, table, description) = bars(&trends.by_category, name, true, "category", t)?;
    let top = trends.by_category.first()?;
    let moved = Move::of(top.now.opened, top.before.opened);
    let title = say(
        t,
        &format!("trends-category-{}", moved.key()),
        [
            ("name", name(&top.key).into()),
            ("n", whole(top.now.opened, t).into()),
            ("change", moved.percent(t).into()),
        ],
    );
    Some(figure("category", title, picture, table, description, source, t))
}

fn agency(trends: &Trends, source: &str, t: Lang) -> Option<Figure> {
    let name = |id: &_| trends.agency(*id).map_or_else(String::new, |known| known.name(t).to_owned());
    let (picture, table, description) = bars(&trends.by_agency, name, true, "agency", t)?;
    let top = trends.by_agency.first()?;
    let title = finding("trends-agency-finding", name(&top.key), top.now.opened, trends, t);
    Some(figure("agency", title, picture, table, description, source, t))
}

fn channel(trends: &Trends, source: &str, t: Lang) -> Option<Figure> {
    let name = |channel: &channels::Channel| t.say(&format!("channel-{}", channel.code())).into_owned();
    let (picture, table, description) = bars(&trends.by_channel, name, false, "channel", t)?;
    let top = trends.by_channel.first()?;
    let title = finding("trends-channel-finding", name(&top.key), top.now.opened, trends, t);
    Some(figure("channel", title, picture, table, description, source, t))
}

fn finding(key: &str, name: String, opened: i64, trends: &Trends, t: Lang) -> String {
    let share = opened as f64 / trends.all.now.opened.max(1) as f64;
    say(t, key, [("name", name.into()), ("n", whole(opened, t).into()), ("share", percent(share, t).into())])
}

fn figure(
    id: &'static str,
    title: String,
    picture: Picture,
    table: Table,
    description: String,
    source: &str,
    t: Lang,
) -> Figure {
    Figure {
        id,
        wide: false,
        title,
        what: t.say(&format!("trends-{id}-what")).into_owned(),
        description,
        source: source.to_owned(),
        picture,
        table,
        as_table: t.say("trends-as-table").into_owned(),
    }
}

/// Share in time by week (by day in short periods), with the share of the period before as a dashed
/// line. Left out while fewer than two stretches have enough to say.
fn in_time(trends: &Trends, source: &str, t: Lang) -> Option<Figure> {
    let by_week = trends.query.period.days() >= WEEKS;
    let mut stretches: Vec<(i64, Sums)> = Vec::new();
    for day in trends.days_now() {
        let begins = if by_week { monday(day.day) } else { day.day };
        match stretches.last_mut().filter(|(known, _)| *known == begins) {
            Some((_, sums)) => *sums += day.sums,
            None => stretches.push((begins, day.sums)),
        }
    }
    let told: Vec<(i64, f64)> =
        stretches.iter().filter_map(|(day, sums)| Some((*day, sums.share_in_time()?))).collect();
    let share = trends.all.share_in_time().filter(|_| told.len() >= 2)?;
    let least = told.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let most = told.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let before = trends.all.before.share_in_time();
    let moved = before.map(|before| points(share, before));
    let key = match moved {
        None => "trends-in-time-only",
        Some(0) => "trends-in-time-same",
        Some(1..) => "trends-in-time-up",
        Some(_) => "trends-in-time-down",
    };
    let title =
        say(t, key, [("share", percent(share, t).into()), ("points", moved.unwrap_or(0).abs().into())]);
    let series = [Series {
        name: title.clone(),
        values: stretches.iter().map(|(_, sums)| sums.share_in_time()).collect(),
        stroke: Stroke::Line(1),
    }];
    let marks: Vec<String> = stretches.iter().map(|(day, _)| short_day(*day, t)).collect();
    let target = before.map(|value| Target {
        value,
        name: say(t, "trends-in-time-before", [("share", percent(value, t).into())]),
    });
    let few = || t.say("trends-too-few").into_owned();
    let rows = stretches.iter().rev().map(|(day, sums)| {
        let share = sums.share_in_time().map_or_else(few, |share| percent(share, t));
        (short_day(*day, t), vec![whole(sums.resolved, t), share])
    });
    Some(Figure {
        id: "in-time",
        wide: false,
        title,
        what: t.say(if by_week { "trends-in-time-weeks" } else { "trends-in-time-days" }).into_owned(),
        description: say(
            t,
            "trends-in-time-description",
            [
                ("least", percent(least.1, t).into()),
                ("least_when", short_day(least.0, t).into()),
                ("most", percent(most.1, t).into()),
                ("most_when", short_day(most.0, t).into()),
            ],
        ),
        source: source.to_owned(),
        table: Table {
            heads: heads(t, &[if by_week { "week" } else { "day" }, "resolved", "in-time"]),
            rows: rows.collect(),
        },
        picture: Picture::Lines(Lines::draw(
            &series,
            Axis::shares(|share| percent(share, t)),
            &marks,
            target,
        )),
        as_table: t.say("trends-as-table").into_owned(),
    })
}
