//! The table of agencies, in the order that was clicked.

use std::cmp::Ordering;

use super::selection::{Column, Selection};
use super::words::{Move, say};
use crate::clock::Millis;
use crate::ids::AgencyId;
use crate::reports::{Sums, Times, Trends};
use crate::texts::Lang;
use crate::web::number::{duration, percent, whole};

#[derive(Debug)]
pub struct AgencyTable {
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    /// All together; None when there is one row only.
    pub total: Option<Row>,
    /// Was anything left out because it is too few?
    pub hides_some: bool,
}

#[derive(Debug)]
pub struct Head {
    pub label: String,
    pub link: String,
    /// `ascending`, `descending` or nothing.
    pub order: &'static str,
    pub is_number: bool,
    /// For screen readers: what the link does.
    pub title: String,
}

#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub link: String,
    /// Label of the column (for cards on a phone) and text.
    pub cells: Vec<(String, String)>,
}

struct Facts {
    name: String,
    id: Option<AgencyId>,
    now: Sums,
    moved: Move,
    median: Option<Millis>,
    open: i64,
}

/// In the order of the columns; the change has no order of its own.
const HEADS: [(&str, Option<Column>); 7] = [
    ("agency", Some(Column::Agency)),
    ("opened", Some(Column::Opened)),
    ("change", None),
    ("resolved", Some(Column::Resolved)),
    ("in-time", Some(Column::InTime)),
    ("median", Some(Column::Median)),
    ("open", Some(Column::Open)),
];

pub fn by_agency(trends: &Trends, selection: &Selection, t: Lang) -> AgencyTable {
    let mut facts: Vec<Facts> = trends
        .agencies
        .iter()
        .filter_map(|agency| {
            let group = trends.by_agency.iter().find(|group| group.key == agency.id);
            let open = trends.open.get(&agency.id).copied().unwrap_or(0);
            let (now, before) = group.map_or_else(Default::default, |group| (group.now, group.before));
            (now != Sums::default() || before != Sums::default() || open != 0).then(|| Facts {
                name: agency.name(t).to_owned(),
                id: Some(agency.id),
                now,
                moved: Move::of(now.opened, before.opened),
                median: group.and_then(|group| Times::median(&group.times)),
                open,
            })
        })
        .collect();
    facts.sort_by(|a, b| compare(a, b, selection));
    let hides_some = facts.iter().any(|row| row.now.share_in_time().is_none());
    let total = (facts.len() > 1).then(|| Facts {
        name: t.say("trends-total").into_owned(),
        id: None,
        now: trends.all.now,
        moved: Move::of(trends.all.now.opened, trends.all.before.opened),
        median: trends.all.median_time(),
        open: trends.open_at_end(),
    });
    AgencyTable {
        heads: HEADS.iter().map(|(code, column)| head(code, *column, selection, t)).collect(),
        rows: facts.iter().map(|facts| row(facts, selection, t)).collect(),
        total: total.map(|facts| row(&facts, selection, t)),
        hides_some,
    }
}

fn head(code: &str, column: Option<Column>, selection: &Selection, t: Lang) -> Head {
    let label = t.say(&format!("trends-column-{code}")).into_owned();
    let Some(column) = column else {
        return Head { label, link: String::new(), order: "", is_number: true, title: String::new() };
    };
    let sort = selection.sort;
    let order = match (sort.column == column, sort.downwards) {
        (true, true) => "descending",
        (true, false) => "ascending",
        _ => "",
    };
    Head {
        title: say(t, "trends-sort-by", [("column", label.clone().into())]),
        label,
        link: format!("{}#agencies", selection.link("/trends", sort.click(column), selection.query.agency)),
        order,
        is_number: column != Column::Agency,
    }
}

fn row(facts: &Facts, selection: &Selection, t: Lang) -> Row {
    let few = || t.say("trends-too-few").into_owned();
    let median = facts.median.map_or_else(few, |median| {
        let (value, unit) = duration(median, t);
        format!("{value}\u{a0}{}", t.say(&format!("trends-unit-{unit}")))
    });
    let texts = [
        whole(facts.now.opened, t),
        facts.moved.signed(t),
        whole(facts.now.resolved, t),
        facts.now.share_in_time().map_or_else(few, |share| percent(share, t)),
        median,
        whole(facts.open, t),
    ];
    let labels = HEADS.iter().skip(1).map(|(code, _)| t.say(&format!("trends-column-{code}")).into_owned());
    Row {
        name: facts.name.clone(),
        link: facts.id.map_or_else(String::new, |id| selection.link("/trends", selection.sort, Some(id))),
        cells: labels.zip(texts).collect(),
    }
}

/// What nobody can say something about comes last in either order; names break ties.
fn compare(a: &Facts, b: &Facts, selection: &Selection) -> Ordering {
    let downwards = selection.sort.downwards;
    let turn = |order: Ordering| if downwards { order.reverse() } else { order };
    let order = match selection.sort.column {
        Column::Agency => turn(fold(&a.name).cmp(&fold(&b.name))),
        Column::Opened => turn(a.now.opened.cmp(&b.now.opened)),
        Column::Resolved => turn(a.now.resolved.cmp(&b.now.resolved)),
        Column::Open => turn(a.open.cmp(&b.open)),
        Column::Median => known_first(a.median, b.median, |a, b| turn(a.cmp(b))),
        Column::InTime => {
            known_first(a.now.share_in_time(), b.now.share_in_time(), |a, b| turn(a.total_cmp(b)))
        }
    };
    order.then_with(|| fold(&a.name).cmp(&fold(&b.name)))
}

fn fold(name: &str) -> String {
    name.to_lowercase()
}

fn known_first<T>(a: Option<T>, b: Option<T>, known: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => known(&a, &b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
