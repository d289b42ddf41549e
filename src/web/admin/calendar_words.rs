//! How days and zones are called.

use jiff::civil::Date;

use crate::sla::{ClosureKind, ZONES};
use crate::texts::Lang;

/// `Sabtu 21 Mar 2026`.
pub fn date_words(t: Lang, date: Date) -> String {
    let weekday = t.say(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
    let month: String = t.say(&format!("month-{}", date.month())).chars().take(3).collect();
    format!("{weekday} {} {month} {}", date.day(), date.year())
}

pub fn kind_word(t: Lang, kind: ClosureKind) -> String {
    t.say(&format!("admin-day-kind-{kind}")).into_owned()
}

/// `WIB (Asia/Jakarta)`.
pub fn zone_word(t: Lang, zone: &str) -> String {
    let known = ZONES.iter().position(|known| *known == zone);
    known.map_or_else(
        || zone.to_owned(),
        |at| t.say(&format!("admin-zone-{}", ["wib", "wita", "wit"][at])).into(),
    )
}
