//! The six numbers on top, each with how it moved.

use super::words::{Move, points, say};
use crate::reports::Trends;
use crate::texts::Lang;
use crate::web::number::{duration, percent, whole};

/// One number.
#[derive(Debug)]
pub struct Tile {
    pub label: String,
    pub value: String,
    /// Small, behind the value.
    pub unit: String,
    pub change: Option<Change>,
    /// A line in plain words below.
    pub note: String,
}

#[derive(Debug)]
pub struct Change {
    pub icon: &'static str,
    /// `is-better`, `is-worse` or nothing.
    pub class: &'static str,
    pub text: String,
}

pub fn tiles(trends: &Trends, today: i64, t: Lang) -> Vec<Tile> {
    let all = &trends.all;
    vec![
        count(t, "trends-tile-opened", all.now.opened, all.before.opened),
        count(t, "trends-tile-resolved", all.now.resolved, all.before.resolved),
        in_time(trends, t),
        median(trends, t),
        open(trends, today, t),
        late(trends, t),
    ]
}

/// More reports are neither good nor bad: they may mean more trouble or more trust.
fn count(t: Lang, label: &str, now: i64, before: i64) -> Tile {
    let moved = Move::of(now, before);
    let icon = match moved {
        Move::Up(_) => "high",
        Move::Down(_) => "low",
        Move::Same => "half",
        Move::Unknown => "",
    };
    let change = (moved != Move::Unknown).then(|| Change {
        icon,
        class: "",
        text: say(t, &format!("trends-change-{}", moved.key()), [("change", moved.percent(t).into())]),
    });
    Tile {
        label: t.say(label).into_owned(),
        value: whole(now, t),
        unit: String::new(),
        change,
        note: String::new(),
    }
}

fn too_few(t: Lang, label: &str) -> Tile {
    Tile {
        label: t.say(label).into_owned(),
        value: "–".into(),
        unit: String::new(),
        change: None,
        note: t.say("trends-too-few").into_owned(),
    }
}

fn in_time(trends: &Trends, t: Lang) -> Tile {
    let label = "trends-tile-in-time";
    let Some(share) = trends.all.share_in_time() else { return too_few(t, label) };
    let change = trends.all.before.share_in_time().map(|before| {
        let moved = points(share, before);
        let (key, icon, class) = match moved {
            0 => ("trends-change-same", "half", ""),
            1.. => ("trends-points-up", "high", "is-better"),
            _ => ("trends-points-down", "low", "is-worse"),
        };
        Change { icon, class, text: say(t, key, [("points", moved.abs().into())]) }
    });
    let text = percent(share, t);
    let number = text.trim_end_matches('%');
    Tile {
        label: t.say(label).into_owned(),
        value: number.to_owned(),
        unit: "%".into(),
        change,
        note: String::new(),
    }
}

fn median(trends: &Trends, t: Lang) -> Tile {
    let label = "trends-tile-median";
    let Some(median) = trends.all.median_time() else { return too_few(t, label) };
    let (value, unit) = duration(median, t);
    let change = trends.all.median_time_before().map(|before| {
        let moved = (median - before) as f64 / before.max(1) as f64;
        let (key, icon, class) = if moved.abs() < 0.02 {
            ("trends-change-same", "half", "")
        } else if moved < 0.0 {
            ("trends-faster", "low", "is-better")
        } else {
            ("trends-slower", "high", "is-worse")
        };
        Change { icon, class, text: say(t, key, [("change", percent(moved.abs(), t).into())]) }
    });
    Tile {
        label: t.say(label).into_owned(),
        value,
        unit: t.say(&format!("trends-unit-{unit}")).into_owned(),
        change,
        note: String::new(),
    }
}

fn open(trends: &Trends, today: i64, t: Lang) -> Tile {
    let more = trends.all.now.left_open();
    let (key, icon, class) = match more {
        0 => ("trends-open-same", "half", ""),
        1.. => ("trends-open-more", "high", "is-worse"),
        _ => ("trends-open-fewer", "low", "is-better"),
    };
    let label =
        if trends.query.period.to_day >= today { "trends-tile-open" } else { "trends-tile-open-then" };
    Tile {
        label: t.say(label).into_owned(),
        value: whole(trends.open_at_end(), t),
        unit: String::new(),
        change: Some(Change { icon, class, text: say(t, key, [("n", whole(more.abs(), t).into())]) }),
        note: String::new(),
    }
}

fn late(trends: &Trends, t: Lang) -> Tile {
    let late = trends.late;
    let value = whole(late.count, t);
    let change = if late.count == 0 {
        Some(Change { icon: "check", class: "is-better", text: t.say("trends-late-none").into_owned() })
    } else if late.emergencies > 0 {
        let text = say(t, "trends-late-emergencies", [("n", late.emergencies.into())]);
        Some(Change { icon: "warning", class: "is-worse", text })
    } else {
        None
    };
    Tile {
        label: t.say("trends-tile-late").into_owned(),
        value: if late.count >= late.at_most {
            say(t, "trends-at-least", [("n", value.into())])
        } else {
            value
        },
        unit: String::new(),
        change,
        note: t.say("trends-late-now").into_owned(),
    }
}
