//! Times as people say them: weekday, date, hour and zone, in local time and in their language.

use fluent_bundle::FluentArgs;
use jiff::tz::TimeZone;

use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::texts::Lang;

fn local(at: Millis, zone: &TimeZone) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone())
}

/// `Senin, 23 November 2026`.
pub fn date(at: Millis, zone: &TimeZone, lang: Lang) -> String {
    let at = local(at, zone);
    let weekday = lang.say(&format!("weekday-{}", at.weekday().to_monday_one_offset()));
    let month = lang.say(&format!("month-{}", at.month()));
    format!("{weekday}, {} {month} {}", at.day(), at.year())
}

/// `Senin, 23 November 2026 14.05 WIB`.
pub fn moment(at: Millis, zone: &TimeZone, lang: Lang) -> String {
    let clock = local(at, zone);
    let separator = if lang == Lang::Id { '.' } else { ':' };
    let name = clock.strftime("%Z").to_string();
    format!("{} {:02}{separator}{:02} {name}", date(at, zone, lang), clock.hour(), clock.minute())
}

/// `23 Nov 14.05`: for dense lists; the full moment belongs into the title.
pub fn short(at: Millis, zone: &TimeZone, lang: Lang) -> String {
    let clock = local(at, zone);
    let month: String = lang.say(&format!("month-{}", clock.month())).chars().take(3).collect();
    let separator = if lang == Lang::Id { '.' } else { ':' };
    format!("{} {month} {:02}{separator}{:02}", clock.day(), clock.hour(), clock.minute())
}

/// `2026-11-23T14:05:00+07:00`, for `<time datetime>` and machines.
pub fn machine(at: Millis, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `in 3 h`, `2 days late`: how long until (or since) a due time.
pub fn due(due_at: Millis, now: Millis, lang: Lang) -> String {
    let key = if due_at < now { "due-late" } else { "due-in" };
    lang.with(key, "span", span((due_at - now).abs(), lang)).into_owned()
}

/// `5 min ago`.
pub fn ago(at: Millis, now: Millis, lang: Lang) -> String {
    if now - at < MINUTE {
        return lang.say("just-now").into_owned();
    }
    lang.with("ago", "span", span(now - at, lang)).into_owned()
}

/// `3 h`, `2 days`: the largest unit that fits.
pub fn span(duration: Millis, lang: Lang) -> String {
    let (unit, count) = if duration >= 2 * DAY {
        ("days", duration / DAY)
    } else if duration >= 2 * HOUR {
        ("hours", duration / HOUR)
    } else {
        ("minutes", (duration / MINUTE).max(1))
    };
    let mut args = FluentArgs::new();
    args.set("n", count);
    lang.with_args(&format!("span-{unit}"), Some(&args)).into_owned()
}

/// `2026-11-23` of a day number, for machines and CSV.
pub fn day_iso(day: i64) -> String {
    let date = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(day.clamp(0, 200_000)));
    date.to_string()
}

/// The day number of `2026-11-23`.
pub fn parse_day(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(i64::from(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days()))
}
