//! The one repetition that holidays need: every year on the same date.

use std::ops::RangeInclusive;

use jiff::civil::Date;

/// `FREQ=YEARLY`, with or without an interval, a count or an end.
#[derive(Debug)]
pub(super) struct Yearly {
    interval: i16,
    count: usize,
    until: Option<Date>,
}

impl Yearly {
    /// Reads an RRULE. Gives back the part that says more than "every year on this date".
    pub fn parse(rule: &str, first: Date) -> Result<Self, String> {
        let mut yearly = Self { interval: 1, count: usize::MAX, until: None };
        let mut every_year = false;
        for part in rule.split(';') {
            let unread = || part.to_owned();
            let (name, value) = part.split_once('=').ok_or_else(unread)?;
            let number = || value.parse::<u16>().ok().filter(|number| (1..=1000).contains(number));
            match name.to_ascii_uppercase().as_str() {
                "FREQ" if value.eq_ignore_ascii_case("YEARLY") => every_year = true,
                "INTERVAL" => yearly.interval = number().ok_or_else(unread)? as i16,
                "COUNT" => yearly.count = usize::from(number().ok_or_else(unread)?),
                "UNTIL" => yearly.until = Some(value.get(..8).and_then(day).ok_or_else(unread)?),
                "BYMONTH" if value.parse() == Ok(first.month()) => {}
                "BYMONTHDAY" if value.parse() == Ok(first.day()) => {}
                // Which day a week begins with does not matter to a date.
                "WKST" => {}
                _ => return Err(unread()),
            }
        }
        if every_year { Ok(yearly) } else { Err(rule.to_owned()) }
    }

    /// The dates in these years and the one before them, from which a long event may reach over. 29
    /// February comes in leap years only.
    pub fn dates(&self, first: Date, wanted: &RangeInclusive<i16>) -> Vec<Date> {
        let years = (first.year()..=*wanted.end()).step_by(usize::from(self.interval.unsigned_abs().max(1)));
        years
            .filter_map(|year| Date::new(year, first.month(), first.day()).ok())
            .take(self.count)
            .take_while(|date| self.until.is_none_or(|until| *date <= until))
            .skip_while(|date| date.year() + 1 < *wanted.start())
            .collect()
    }
}

/// `20260817`
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}
