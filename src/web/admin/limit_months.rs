//! Strikes, limits and objections by month, as a picture with its table.

use fluent_bundle::FluentArgs;

use crate::nuisance::Month;
use crate::texts::Lang;
use crate::web::chart::{Axis, Figure, Lines, Picture, Series, Stroke, Table};
use crate::web::number::{decimal, whole};

/// Months shown.
pub const SHOWN: usize = 12;

/// A number of a month.
type Pick = fn(&Month) -> i64;

/// The columns of the table: the last part of each Fluent key, and its number.
const COLUMNS: [(&str, Pick); 11] = [
    ("labelled", |month| month.labelled),
    ("proposed", |month| month.proposed),
    ("confirmed", |month| month.confirmed),
    ("dismissed", |month| month.dismissed),
    ("set", |month| month.set),
    ("ran-out", |month| month.ran_out),
    ("lifted", |month| month.lifted),
    ("limited", |month| month.limited),
    ("objected", |month| month.objected),
    ("upheld", |month| month.upheld),
    ("turned-down", |month| month.turned_down),
];

/// A part of a month's reports, and all of them.
type Part = fn(&Month) -> (i64, i64);

/// The columns behind those: how much of what comes is nuisance, and how much of what is held back is none.
const SHARES: [(&str, Part); 2] = [
    ("share-labelled", |month| (month.labelled_reports, month.reports)),
    ("share-genuine", |month| (month.genuine, month.limited)),
];

/// `2,4%`; of nothing there is no part.
fn share((part, all): (i64, i64), t: Lang) -> String {
    if all == 0 { "–".to_owned() } else { format!("{}%", decimal(part as f64 * 100.0 / all as f64, t)) }
}

fn named(month: &Month, t: Lang) -> String {
    t.say(&format!("month-{}", month.first.month())).into_owned()
}

/// None: nothing happened in any of them.
pub fn figure(months: &[Month], source: &str, t: Lang) -> Option<Figure> {
    if months.iter().all(Month::is_quiet) {
        return None;
    }
    let sum = |pick: Pick| months.iter().map(pick).sum::<i64>();
    let series = [
        ("confirmed", Stroke::Area, (|month| month.confirmed) as Pick),
        ("dismissed", Stroke::Line(2), |month| month.dismissed),
        ("objected", Stroke::Line(3), |month| month.objected),
    ]
    .map(|(key, stroke, pick)| Series {
        name: t.say(&format!("people-months-{key}")).into_owned(),
        values: months.iter().map(|month| Some(pick(month) as f64)).collect(),
        stroke,
    });
    // A line of noughts says nothing that the title does not.
    let mut series = Vec::from(series);
    series.retain(|one| one.stroke == Stroke::Area || one.values.iter().any(|value| *value != Some(0.0)));
    let largest = series.iter().flat_map(|one| &one.values).copied().flatten().fold(0.0, f64::max);
    let marks: Vec<String> = months.iter().map(|month| named(month, t).chars().take(3).collect()).collect();
    let heads = std::iter::once("month").chain(COLUMNS.iter().map(|(key, _)| *key));
    let heads = heads.chain(SHARES.iter().map(|(key, _)| *key));
    let row = |month: &Month| {
        let numbers = COLUMNS.iter().map(|(_, pick)| whole(pick(month), t));
        let numbers = numbers.chain(SHARES.iter().map(|(_, part)| share(part(month), t))).collect();
        (format!("{} {}", named(month, t), month.first.year()), numbers)
    };
    let told = [
        ("confirmed", sum(|month| month.confirmed)),
        ("dismissed", sum(|month| month.dismissed)),
        ("objected", sum(|month| month.objected)),
        ("upheld", sum(|month| month.upheld)),
        ("undecided", sum(Month::undecided)),
    ];
    let mut args = FluentArgs::new();
    for (name, number) in told {
        args.set(name, number);
    }
    for (name, (_, part)) in ["labelled", "genuine"].into_iter().zip(SHARES) {
        let parts = months.iter().map(part);
        args.set(name, share(parts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)), t));
    }
    let key = if sum(|month| month.objected) > 0 {
        "people-months-finding-objected"
    } else {
        "people-months-finding"
    };
    Some(Figure {
        id: "months",
        wide: true,
        title: t.with_args(key, Some(&args)).into_owned(),
        what: t.say("people-months-what").into_owned(),
        description: t.with_args("people-months-description", Some(&args)).into_owned(),
        source: source.to_owned(),
        picture: Picture::Lines(Lines::draw(
            &series,
            Axis::counts(largest, |tick| whole(tick, t)),
            &marks,
            None,
        )),
        table: Table {
            heads: heads.map(|key| t.say(&format!("people-months-{key}")).into_owned()).collect(),
            rows: months.iter().rev().map(row).collect(),
        },
        as_table: t.say("trends-as-table").into_owned(),
    })
}
