//! When a letter says it was written, also where a script wrote the date by hand.

use mail_parser::{DateTime, Message};

use super::head;

/// Months as they are shortened in Indonesian, where that differs.
const MONTHS: [(&str, &str); 10] = [
    ("mei", "May"),
    ("agu", "Aug"),
    ("ags", "Aug"),
    ("agt", "Aug"),
    ("okt", "Oct"),
    ("nop", "Nov"),
    ("des", "Dec"),
    ("peb", "Feb"),
    ("juni", "Jun"),
    ("juli", "Jul"),
];
/// Zones of the country; mail programs of people here write them.
const ZONES: [(&str, &str); 3] = [("wib", "+0700"), ("wita", "+0800"), ("wit", "+0900")];

/// Milliseconds UTC. The date is the sender's claim; one that cannot be meant is dropped.
pub(super) fn sent_at(message: &Message<'_>) -> Option<i64> {
    let said = head::raw_values(message, "Date").next()?;
    let said = said.get(..said.len().min(100))?;
    let mut date =
        rfc822(said).or_else(|| DateTime::parse_rfc3339(said.trim()).filter(DateTime::is_valid))?;
    if date.year < 100 {
        date.year += if date.year < 70 { 2000 } else { 1900 };
    }
    (date.is_valid() && (1980..2200).contains(&date.year)).then(|| date.to_timestamp().checked_mul(1000))?
}

fn rfc822(said: &str) -> Option<DateTime> {
    let begins_with_digit =
        said.trim_start().as_bytes().get(..4).is_some_and(|year| year.iter().all(u8::is_ascii_digit));
    if begins_with_digit {
        return None;
    }
    // The day of the week says nothing, and may be in any language.
    let rest = said.split_once(',').map_or(said, |(_, rest)| rest);
    let words: Vec<&str> = rest
        .split_whitespace()
        .map(|word| {
            let same = |(name, _): &&(&str, &str)| word.eq_ignore_ascii_case(name);
            MONTHS.iter().chain(&ZONES).find(same).map_or(word, |(_, meant)| meant)
        })
        .collect();
    DateTime::parse_rfc822(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(date: &str) -> Option<i64> {
        sent_at(&head::headers(format!("Date: {date}\r\n\r\n").as_bytes()).unwrap())
    }

    #[test]
    fn dates_of_people_and_scripts() {
        let meant = Some(1_793_675_700_000);
        for date in [
            "Tue, 3 Nov 2026 10:15:00 +0700",
            "3 Nov 2026 03:15:00 +0000",
            "Sel, 3 Nop 2026 10:15:00 WIB",
            "Tue, 3 Nov 26 10:15:00 +0700",
            "2026-11-03T10:15:00+07:00",
        ] {
            assert_eq!(read(date), meant, "{date}");
        }
        for date in [
            "kemarin",
            "",
            "Thu, 1 Jan 1970 00:00:00 +0000",
            "31 Dec 9999 23:59:59 +0000",
            "é".repeat(99).as_str(),
        ] {
            assert_eq!(read(date), None, "{date}");
        }
    }
}
